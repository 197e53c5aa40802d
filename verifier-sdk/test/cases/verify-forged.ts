// Verifications of what a thief of keys, a carrier of files or another city would hand in.
import { decodeCbor, encodeCbor, type CborValue } from '../../src/format/cbor.js';
import { decodeSign, encodeSign } from '../../src/format/cose.js';
import { cosignatureMessage } from '../../src/format/cosignature.js';
import { encodeCheckpoint } from '../../src/format/checkpoint.js';
import { entryKind } from '../../src/format/entry.js';
import { buildFields } from '../../src/format/fields.js';
import { decodeLicenceFile } from '../../src/format/licence-file.js';
import {
  checkpointOf,
  decodeReceipt,
  encodeReceipt,
  type Cosig,
  type Receipt,
} from '../../src/format/receipt.js';
import { decodeSignedNote, encodeSignedNote, noteKeyId } from '../../src/format/signed-note.js';
import { decodeSyncPack, encodeSyncPack, type SyncLog } from '../../src/format/sync-pack.js';
import { stateOfTrust } from '../../src/state.js';
import { issueCertificate, type Wanted } from '../world/certificates.js';
import {
  bundle,
  day,
  keyPeriod,
  minute,
  noon,
  origin,
  signBundle,
  sm3,
  subjects,
  witnessesOf,
} from '../world/city.js';
import { goodBundle, makeScene, values, type Changes, type Scene } from '../world/scene.js';
import { signWith, testKey } from '../world/signer.js';
import {
  firstBundle,
  invalid,
  issuer,
  log,
  noAnchor,
  noPack,
  noRoot,
  undetermined,
  valid,
  withLog,
  type VerifyCase,
} from './verify-case.js';

const unsigned = { ...noRoot, receipt: 'RECEIPT_SIGNATURE_WRONG' } as const;
const noQuorum = { ...noAnchor, receipt: 'QUORUM_MISSING' } as const;

const editReceipt = (edit: (good: Receipt) => Partial<Receipt>): Changes => ({
  editReceipt: (good) => ({ ...good, ...edit(good) }),
});

/** The receipt of a licence that the same body has issued and logged. */
const otherReceipt = (): Uint8Array =>
  decodeLicenceFile(makeScene({ content: { to: null } }).input).receipt as Uint8Array;

const placeCases: readonly VerifyCase[] = [
  invalid(
    'path-long',
    'a hash more',
    { ...noAnchor, inclusion: 'LEAF_PATH_WRONG', receipt: 'NOT_JUDGED' },
    editReceipt(({ path }) => ({ path: [...path, sm3(path[0] as Uint8Array)] })),
  ),
  invalid(
    'path-swapped',
    'two hashes changed over',
    unsigned,
    editReceipt(({ path: [a, b, ...rest] }) => ({ path: [b, a, ...rest] as Uint8Array[] })),
  ),
  invalid(
    'size-changed',
    'a larger tree than signed',
    unsigned,
    editReceipt(() => ({ size: 13 })),
  ),
  invalid(
    'size-farthest',
    'the largest tree there is, and a path of 53',
    unsigned,
    editReceipt(({ path: [head] }) => ({
      size: Number.MAX_SAFE_INTEGER,
      path: Array.from({ length: 53 }, () => head as Uint8Array),
    })),
  ),
  invalid('receipt-of-another', 'the receipt of another licence of the body', unsigned, {
    editFile: (file) => ({ ...file, receipt: otherReceipt() }),
  }),
  invalid('entry-of-document', 'logged as a sealed document', unsigned, {
    kind: entryKind.sealedDocument,
  }),
  invalid('entry-of-statement', 'logged as a change of status', unsigned, {
    kind: entryKind.status,
  }),
  invalid(
    'status-digest-changed',
    'another status list than signed',
    {
      ...unsigned,
    },
    editReceipt(({ status }) => ({ status: { ...status, digest: sm3(status.digest) } })),
  ),
  invalid(
    'trust-line-changed',
    'another trust bundle than signed',
    unsigned,
    editReceipt(({ trust }) => ({ trust: { ...trust, version: 9 } })),
  ),
  invalid(
    'fields-of-another',
    'the same values under other salts',
    { fields: 'FIELDS_ROOT_WRONG' },
    { disclosure: () => buildFields(values, new Uint8Array(32).fill(8), sm3).disclose([0, 1]) },
  ),
];

/** Signed by the key of that name over another message than a witness signs. */
const cosignedAs = (messageOf: (time: number, text: Uint8Array) => Uint8Array): Changes =>
  editReceipt((good) => {
    const leaf = decodeReceipt(encodeReceipt(good));
    const [one, ...others] = good.cosignatures;
    const { time } = one as Cosig;
    const key = testKey(keyOf(one as Cosig));
    const text = textOf(leaf);
    return {
      cosignatures: [
        { ...(one as Cosig), signature: signWith(key, messageOf(time, text)) },
        ...others,
      ],
    };
  });

