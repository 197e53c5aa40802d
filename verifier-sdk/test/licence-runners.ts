// Layers of what a holder has in hand: identifier, credential, fields, receipt, licence file.
import { decodeBase45, encodeBase45 } from '../src/format/base45.js';
import { encodeUtf8, equalBytes, fromHex } from '../src/format/bytes.js';
import { decodeCbor, encodeCbor } from '../src/format/cbor.js';
import { encodeCheckpoint } from '../src/format/checkpoint.js';
import { civilDay, formatCivilDate, parseCivilDate } from '../src/format/civil-date.js';
import { cosignatureMessage } from '../src/format/cosignature.js';
import {
  credentialMessage,
  decodeCredential,
  encodeCredential,
  encodeCredentialContent,
} from '../src/format/credential.js';
import {
  buildFields,
  disclosureFromCbor,
  disclosureToCbor,
  openDisclosure,
  type FieldValue,
} from '../src/format/fields.js';
import {
  holderProofFromCbor,
  holderProofMessage,
  holderProofToCbor,
} from '../src/format/holder-proof.js';
import {
  checkCharacter,
  formatIdentifier,
  parseIdentifier,
} from '../src/format/licence-identifier.js';
import { decodeLicenceFile, encodeLicenceFile } from '../src/format/licence-file.js';
import { checkpointOf, decodeReceipt, encodeReceipt, type Receipt } from '../src/format/receipt.js';
import { decodeShowCode, encodeShowCode } from '../src/format/show-code.js';
import { rootFromInclusion } from '../src/merkle/inclusion.js';
import type { Engine } from '../src/sm/engine.js';
import { compressPublicKey, decompressPublicKey } from '../src/sm/sm2-curve.js';
import type { Input } from './cases/case.js';
import { strict, textBytes, type Runs } from './layer.js';

function runCivilDate(input: Input): unknown {
  if (typeof input !== 'string') {
    return formatCivilDate(civilDay((input as { unixMs: number }).unixMs));
  }
  const day = parseCivilDate(input);
  if (formatCivilDate(day) !== input) throw new Error('is written in another way');
  return day;
}

function runIdentifier(input: Input): unknown {
  if (typeof input !== 'string') return checkCharacter((input as { checked: string }).checked);
  const identifier = parseIdentifier(input);
  if (formatIdentifier(identifier) !== input) throw new Error('is written in another way');
  return identifier;
}

/** Besides its parts: the key of the vector, where it has signed. */
function credentialMeaning(
  { payload, message, ...rest }: ReturnType<typeof decodeCredential>,
  { verify }: Engine,
  value?: Input,
): unknown {
  const { signedBy } = (value ?? {}) as { signedBy?: string };
  const same =
    equalBytes(payload, encodeCredentialContent(rest)) &&
    equalBytes(message, credentialMessage(rest.kid, payload));
  const good = same && signedBy !== undefined && verify(fromHex(signedBy), message, rest.signature);
  return { ...rest, signedBy: good ? signedBy : null };
}

function runFields(input: Input, sm3: Engine['sm3']): unknown {
  const { values, secret, show } = input as unknown as Record<'values', FieldValue[]> &
    Record<'secret', string> &
    Record<'show', number[]>;
  const tree = buildFields(values, fromHex(secret), sm3);
  const disclosure = tree.disclose(show);
  const { root } = openDisclosure(disclosure, sm3);
  if (!equalBytes(root, tree.root)) throw new Error('opens to another root');
  return { root: tree.root, disclosure: encodeCbor(disclosureToCbor(disclosure)) };
}

function runBase45(input: Input): Uint8Array {
  const bytes = decodeBase45(input as string);
  if (encodeBase45(bytes) !== input) throw new Error('is written in another way');
  return bytes;
}

/** Besides its parts: leaf, checkpoint and keys of the vector, where they fit. */
function receiptMeaning(receipt: Receipt, { sm3, verify }: Engine, value?: Input): unknown {
  const given = (value ?? {}) as { leaf?: string; checkpoint?: string; keys?: string[] };
  if (given.leaf === undefined) return receipt;
  const { leafIndex: index, size, path, cosignatures } = receipt;
  const leaf = fromHex(given.leaf);
  const root = rootFromInclusion(sm3, leaf, { index, size, path });
  if (root === null) return receipt;
  const origin = (given.checkpoint ?? '').split('\n')[0] ?? '';
  const text = encodeCheckpoint(checkpointOf(receipt, origin, root));
  const keys = (given.keys ?? []).map((hex, i) => {
    const cosignature = cosignatures[i - 1];
    const message = cosignature && cosignatureMessage(cosignature.time, text);
    const signature = cosignature?.signature ?? receipt.logSignature;
    return verify(fromHex(hex), message ?? text, signature) ? hex : null;
  });
  return { ...receipt, leaf, checkpoint: new TextDecoder().decode(text), keys };
}

export function licenceRuns(engine: Engine): Runs {
  const { sm3 } = engine;
  return {
    base45: runBase45,
    'civil-date': runCivilDate,
    'compressed-key': strict(decompressPublicKey, compressPublicKey),
    credential: strict(
      decodeCredential,
      (one) => encodeCredential(one.kid, encodeCredentialContent(one), one.signature),
      (one, _bytes, value) => credentialMeaning(one, engine, value),
    ),
    disclosure: strict(
      (bytes) => disclosureFromCbor(decodeCbor(bytes)),
      (disclosure) => encodeCbor(disclosureToCbor(disclosure)),
      (disclosure) => openDisclosure(disclosure, sm3),
    ),
    fields: (input) => runFields(input, sm3),
    'holder-proof': strict(
      (bytes) => holderProofFromCbor(decodeCbor(bytes)),
      (proof) => encodeCbor(holderProofToCbor(proof)),
      (proof) => {
        const shown = { credential: Uint8Array.of(1), disclosure: null };
        return { ...proof, message: holderProofMessage(shown, proof, sm3) };
      },
    ),
    'licence-file': strict(decodeLicenceFile, encodeLicenceFile),
    'licence-identifier': runIdentifier,
    'show-code': strict(
      decodeShowCode,
      (code) => encodeUtf8(encodeShowCode(code)),
      (code) => code,
      textBytes,
    ),
    receipt: strict(decodeReceipt, encodeReceipt, (receipt, _bytes, value) =>
      receiptMeaning(receipt, engine, value),
    ),
  };
}
