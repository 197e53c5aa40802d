// Receipts and licence files.
import { encodeBase64 } from '../../src/format/base64.js';
import { encodeCbor, type CborValue } from '../../src/format/cbor.js';
import { concatBytes, encodeUtf8, toHex } from '../../src/format/bytes.js';
import { cosignatureMessage } from '../../src/format/cosignature.js';
import { inclusionPath } from '../../src/merkle/inclusion.js';
import { treeRoot } from '../../src/merkle/tree.js';
import { certificate } from '../reference/der-writer.js';
import { publicKeyOf, sign } from '../reference/sm2.js';
import { sm3 } from '../reference/sm3.js';
import { accept, reject, type Case, type Input } from './case.js';
import { sampleCredential, sampleDisclosure, sampleKid } from './licence.js';

const hex = (value: CborValue): string => toHex(encodeCbor(value));
const digest = (text: string): Uint8Array => sm3(encodeUtf8(text));
const none = new Uint8Array();

// A log of seven entries: the licence is at 4, its sealed document at 5.
const origin = 'yinzhao/city/approval';
const leaf = (kind: number, object: Uint8Array): Uint8Array =>
  sm3(concatBytes(Uint8Array.of(0, kind), sampleKid, object));
const licenceLeaf = leaf(1, sm3(sampleCredential));
const leaves = [0, 1, 2, 3, 4, 5, 6].map((i) => leaf(1, digest(`licence ${i}`)));
leaves[4] = licenceLeaf;
leaves[5] = leaf(3, digest('document'));
const path = concatBytes(...inclusionPath(sm3, leaves, 4, 7));
const sealPath = concatBytes(...inclusionPath(sm3, leaves, 5, 7));
const time = 1767225600000;
const note = [
  origin,
  '7',
  encodeBase64(treeRoot(sm3, leaves)),
  `time ${time}`,
  `status 2 ${encodeBase64(digest('status'))}`,
  `trust 3 ${encodeBase64(digest('trust'))}`,
]
  .map((line) => `${line}\n`)
  .join('');

const logSecret = 0x1111222233334444n;
const witnessSecrets = { police: 0x5555666677778888n, market: 0x9999aaaabbbbccccn } as const;
const keyId = (name: string, purpose: string, secret: bigint): Uint8Array =>
  sm3(
    concatBytes(
      encodeUtf8(`${name}\n`),
      Uint8Array.of(0xff),
      encodeUtf8(purpose),
      publicKeyOf(secret),
    ),
  ).subarray(0, 4);
const logKeyId = keyId(origin, 'yinzhao/log/sm2', logSecret);
const logSignature = sign(logSecret, encodeUtf8(note), 0x31415926n);

/** One clock is a little behind the log's, one before it. */
const delays = { police: 123, market: -45 } as const;
const witnesses = (['police', 'market'] as const)
  .map((org) => {
    const name = `yinzhao/city/${org}/witness`;
    const secret = witnessSecrets[org];
    const at = time + delays[org];
    const message = cosignatureMessage(at, encodeUtf8(note));
    return {
      keyId: keyId(name, 'yinzhao/cosignature/v1/sm2', secret),
      time: at,
      signature: sign(secret, message, 0x27182818n),
      key: publicKeyOf(secret),
      name,
    };
  })
  .sort((a, b) => (toHex(a.keyId) < toHex(b.keyId) ? -1 : 1));

const cosig = ({ keyId, time: at, signature }: (typeof witnesses)[number]): Uint8Array => {
  const record = new Uint8Array(72);
  record.set(keyId);
  new DataView(record.buffer).setInt32(4, at - time);
  record.set(signature, 8);
  return record;
};
const [firstCosig, secondCosig] = witnesses.map(cosig) as [Uint8Array, Uint8Array];

const receipt = (changes: Partial<Record<number, CborValue>> = {}): CborValue[] =>
  [
    logKeyId,
    4,
    7,
    path,
    time,
    2,
    digest('status'),
    3,
    digest('trust'),
    logSignature,
    concatBytes(firstCosig, secondCosig),
    null,
  ].map((part, i) => changes[i] ?? part);
const changed = (changes: Partial<Record<number, CborValue>>): string => hex(receipt(changes));