function keyOf({ keyId }: Cosig): string {
  const found = witnessesOf(origin).find(({ name, key }) => {
    const id = noteKeyId(name, 'witness', testKey(key).publicKey, sm3);
    return id.every((byte, i) => byte === keyId[i]);
  });
  return found?.key ?? '';
}

function textOf(receipt: Receipt): Uint8Array {
  const { root } = makeScene({ known: { size: 12, time: noon } }).state?.logs[0] ?? {};
  return encodeCheckpoint(checkpointOf(receipt, origin, root as Uint8Array));
}

const last = (size: number, history = 'entry') => ({
  size,
  root: makeScene({ known: { size, history } }).state?.logs[0]?.root as Uint8Array,
});

/** A witness whose key ended a minute after the receipt, for its last tree; another key cosigns the pack. */
const retiredWitness = (tree: ReturnType<typeof last>): Changes => ({
  bundles: withLog({
    witnesses: log.witnesses.map((witness) =>
      witness.name.includes('police')
        ? {
            ...witness,
            keys: [
              keyPeriod('police witness', { to: noon + minute, last: tree }),
              keyPeriod('police witness 2', { from: noon + minute }),
            ],
          }
        : witness,
    ),
  }),
  pack: {
    witnesses: witnessesOf(origin).map(({ name, key }) => ({
      name,
      key: name.includes('police') ? 'police witness 2' : key,
    })),
  },
});

/** The log's first key ended with that tree. */
const retiredLog = (tree: ReturnType<typeof last>): Changes => ({
  bundles: withLog({
    keys: [
      keyPeriod('approval log', { to: noon + minute, last: tree }),
      keyPeriod('approval log 2', { from: noon + minute }),
    ],
  }),
  pack: { log: 'approval log 2' },
});

const [market, police] = witnessesOf(origin) as readonly [
  { name: string; key: string },
  { name: string; key: string },
];

const quorumCases: readonly VerifyCase[] = [
  invalid(
    'cosignature-of-text',
    'a witness’s key over the text alone, as a log signs it',
    { ...noAnchor, receipt: 'COSIGNATURE_WRONG' },
    cosignedAs((_time, text) => text),
  ),
  invalid(
    'cosignature-of-other-root',
    'a witness’s signature of another tree of that size',
    { ...noAnchor, receipt: 'COSIGNATURE_WRONG' },
    cosignedAs((time) =>
      cosignatureMessage(
        time,
        decodeSignedNote(
          makeScene({ known: { size: 12, time: noon, history: 'other' } }).state?.logs[0]
            ?.note as Uint8Array,
        ).text,
      ),
    ),
  ),
  undetermined('log-cosigns-itself', 'the log’s own key in the place of a witness’s', noQuorum, {
    receipt: { witnesses: [market, { name: police.name, key: 'approval log' }] },
  }),
  undetermined('witness-of-another-key', 'a witness’s name over another witness’s key', noQuorum, {
    receipt: { witnesses: [market, { name: police.name, key: 'market witness' }] },
  }),
  undetermined(
    'witness-retired-tree',
    'a retired witness key vouches for no larger tree than its last',
    noQuorum,
    retiredWitness(last(11)),
  ),
  undetermined(
    'witness-retired-other-root',
    'a retired witness key, and another tree of the size of its last',
    noQuorum,
    retiredWitness(last(12, 'other')),
  ),
  valid(
    'witness-retired-last-tree',
    'the very last tree that a retired witness key vouches for',
    retiredWitness(last(12)),
  ),
  invalid(
    'log-key-retired-other-root',
    'a retired log key, and another tree of the size of its last',
    { ...noRoot, receipt: 'LOG_KEY_OUT_OF_PERIOD' },
    retiredLog(last(12, 'other')),
  ),
  undetermined(
    'pack-witness-renamed',
    'one witness under two names',
    { ...noPack, checkpoint: 'QUORUM_MISSING' },
    () => renamed(makeScene()),
  ),
  undetermined(
    'pack-cosignature-of-text',
    'a witness’s key over the text alone',
    { ...noPack, checkpoint: 'SYNC_SIGNATURE_WRONG' },
    () =>
      withNote(makeScene(), ({ text, signatures: [own, one, ...others] }) => ({
        text,
        signatures: [
          own as NonNullable<typeof own>,
          {
            ...(one as NonNullable<typeof one>),
            signature: Uint8Array.from([
              ...(one as NonNullable<typeof one>).signature.subarray(0, 8),
              ...signWith(testKey(market.key), text),
            ]),
          },
          ...others,
        ],
      })),
  ),
];

