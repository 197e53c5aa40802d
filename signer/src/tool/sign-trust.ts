import { toHex } from '@yinzhao/verifier/format/bytes';
import { decodeTrustBundle, encodeTrustBundle } from '@yinzhao/verifier/format/trust-bundle';
import type { TrustBundle } from '@yinzhao/verifier/format/trust-content';
import { readInput, writeOutput, wrong } from './files.js';
import { encodeSignatureFile } from './signature-file.js';
import type { Surroundings, WithSigner } from './surroundings.js';
import { changedLines, trustLines } from './trust-lines.js';
import type { Words } from './words.js';

/**
 * Shows what a payload says; signs it only where its digest is the one that was named. Whoever signs has read it, and
 * compared the digest with the others over another way than that on which the file came.
 * @throws SignerError COMMAND_WRONG and those of signTrustBundle; VerifierError as decodeTrustBundle
 */
export async function signTrust(
  { operands, options }: Words,
  { print, engine }: Pick<Surroundings, 'print' | 'engine'>,
  withSigner: WithSigner,
): Promise<void> {
  const payload = readInput(operands[0] as string);
  const lines = trustLines(decodePayload(payload), engine.sm3);
  const before = options.get('before');
  if (before === undefined) print(lines.join('\n'));
  else {
    const { bundle } = decodeTrustBundle(readInput(before));
    print(changedLines(trustLines(bundle, engine.sm3), lines).join('\n'));
  }
  const digest = engine.sm3(payload);
  print(`摘要 digest ${toHex(digest)}`);
  const wanted = options.get('digest');
  if (wanted === undefined) {
    print(
      '尚未签名：核对后加 --digest 再次运行 · not signed: compare, then run again with --digest',
    );
    return;
  }
  const out = options.get('out') ?? wrong('缺少 --out · where is the file of signatures to be?');
  if (wanted !== toHex(digest)) wrong('摘要不符，未签名 · the digest is another: not signed');
  const signatures = await withSigner((signer) => signer.signTrustBundle(payload));
  writeOutput(out, encodeSignatureFile({ payload: digest, signatures }));
  for (const { keyId } of signatures) print(`已签名 signed by ${toHex(keyId)}`);
}

/**
 * What a payload says before anybody has signed it.
 * @throws VerifierError as decodeTrustBundle
 */
export function decodePayload(payload: Uint8Array): TrustBundle {
  // The format reads payloads inside signed bundles only: a signature that says nothing serves.
  const unsigned = { keyId: new Uint8Array(32), signature: new Uint8Array(64) };
  return decodeTrustBundle(encodeTrustBundle(payload, [unsigned])).bundle;
}