export const sampleReceipt = encodeCbor(receipt());
/** What a receipt is read with: leaf, log and keys; and the same as a signed note. */
export const receiptWorld = {
  origin,
  leaf: licenceLeaf,
  note,
  logKey: publicKeyOf(logSecret),
  witnesses,
  logSignature,
  logKeyId,
};

const malformed = (id: string, text: string, input: Input): Case =>
  reject(id, 'RECEIPT_MALFORMED', text, input);
const hashes = (count: number): Uint8Array => new Uint8Array(32 * count).fill(7);
const withTime = (record: Uint8Array, delay: number): Uint8Array => {
  const copy = record.slice();
  new DataView(copy.buffer).setInt32(4, delay);
  return copy;
};
const numbered = (count: number): Uint8Array =>
  concatBytes(
    ...Array.from({ length: count }, (_, i) => {
      const record = firstCosig.slice();
      record[0] = i;
      return record;
    }),
  );

export const receiptCases: readonly Case[] = [
  accept('two-witnesses', 'a licence under a checkpoint of two witnesses', toHex(sampleReceipt), {
    logKeyId: toHex(logKeyId),
    leafIndex: 4,
    size: 7,
    time,
    status: { sequence: 2, digest: toHex(digest('status')) },
    trust: { version: 3, digest: toHex(digest('trust')) },
    logSignature: toHex(logSignature),
    cosignatures: witnesses.map(({ keyId, time: at, signature }) => ({
      keyId: toHex(keyId),
      time: at,
      signature: toHex(signature),
    })),
    documentSeal: null,
    leaf: toHex(licenceLeaf),
    checkpoint: note,
    keys: [publicKeyOf(logSecret), ...witnesses.map(({ key }) => key)].map(toHex),
  }),
  accept('document-seal', 'with the place of the document seal', changed({ 11: [5, sealPath] }), {
    documentSeal: { leafIndex: 5, path: inclusionPath(sm3, leaves, 5, 7).map(toHex) },
  }),
  accept('first-leaf', 'the only leaf of a log', changed({ 1: 0, 2: 1, 3: none })),
  accept('highest-tree', 'a path of 53', changed({ 3: hashes(53) })),
  accept('fifteen', '15 witnesses', changed({ 10: numbered(15) })),
  malformed('index-size', 'leaf 7 of seven', changed({ 1: 7 })),
  reject(
    'index-64',
    'CBOR_INTEGER_RANGE',
    'leaf 2^64 − 1',
    changed({ 1: 255 }).replace('18ff', '1bffffffffffffffff'),
  ),
  malformed('index-negative', 'leaf −1', changed({ 1: -1 })),
  malformed('size-0', 'an empty log', changed({ 1: 0, 2: 0 })),
  malformed('path-cut', 'a hash cut off', changed({ 3: path.subarray(1) })),
  malformed('path-list', 'hashes one by one', changed({ 3: [path] })),
  malformed('path-long', 'a path of 54', changed({ 3: hashes(54) })),
  malformed('key-id', 'a key id of 8 bytes', changed({ 0: digest('x').subarray(0, 8) })),
  malformed('time-text', 'a time as a text', changed({ 4: '2026' })),
  malformed('status-digest', 'a digest of 31 bytes', changed({ 6: digest('x').subarray(1) })),
  malformed('trust-version', 'version −1', changed({ 7: -1 })),
  malformed('trust-digest', 'no digest', changed({ 8: none })),
  malformed('log-signature', 'no signature of the log', changed({ 9: none })),
  malformed('no-cosignature', 'no witness', changed({ 10: none })),
  malformed('cosignature-cut', 'a cosignature cut off', changed({ 10: firstCosig.subarray(1) })),
  malformed(
    'cosignature-order',
    'the larger key id first',
    changed({ 10: concatBytes(secondCosig, firstCosig) }),
  ),
  malformed(
    'cosignature-twice',
    'one witness counts twice',
    changed({ 10: concatBytes(firstCosig, firstCosig) }),
  ),
  malformed('cosignatures-many', '16 witnesses', changed({ 10: numbered(16) })),
  malformed(
    'cosignature-time',
    'a witness before 1970',
    changed({ 4: 44, 10: withTime(firstCosig, -45) }),
  ),
  malformed('seal-index', 'a document seal beyond the size', changed({ 11: [7, sealPath] })),
  malformed(
    'seal-same-leaf',
    'one leaf as licence and as document seal',
    changed({ 11: [4, path] }),
  ),
  malformed('seal-path', 'a path of 54', changed({ 11: [5, hashes(54)] })),
  malformed('seal-parts', 'a document seal without path', changed({ 11: [5] })),
  malformed('seal-false', 'no document seal, in another spelling', changed({ 11: false })),
  malformed('part-missing', 'no word on the document seal', hex(receipt().slice(0, 11))),
  malformed('part-more', 'a part more', hex([...receipt(), null])),
  malformed('map', 'a map', hex(new Map([[1, logKeyId]]))),
  reject('trailing', 'CBOR_TRAILING_BYTES', 'a byte behind it', `${toHex(sampleReceipt)}00`),
];