type Note = ReturnType<typeof decodeSignedNote>;

function withNote(scene: Scene, edit: (note: Note) => Note): Scene {
  const pack = decodeSyncPack(scene.sync as Uint8Array);
  const logs = pack.logs.map((one): SyncLog => ({
    ...one,
    note: encodeSignedNote(edit(decodeSignedNote(one.note))),
  }));
  return { ...scene, sync: encodeSyncPack({ ...pack, logs }) };
}

/** The line of one witness, and once more under the name of the other. */
const renamed = (scene: Scene): Scene =>
  withNote(scene, ({ text, signatures: [own, one] }) => ({
    text,
    signatures: [own, one, one && { ...one, name: police.name }].filter(
      (line) => line !== undefined,
    ),
  }));

const certified = (wanted: Partial<Wanted>): Changes => {
  const certificate = issueCertificate({
    subject: subjects.body,
    issuer: subjects.authority,
    ...wanted,
  });
  return {
    certificate,
    bundles: [signBundle({ ...bundle, issuers: [{ ...issuer, certificate }] })],
  };
};
/** A root of the name of ours, with another key. */
const rootOfAnother = issueCertificate({
  subject: '他省根',
  issuer: '他省根',
  authority: { pathLength: 1 },
});
const broken = { certificate: 'CERTIFICATE_CHAIN_BROKEN' } as const;

const certificateCases: readonly VerifyCase[] = [
  invalid(
    'certificate-self-signed',
    'the body’s certificate signed by itself',
    broken,
    certified({
      issuer: subjects.body,
    }),
  ),
  invalid(
    'certificate-of-root-name',
    'the name of the root as issuer, and the body’s own key',
    broken,
    certified({
      issuer: subjects.root,
      signer: subjects.body,
    }),
  ),
  invalid('chain-other-root', 'the bundle has the root of another province only', broken, {
    bundles: [signBundle({ ...bundle, roots: [rootOfAnother] })],
  }),
  valid('certificate-last-second', 'its last second', {
    ...certified({ notAfter: '260302020000Z' }),
  }),
  invalid(
    'certificate-a-second-late',
    'a second after its end',
    { certificate: 'CERTIFICATE_OUT_OF_PERIOD' },
    certified({ notAfter: '260302015959Z' }),
  ),
  valid('below-cut-off', 'the last leaf that still counts', {
    bundles: [signBundle({ ...bundle, issuers: [{ ...issuer, cutOff: 6 }] })],
  }),
];

/** The first bundle with k = 1 of two witnesses, which nobody could sign. */
function olderBroken(): Uint8Array {
  const { payload, signatures } = decodeSign(goodBundle);
  const parts = [...(decodeCbor(payload) as readonly CborValue[])];
  const [approval, ...others] = parts[8] as readonly (readonly CborValue[])[];
  const [name, , ...more] = approval as readonly CborValue[];
  parts[8] = [[name as CborValue, 1, ...more], ...others];
  return encodeSign(encodeCbor(parts), signatures);
}

const town = { ...bundle, network: 'town', logs: [], issuers: [] };

const networkCases: readonly VerifyCase[] = [
  undetermined(
    'bundle-of-another-city',
    'a next bundle of another network in the pack',
    { trust: 'TRUST_REFUSED' },
    {
      editPack: (pack) => ({
        ...pack,
        bundles: [firstBundle, signBundle({ ...town, version: 2 })],
      }),
    },
  ),
  invalid(
    'state-of-another-city',
    'a memory of another network',
    {
      ...noRoot,
      ...noPack,
      issuer: 'ISSUER_UNKNOWN',
      signature: 'NOT_JUDGED',
      receipt: 'LOG_KEY_UNKNOWN',
      checkpoint: 'SYNC_FOREIGN',
    },
    { state: () => stateOfTrust('town', signBundle(town)) },
  ),
  valid(
    'pack-older-bundle-broken',
    'a pack whose bundles below the one held are passed over unread',
    () => {
      const scene = makeScene({ bundles: [signBundle({ ...bundle, version: 2 })], known: null });
      const pack = decodeSyncPack(scene.sync as Uint8Array);
      return {
        ...scene,
        sync: encodeSyncPack({ ...pack, bundles: [olderBroken(), ...pack.bundles] }),
      };
    },
  ),
  undetermined(
    'pack-other-bundle-of-version',
    'a bundle of the version held in the pack, with another threshold',
    { trust: 'TRUST_DIFFERS' },
    {
      editPack: (pack) => ({
        ...pack,
        bundles: [signBundle({ ...bundle, expires: bundle.expires + day })],
      }),
    },
  ),
];

export const forgedCases: readonly VerifyCase[] = [
  ...placeCases,
  ...quorumCases,
  ...certificateCases,
  ...networkCases,
];
