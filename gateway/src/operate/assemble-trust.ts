import { decodePayload, type SignatureFile } from '@yinzhao/signer';
import { VerifierError } from '@yinzhao/verifier/errors';
import { equalBytes, toHex } from '@yinzhao/verifier/format/bytes';
import {
  decodeTrustBundle,
  encodeTrustBundle,
  trustBundleMessage,
  trustKeyId,
} from '@yinzhao/verifier/format/trust-bundle';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { advanceTrust, pinTrust } from '@yinzhao/verifier/trust';
import { GatewayError } from '../errors.js';

/**
 * A bundle out of its payload and what signers have said about it: one that every verifier takes, after the bundle
 * before or, where there is none, as the first.
 * @param before - the bundle before, signed
 * @throws GatewayError TRUST_SIGNATURE_WRONG; VerifierError TRUST_NOT_SIGNED_BY_ITSELF, TRUST_NOT_SIGNED_BY_PREVIOUS and
 * other TRUST_ codes
 */
export function assembleTrust(
  payload: Uint8Array,
  files: readonly SignatureFile[],
  before: Uint8Array | null,
  engine: Engine,
): Uint8Array {
  const bundle = decodePayload(payload);
  const digest = engine.sm3(payload);
  const former = before === null ? [] : decodeTrustBundle(before).bundle.signers.keys;
  const keyOf = new Map(
    [...former, ...bundle.signers.keys].map((key) => [toHex(trustKeyId(key, engine.sm3)), key]),
  );
  const made = new Map<string, SignatureFile['signatures'][number]>();
  for (const file of files) {
    if (!equalBytes(file.payload, digest)) {
      wrong(`a file of signatures is about ${toHex(file.payload)}, not ${toHex(digest)}`);
    }
    // A signer signs with every key it has in use, also with one that no bundle names yet.
    const named = file.signatures.filter(({ keyId }) => keyOf.has(toHex(keyId)));
    if (named.length === 0) wrong('a file of signatures has none of a signer of this bundle');
    for (const one of named) {
      const name = toHex(one.keyId);
      const message = trustBundleMessage(payload, one.keyId);
      if (!engine.verify(keyOf.get(name) as Uint8Array, message, one.signature)) {
        wrong(`of ${name}: it does not verify`);
      }
      made.set(name, one);
    }
  }
  const bytes = encodeTrustBundle(payload, [...made.values()]);
  const step =
    before === null
      ? pinTrust(bytes, { version: bundle.version, digest }, engine)
      : advanceTrust(before, bytes, engine);
  if (step.ok) return bytes;
  const { threshold, keys } = bundle.signers;
  throw new VerifierError(
    step.code,
    `${made.size} signatures; ${threshold} of ${keys.length} keys`,
  );
}

function wrong(message: string): never {
  throw new GatewayError('TRUST_SIGNATURE_WRONG', message);
}