const chain = [certificate()];
const file = (changes: Partial<Record<number, CborValue>> = {}): CborValue[] =>
  ['yinzhao/licence/v1', sampleCredential, sampleDisclosure, sampleReceipt, chain].map((part, i) =>
    i in changes ? (changes[i] as CborValue) : part,
  );
const fileOf = (changes: Partial<Record<number, CborValue>>): string => hex(file(changes));
const broken = (id: string, text: string, input: Input): Case =>
  reject(id, 'LICENCE_FILE_MALFORMED', text, input);

export const licenceFileCases: readonly Case[] = [
  accept('sample', 'a licence with three fields shown and its receipt', hex(file()), {
    credential: toHex(sampleCredential),
    disclosure: { count: 5, fields: { 0: '示例市星火小吃店', 1: '张三', 4: null } },
    receipt: toHex(sampleReceipt),
    chain: chain.map(toHex),
  }),
  accept('no-field', 'no field shown, no chain', fileOf({ 2: null, 4: [] }), { disclosure: null }),
  accept('not-anchored', 'no receipt yet', fileOf({ 3: null }), { receipt: null }),
  accept('document', 'a sealed document that is no licence', fileOf({ 1: null, 2: null }), {
    credential: null,
  }),
  broken('context', 'a version to come', fileOf({ 0: 'yinzhao/licence/v2' })),
  broken('sync', 'a sync pack', fileOf({ 0: 'yinzhao/sync/v1' })),
  broken('nothing', 'neither credential nor receipt', fileOf({ 1: null, 2: null, 3: null })),
  broken('fields-alone', 'fields of no credential', fileOf({ 1: null })),
  broken('credential-tag', 'a credential that is no byte string', fileOf({ 1: 'x' })),
  broken('receipt-list', 'a receipt that is no byte string', fileOf({ 3: receipt() })),
  broken('chain-null', 'no chain, in another spelling', fileOf({ 4: null })),
  broken('chain-text', 'a certificate as a text', fileOf({ 4: ['-----BEGIN'] })),
  broken(
    'chain-long',
    'five certificates',
    fileOf({ 4: [...chain, ...chain, ...chain, ...chain, ...chain] }),
  ),
  broken('chain-empty', 'a certificate without bytes', fileOf({ 4: [none] })),
  broken('part-missing', 'no chain', hex(file().slice(0, 4))),
  broken('part-more', 'a part more', hex([...file(), null])),
  reject('disclosure', 'DISCLOSURE_MALFORMED', 'a disclosure without fields', fileOf({ 2: [] })),
  reject(
    'depth',
    'FIELD_VALUE_INVALID',
    'values inside values',
    fileOf({ 2: [1, new Map([[0, [[[['x']]]]]]), none, none] }),
  ),
  reject(
    'depth-bomb',
    'CBOR_TOO_DEEP',
    'values a thousand deep',
    `8572${toHex(encodeUtf8('yinzhao/licence/v1'))}${'81'.repeat(1000)}`,
  ),
  reject(
    'length-bomb',
    'CBOR_TRUNCATED',
    'a credential of 4 GiB that is not there',
    `8572${toHex(encodeUtf8('yinzhao/licence/v1'))}5affffffff`,
  ),
  reject('trailing', 'CBOR_TRAILING_BYTES', 'a byte behind it', `${hex(file())}00`),
  reject('too-large', 'LICENCE_FILE_TOO_LARGE', 'more than 1 MiB', { zeros: (1 << 20) + 1 }),
];
