// Layers of what a holder has in hand: identifier, credential, fields, receipt, licence file.
import { equalBytes, fromHex } from '../src/format/bytes.js';
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
  checkCharacter,
  formatIdentifier,
  parseIdentifier,
} from '../src/format/licence-identifier.js';
import { decodeLicenceFile, encodeLicenceFile } from '../src/format/licence-file.js';
import { checkpointOf, decodeReceipt, encodeReceipt, type Receipt } from '../src/format/receipt.js';
import { rootFromInclusion } from '../src/merkle/inclusion.js';
import { nodeEngine } from '../src/node/engine.js';
import { compressPublicKey, decompressPublicKey } from '../src/sm/sm2-curve.js';
import type { Input } from './cases/case.js';
import {
  civilDateCases,
  credentialCases,
  disclosureCases,
  fieldsCases,
  identifierCases,
} from './cases/licence.js';
import { licenceFileCases, receiptCases, receiptWorld } from './cases/receipt.js';
import { compressedKeyCases } from './cases/sm.js';
import { strict, type Layer } from './layer.js';

const engine = nodeEngine();
const { sm3 } = engine;

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

function credentialMeaning({
  payload,
  message,
  ...rest
}: ReturnType<typeof decodeCredential>): unknown {
  const { signedBy } = credentialCases[0]?.value as { signedBy: string };
  const same =
    equalBytes(payload, encodeCredentialContent(rest)) &&
    equalBytes(message, credentialMessage(rest.kid, payload));
  const good = same && engine.verify(fromHex(signedBy), message, rest.signature);
  return { ...rest, signedBy: good ? signedBy : null };
}

function runFields(input: Input): unknown {
  const { values, secret, show } = input as unknown as Record<'values', FieldValue[]> &
    Record<'secret', string> &
    Record<'show', number[]>;
  const tree = buildFields(values, fromHex(secret), sm3);
  const disclosure = tree.disclose(show);
  const { root } = openDisclosure(disclosure, sm3);
  if (!equalBytes(root, tree.root)) throw new Error('opens to another root');
  return { root: tree.root, disclosure: encodeCbor(disclosureToCbor(disclosure)) };
}

/** Besides its parts: leaf, checkpoint and keys of the vector, where they fit. */
function receiptMeaning(receipt: Receipt): unknown {
  const { leaf, origin, logKey, witnesses } = receiptWorld;
  const { leafIndex: index, size, path, cosignatures } = receipt;
  const root = rootFromInclusion(sm3, leaf, { index, size, path });
  if (root === null) return receipt;
  const text = encodeCheckpoint(checkpointOf(receipt, origin, root));
  const keys = witnesses.map(({ keyId, key }) => {
    const own = cosignatures.find((cosig) => equalBytes(cosig.keyId, keyId));
    return own && engine.verify(key, cosignatureMessage(own.time, text), own.signature)
      ? key
      : null;
  });
  const log = engine.verify(logKey, text, receipt.logSignature) ? logKey : null;
  return { ...receipt, leaf, checkpoint: new TextDecoder().decode(text), keys: [log, ...keys] };
}

export const licenceLayers: Readonly<Record<string, Layer>> = {
  'civil-date': { cases: civilDateCases, run: runCivilDate },
  'compressed-key': {
    cases: compressedKeyCases,
    run: strict(decompressPublicKey, compressPublicKey),
  },
  credential: {
    cases: credentialCases,
    run: strict(
      decodeCredential,
      (one) => encodeCredential(one.kid, encodeCredentialContent(one), one.signature),
      credentialMeaning,
    ),
  },
  disclosure: {
    cases: disclosureCases,
    run: strict(
      (bytes) => disclosureFromCbor(decodeCbor(bytes)),
      (disclosure) => encodeCbor(disclosureToCbor(disclosure)),
      (disclosure) => openDisclosure(disclosure, sm3),
    ),
  },
  fields: { cases: fieldsCases, run: runFields },
  'licence-file': { cases: licenceFileCases, run: strict(decodeLicenceFile, encodeLicenceFile) },
  'licence-identifier': { cases: identifierCases, run: runIdentifier },
  receipt: { cases: receiptCases, run: strict(decodeReceipt, encodeReceipt, receiptMeaning) },
};
