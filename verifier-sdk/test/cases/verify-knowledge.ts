// Verifications of a good licence under packs, memories, clocks and policies of every kind.
import { toHex } from '../../src/format/bytes.js';
import type { Annotation } from '../../src/format/credential.js';
import { noteKeyId } from '../../src/format/signed-note.js';
import type { LeafStatus } from '../../src/format/status.js';
import { decodeSyncPack, type SyncLog, type SyncPack } from '../../src/format/sync-pack.js';
import { builtInPolicy } from '../../src/policy.js';
import {
  bundle,
  day,
  hour,
  licenceType,
  minute,
  noon,
  origin,
  otherOrigin,
  signBundle,
  sm3,
  statusLists,
  trustLine,
  witnessesOf,
} from '../world/city.js';
import { rememberLog, type KnownLog } from '../../src/state.js';
import { makeScene, nowAt, type Changes, type Scene } from '../world/scene.js';
import { testKey } from '../world/signer.js';
import {
  firstBundle,
  invalid,
  issuer,
  next,
  noPack,
  oneWitness,
  undetermined,
  valid,
  type Codes,
  type VerifyCase,
} from './verify-case.js';

const editLog =
  (edit: (one: SyncLog) => Partial<SyncLog>) =>
  (pack: SyncPack): SyncPack => ({
    ...pack,
    logs: pack.logs.map((one) => ({ ...one, ...edit(one) })),
  });
/** The pack of the good case with another trust line. */
const naming = (version: number, bytes: Uint8Array): Changes['pack'] => ({
  change: (one) => ({ ...one, trust: trustLine(bytes, version) }),
});
function second(): Uint8Array {
  return next(
    { signers: { threshold: 1, keys: [testKey('trust 2').publicKey] } },
    'trust 1',
    'trust 2',
  );
}

/** All three checkpoints name the first bundle. */
const atFirst: Changes = {
  pack: naming(1, firstBundle) as object,
  known: naming(1, firstBundle) as object,
  receipt: naming(1, firstBundle) as object,
};
const bothNeeded = (): Uint8Array =>
  next(
    { signers: { threshold: 2, keys: signerKeys('trust 1', 'trust 2') } },
    ...['trust 1', 'trust 2'],
  );
/** The third one, that one key alone is enough for again. */
const oneAgain = (...signers: readonly string[]): Uint8Array =>
  signBundle(
    {
      ...{ ...bundle, version: 3, issued: noon },
      signers: { threshold: 1, keys: signerKeys('trust 2') },
    },
    ...(signers.length > 0 ? signers : ['trust 1', 'trust 2']),
  );
function signerKeys(...names: readonly string[]): readonly Uint8Array[] {
  return names
    .map((name) => testKey(name).publicKey)
    .sort((a, b) => (toHex(a) < toHex(b) ? -1 : 1));
}

const noTree: Codes = { status: 'NOT_JUDGED' };

const packCases: readonly VerifyCase[] = [
  undetermined(
    'no-pack',
    'nothing is known of its status',
    { ...noPack, checkpoint: 'STATUS_UNKNOWN' },
    { pack: null },
  ),
  undetermined(
    'pack-without-log',
    'a pack of another log only',
    { ...noPack, checkpoint: 'STATUS_UNKNOWN' },
    {
      editPack: (pack) => ({ ...pack, logs: [] }),
    },
  ),
  undetermined(
    'pack-cut-off',
    'a byte missing',
    { ...noPack, checkpoint: 'SYNC_MALFORMED' },
    () => {
      const scene = makeScene();
      return { ...scene, sync: scene.sync?.subarray(0, -1) ?? null };
    },
  ),
  undetermined(
    'pack-of-another-city',
    'the pack is of another network',
    { ...noPack, checkpoint: 'SYNC_FOREIGN' },
    {
      editPack: () => ({ network: 'town', bundles: [], logs: [] }),
    },
  ),
  undetermined(
    'pack-log-key',
    'signed by another key than the log’s',
    { ...noPack, checkpoint: 'SYNC_SIGNATURE_WRONG' },
    {
      pack: { log: 'stranger' },
    },
  ),
  undetermined(
    'pack-note-changed',
    'a later time than signed',
    { ...noPack, checkpoint: 'SYNC_SIGNATURE_WRONG' },
    {
      editPack: editLog(({ note }) => ({
        note: replaceText(note, `time ${noon + hour}`, `time ${noon + hour + 1}`),
      })),
    },
  ),
  undetermined(
    'pack-note-of-another-log',
    'another log’s note under this log’s name',
    { ...noPack, checkpoint: 'SYNC_SIGNATURE_WRONG' },
    {
      editPack: editLog(() => ({
        note: makeScene({ log: otherOrigin }).state?.logs[0]?.note as Uint8Array,
      })),
    },
  ),
  undetermined(
    'pack-one-witness',
    'k − 1 organisations',
    { ...noPack, checkpoint: 'QUORUM_MISSING' },
    {
      pack: { witnesses: oneWitness },
    },
  ),
  undetermined(
    'pack-witness-twice',
    'one organisation twice',
    { ...noPack, checkpoint: 'QUORUM_MISSING' },
    {
      pack: { witnesses: [...oneWitness, ...oneWitness] },
    },
  ),
  valid('pack-unknown-witness', 'others may have signed too', {
    pack: {
      witnesses: [
        ...witnessesOf(origin),
        { name: 'yinzhao/city/customs/witness', key: 'customs witness' },
      ],
    },
  }),
];

function replaceText(note: Uint8Array, from: string, to: string): Uint8Array {
  return Uint8Array.from(Buffer.from(Buffer.from(note).toString('utf8').replace(from, to), 'utf8'));
}

const damageProofs = ({ proofs }: SyncLog): Partial<SyncLog> => ({
  proofs: proofs.map(({ from, path }) => {
    const last = Uint8Array.from(path.at(-1) as Uint8Array);
    last[7] = (last[7] as number) ^ 1;
    return { from, path: [...path.slice(0, -1), last] };
  }),
});
const fork: Codes = { continuity: 'FORK', status: 'NOT_JUDGED' };

const continuityCases: readonly VerifyCase[] = [
  valid('first-contact', 'nothing is known of the log', { known: null }),
  valid('same-checkpoint', 'the very tree that is known', {
    known: { size: 16, time: noon + hour },
  }),
  valid('heartbeat', 'the known tree, cosigned anew', { known: { size: 16, time: noon } }),
  undetermined(
    'rolled-back',
    'a smaller tree than the one known',
    { continuity: 'CHECKPOINT_ROLLED_BACK', ...noTree },
    {
      known: { size: 18, time: noon + hour },
    },
  ),
  undetermined(
    'no-proof',
    'no consistency proof from the known size',
    { continuity: 'CONTINUITY_UNKNOWN', ...noTree },
    {
      proofs: [],
    },
  ),
  undetermined(
    'proof-does-not-fit',
    'a proof with a hash missing',
    { continuity: 'CONTINUITY_UNKNOWN', ...noTree },
    {
      editPack: editLog(({ proofs }) => ({
        proofs: proofs.map(({ from, path }) => ({ from, path: path.slice(1) })),
      })),
    },
  ),
  undetermined(
    'proof-damaged',
    'a bit of the proof changed on its way: nobody has signed it, so it says nothing',
    { continuity: 'CONTINUITY_UNKNOWN', ...noTree },
    { editPack: editLog(damageProofs) },
  ),
  undetermined(
    'proof-as-in-rfc-9162',
    'the proof from a power of two without its first node',
    { continuity: 'CONTINUITY_UNKNOWN', ...noTree },
    {
      editPack: editLog(({ proofs }) => ({
        proofs: proofs.map(({ from, path }) => ({ from, path: from === 8 ? path.slice(1) : path })),
      })),
    },
  ),
  undetermined(
    'fork-with-damaged-proof',
    'another tree than the one known, and a proof that shows nothing',
    { continuity: 'CONTINUITY_UNKNOWN', ...noTree },
    { known: { history: 'other' }, editPack: editLog(damageProofs) },
  ),
  undetermined(
    'fork-without-proof',
    'another tree than the one known, and no proof',
    { continuity: 'CONTINUITY_UNKNOWN', ...noTree },
    { known: { history: 'other' }, proofs: [12] },
  ),
  invalid('fork-larger', 'a larger tree that does not continue the known one', fork, {
    known: { history: 'other' },
  }),
  invalid('fork-larger-odd', 'the same from a tree that is no full subtree', fork, {
    known: { history: 'other', size: 11 },
    proofs: [11, 12],
  }),
  invalid('fork-shrunk', 'a smaller tree than the one known, at a later time', fork, {
    known: { size: 18, time: noon },
  }),
  invalid('fork-receipt-shrunk', 'a receipt of a smaller tree, later than the pack', fork, {
    receipt: { time: noon + hour + 1 },
  }),
  valid('receipt-between', 'a receipt and a memory of two sizes before the pack’s', {
    known: { size: 14, time: noon + minute },
    proofs: [12, 14],
  }),
  valid(
    'receipt-older-than-known',
    'a proof from the receipt’s size to the pack’s tree, and a tree between them is remembered',
    { receipt: { size: 12 }, known: { size: 14, time: noon + minute }, proofs: [12, 14] },
  ),
  invalid('fork-equal', 'two trees of one size', fork, {
    known: { history: 'other', size: 16, time: noon + hour },
  }),
  invalid('fork-equal-status', 'one tree with two status lists', fork, {
    known: { size: 16, time: noon + hour, statuses: [], sequence: 2 },
  }),
  invalid('fork-sequence', 'a larger tree with fewer status leaves', fork, {
    known: { statuses: [], sequence: 3 },
  }),
  invalid('fork-receipt-equal', 'the receipt is of another tree of the pack’s size', fork, {
    receipt: { size: 16, history: 'other' },
  }),
  invalid('fork-receipt-proof', 'a proof from the receipt’s size shows other leaves', fork, {
    receipt: { history: 'other' },
  }),
  invalid(
    'fork-receipt-known',
    'no pack, and the receipt is of another tree than the one known',
    {
      ...noPack,
      checkpoint: 'STATUS_UNKNOWN',
      continuity: 'FORK',
    },
    {
      pack: null,
      receipt: { size: 8, history: 'other' },
    },
  ),
  valid(
    'receipt-in-subtree',
    'no proof from the receipt’s size, and its leaf in a subtree of the pack',
    {
      subtrees: true,
      proofs: [8],
      receipt: { size: 300 },
      pack: { size: 520 },
    },
  ),
  valid('receipt-in-rest', 'the same in a subtree of the leaves that remain', {
    subtrees: true,
    receipt: { size: 20, time: noon + hour + minute },
  }),
  invalid('fork-receipt-rest', 'another leaf in a subtree of the leaves that remain', fork, {
    subtrees: true,
    receipt: { size: 20, time: noon + hour + minute, history: 'other' },
  }),
  valid('receipt-before-subtree', 'a receipt from before the subtree was full', {
    subtrees: true,
    proofs: [8],
    pack: { size: 520 },
  }),
  invalid('fork-receipt-subtree', 'another leaf in the subtree of the pack', fork, {
    subtrees: true,
    proofs: [8],
    receipt: { size: 300, history: 'other' },
    pack: { size: 520 },
  }),
  valid('subtree-left-out', 'a pack that leaves out the subtree of the licence', {
    subtrees: true,
    proofs: [8],
    receipt: { size: 300 },
    pack: { size: 520 },
    editPack: editLog(({ subtrees }) => ({
      subtrees: subtrees && {
        ...subtrees,
        first: 1,
        before: subtrees.roots.slice(0, 1),
        roots: subtrees.roots.slice(1),
      },
    })),
  }),
  valid('subtrees-wrong', 'subtree roots that do not make the root say nothing', {
    subtrees: true,
    proofs: [8],
    receipt: { size: 300 },
    pack: { size: 520 },
    editPack: editLog(({ subtrees }) => ({ subtrees: subtrees && { ...subtrees, roots: [] } })),
  }),
  invalid(
    'fork-equal-and-rolled-back',
    'another tree of the known size, naming an older bundle',
    { ...fork, trust: 'TRUST_OLD' },
    {
      known: { size: 16, time: noon + hour, history: 'other', ...naming(2, second()) },
    },
  ),
  valid('receipt-without-proof', 'no proof from the receipt’s size: one tree by quorum', {
    proofs: [8],
  }),
  valid('receipt-larger', 'a receipt newer than the pack, of a leaf that the pack covers', {
    receipt: { size: 20, time: noon + hour + minute },
  }),
];

const at = (status: LeafStatus): Changes => ({
  pack: { statuses: [{ leafIndex: 5, status }], sequence: 2 },
});
const copy = (changes: Partial<Annotation> = {}): Annotation => ({
  purpose: '银行开户',
  audience: '示例银行',
  expires: nowAt + day,
  original: {
    log: noteKeyId(origin, 'log', testKey('approval log').publicKey, sm3),
    leafIndex: 3,
  },
  ...changes,
});
const original = (log: string, org: string, leafIndex: number): Annotation['original'] => ({
  log: noteKeyId(log, 'log', testKey(`${org} log`).publicKey, sm3),
  leafIndex,
});

const statusCases: readonly VerifyCase[] = [
  invalid('suspended', 'suspended', { status: 'LICENCE_SUSPENDED' }, at(1)),
  invalid('revoked', 'revoked', { status: 'LICENCE_REVOKED' }, at(2)),
  invalid('annulled', 'annulled', { status: 'LICENCE_ANNULLED' }, at(3)),
  invalid('expired-early', 'ended early', { status: 'LICENCE_EXPIRED_EARLY' }, at(4)),
  invalid('superseded', 'replaced', { status: 'LICENCE_SUPERSEDED' }, at(5)),
  valid('reinstated', 'suspended once and valid again', {
    known: { statuses: [{ leafIndex: 5, status: 1 }] },
    receipt: { statuses: [{ leafIndex: 5, status: 1 }] },
  }),
  undetermined(
    'status-list-of-another-size',
    'a snapshot from before the revocation',
    { status: 'STATUS_LIST_WRONG' },
    {
      ...at(2),
      editPack: editLog(() => ({ snapshot: statusLists(origin, 16, 0, []).snapshot })),
    },
  ),
  undetermined(
    'status-list-of-another-log',
    'the snapshot of another log under this log’s checkpoint',
    { status: 'STATUS_LIST_WRONG' },
    {
      editPack: editLog(() => ({ snapshot: statusLists(otherOrigin, 16, 0, []).snapshot })),
    },
  ),
  undetermined(
    'status-list-of-an-older-sequence',
    'the checkpoint counts a status leaf more than the snapshot',
    { status: 'STATUS_LIST_WRONG' },
    {
      pack: { change: (one) => ({ ...one, status: { ...one.status, sequence: 3 } }) },
    },
  ),
  undetermined(
    'status-list-malformed',
    'what the note covers is no snapshot',
    { status: 'STATUS_LIST_WRONG' },
    () => {
      const snapshot = Uint8Array.of(1);
      return makeScene({
        editPack: editLog(() => ({ snapshot })),
        pack: {
          change: (one) => ({ ...one, status: { ...one.status, digest: digestOf(snapshot) } }),
        },
      });
    },
  ),
  undetermined(
    'not-covered',
    'a leaf beyond the pack’s tree',
    { status: 'STATUS_NOT_COVERED' },
    {
      pack: { size: 5, time: noon - minute, statuses: [] },
      proofs: [4],
      known: { size: 4 },
      receipt: {},
    },
  ),
  valid('copy', 'an annotated copy', { content: { annotation: copy() } }),
  invalid(
    'copy-of-revoked',
    'a copy whose original was revoked',
    { status: 'ORIGINAL_NOT_VALID' },
    {
      content: { annotation: copy({ original: original(origin, 'approval', 0) }) },
    },
  ),
  undetermined(
    'copy-of-unknown-leaf',
    'an original beyond the pack’s tree',
    { status: 'ORIGINAL_STATUS_UNKNOWN' },
    {
      content: { annotation: copy({ original: original(origin, 'approval', 16) }) },
    },
  ),
  undetermined(
    'copy-of-other-log',
    'an original in a log that the pack lacks',
    { status: 'ORIGINAL_STATUS_UNKNOWN', freshness: 'NOT_JUDGED' },
    {
      content: { annotation: copy({ original: original(otherOrigin, 'police', 0) }) },
    },
  ),
  valid('copy-of-other-log', 'an original in another log of the pack', copyOfOther(3)),
  invalid(
    'copy-of-revoked-in-other-log',
    'revoked in another log of the pack',
    { status: 'ORIGINAL_NOT_VALID' },
    copyOfOther(0),
  ),
  undetermined(
    'copy-of-other-log-too-old',
    'a fresh checkpoint of the copy’s log, and of the original’s one from before its revocation',
    { freshness: 'KNOWLEDGE_OLD' },
    copyOfOther(0, { time: nowAt - day - 1, statuses: [] }),
  ),
  valid(
    'copy-of-other-log-a-day-old',
    'the original’s log is just fresh',
    copyOfOther(3, { time: nowAt - day }),
  ),
  undetermined(
    'copy-of-other-log-rolled-back',
    'a tree of the original’s log that is smaller than the one remembered',
    { status: 'ORIGINAL_STATUS_UNKNOWN' },
    () => {
      const known = makeScene({ log: otherOrigin, known: { size: 18, time: noon + hour } }).state;
      const scene = copyOfOther(3)();
      const [police] = known?.logs ?? [];
      return { ...scene, state: scene.state && rememberLog(scene.state, police as KnownLog) };
    },
  ),
  undetermined(
    'copy-of-other-log-one-witness',
    'k − 1 organisations have cosigned the original’s log',
    { status: 'ORIGINAL_STATUS_UNKNOWN', freshness: 'NOT_JUDGED' },
    copyOfOther(3, { witnesses: witnessesOf(otherOrigin).slice(0, 1) }),
  ),
  invalid(
    'copy-logged-as-licence',
    'a copy is no licence',
    {
      certificate: 'NOT_JUDGED',
      authority: 'NOT_JUDGED',
      inclusion: 'NOT_JUDGED',
      receipt: 'RECEIPT_SIGNATURE_WRONG',
      status: 'NOT_JUDGED',
    },
    { content: { annotation: copy() }, kind: 1 },
  ),
];

function digestOf(snapshot: Uint8Array): Uint8Array {
  const { sealList } = statusLists(origin, 16, 0, []);
  return sm3(Buffer.concat([sm3(snapshot), sm3(sealList)]));
}

/** The pack carries both logs; the original stands in the other one. */
function copyOfOther(leafIndex: number, pack: Changes['pack'] = {}): () => Scene {
  return () => {
    const { sync } = makeScene({ log: otherOrigin, known: null, pack });
    const [other] = decodeSyncPack(sync as Uint8Array).logs;
    return makeScene({
      content: { annotation: copy({ original: original(otherOrigin, 'police', leafIndex) }) },
      editPack: (pack) => ({ ...pack, logs: [...pack.logs, other as SyncLog] }),
    });
  };
}

const none = { clock: 'CLOCK_WRONG', freshness: 'NOT_JUDGED', validity: 'NOT_JUDGED' } as const;

const timeCases: readonly VerifyCase[] = [
  undetermined(
    'clock-behind-pack',
    'five minutes and one millisecond before the pack’s checkpoint',
    none,
    {
      at: noon + hour - 5 * minute - 1,
    },
  ),
  valid('clock-a-little-behind', 'five minutes before the pack’s checkpoint', {
    at: noon + hour - 5 * minute,
  }),
  undetermined('clock-behind-floor', 'the state knows a later time', none, {
    state: (good) => ({ ...good, floor: nowAt + 6 * minute }),
  }),
  undetermined(
    'clock-behind-receipt',
    'no pack, and before the receipt',
    { ...noPack, ...none, checkpoint: 'STATUS_UNKNOWN' },
    {
      pack: null,
      known: null,
      at: noon - day,
    },
  ),
  undetermined(
    'pack-too-old',
    'a day and a millisecond old',
    { freshness: 'KNOWLEDGE_OLD' },
    {
      at: noon + hour + day + 1,
    },
  ),
  valid('pack-a-day-old', 'just fresh', { at: noon + hour + day }),
  undetermined(
    'pack-too-old-for-policy',
    'the policy asks for an hour',
    { freshness: 'KNOWLEDGE_OLD' },
    {
      at: noon + 2 * hour + 1,
      policy: { maxKnowledgeAge: hour },
    },
  ),
  valid('archive-old-pack', 'the archive states how old it is', {
    at: noon + 40 * day,
    policy: builtInPolicy('archive'),
  }),
  undetermined(
    'trust-expired',
    'the bundle has expired',
    { freshness: 'TRUST_EXPIRED' },
    {
      at: bundle.expires + 1,
      policy: { maxKnowledgeAge: 365 * day },
    },
  ),
  valid('archive-trust-expired', 'the archive states it', {
    at: bundle.expires + 1,
    policy: builtInPolicy('archive'),
  }),
  invalid(
    'copy-expired',
    'the copy’s own end',
    { validity: 'COPY_EXPIRED' },
    {
      content: { annotation: copy({ expires: nowAt - 1 }) },
    },
  ),
];

const pin = (bytes: Uint8Array, version: number): Changes['policy'] => ({
  trust: { version, digest: toHex(trustLine(bytes, version).digest) },
});
const allButTrust: Codes = {
  issuer: 'NOT_JUDGED',
  certificate: 'NOT_JUDGED',
  authority: 'NOT_JUDGED',
  signature: 'NOT_JUDGED',
  fields: 'NOT_JUDGED',
  inclusion: 'NOT_JUDGED',
  receipt: 'NOT_JUDGED',
  checkpoint: 'NOT_JUDGED',
  continuity: 'NOT_JUDGED',
  status: 'NOT_JUDGED',
  clock: 'NOT_JUDGED',
  freshness: 'NOT_JUDGED',
  validity: 'NOT_JUDGED',
  holder: 'NOT_JUDGED',
  acceptance: 'NOT_JUDGED',
  trust: 'TRUST_UNKNOWN',
};

const trustCases: readonly VerifyCase[] = [
  valid('pinned', 'no state: the policy names the first bundle', {
    state: null,
    policy: pin(firstBundle, 1) ?? {},
  }),
  valid(
    'pinned-and-rotated',
    'the policy names the first bundle, the pack leads on to the second',
    () =>
      makeScene({
        bundles: [firstBundle, second()],
        state: null,
        policy: pin(firstBundle, 1) ?? {},
      }),
  ),
  valid('rotated', 'the second bundle, signed by the keys of both', () =>
    makeScene({ bundles: [firstBundle, second()] }),
  ),
  valid('rotated-thrice', 'three steps at once: two keys needed, then one of them alone', () =>
    makeScene({ bundles: [firstBundle, bothNeeded(), oneAgain()] }),
  ),
  valid('checkpoint-names-older-bundle', 'the bundle held is newer than the one it names', () =>
    makeScene({ ...atFirst, bundles: [firstBundle, second()] }),
  ),
  undetermined(
    'rotation-by-one-of-two',
    'the third bundle is signed by one of the two keys of the second',
    { trust: 'TRUST_REFUSED' },
    () => {
      const forged = oneAgain('trust 2');
      return makeScene({
        bundles: [firstBundle, bothNeeded()],
        editPack: (pack) => ({ ...pack, bundles: [...pack.bundles, forged] }),
      });
    },
  ),
  undetermined(
    'rotation-gap',
    'the second bundle is left out, and the checkpoint names the third',
    { trust: 'TRUST_OLD' },
    {
      pack: naming(3, oneAgain()) as object,
      editPack: (pack) => ({ ...pack, bundles: [firstBundle, oneAgain()] }),
    },
  ),
  valid('rotation-fast-forward', 'a bundle as far as numbers go is passed over', {
    editPack: (pack) => ({
      ...pack,
      bundles: [firstBundle, signBundle({ ...bundle, version: Number.MAX_SAFE_INTEGER })],
    }),
  }),
  undetermined(
    'rotation-to-another-network',
    'a second bundle of another city, by the same keys',
    { trust: 'TRUST_REFUSED' },
    {
      editPack: (pack) => ({
        ...pack,
        bundles: [
          firstBundle,
          signBundle({
            ...bundle,
            network: 'town',
            version: 2,
            issued: noon,
            issuers: [],
            logs: [],
          }),
        ],
      }),
    },
  ),
  undetermined('pinned-elsewhere', 'the pack lacks the bundle that the policy names', allButTrust, {
    state: null,
    policy: pin(second(), 2) ?? {},
  }),
  undetermined('pinned-without-pack', 'nothing brings the first bundle', allButTrust, {
    state: null,
    pack: null,
    policy: pin(firstBundle, 1) ?? {},
  }),
  undetermined(
    'pin-differs',
    'the state holds another bundle of the version that the policy names',
    { trust: 'TRUST_DIFFERS' },
    {
      policy: pin(signBundle({ ...bundle, issued: noon - day }), 1) ?? {},
    },
  ),
  undetermined(
    'rotation-unsigned',
    'the second bundle is signed by its own key only',
    { trust: 'TRUST_REFUSED' },
    () => {
      const keys = [testKey('trust 2').publicKey];
      const forged = next({ signers: { threshold: 1, keys } }, 'trust 2');
      return makeScene({ editPack: (pack) => ({ ...pack, bundles: [firstBundle, forged] }) });
    },
  ),
  undetermined(
    'rotation-withheld',
    'the checkpoint names a newer bundle than the pack carries',
    { trust: 'TRUST_OLD' },
    {
      pack: naming(2, second()) as object,
    },
  ),
  undetermined(
    'rotation-rolled-back',
    'the memory has seen a checkpoint with a newer bundle',
    { trust: 'TRUST_OLD', continuity: 'CHECKPOINT_ROLLED_BACK', ...noTree },
    {
      known: naming(2, second()) as object,
    },
  ),
  invalid(
    'trust-rolled-back',
    'the memory holds the bundle that ended the certificate, and the pack the one before',
    { authority: 'CUT_OFF_PASSED' },
    {
      state: (good) => ({ ...good, trust: next({ issuers: [{ ...issuer, cutOff: 5 }] }) }),
    },
  ),
  undetermined(
    'bundle-of-another-content',
    'the checkpoint names another bundle of this version',
    { trust: 'TRUST_DIFFERS' },
    {
      pack: naming(1, signBundle({ ...bundle, issued: noon - day })) as object,
    },
  ),
  undetermined(
    'two-bundles-of-one-version',
    'the pack carries another first bundle',
    { trust: 'TRUST_DIFFERS' },
    {
      editPack: (pack) => ({ ...pack, bundles: [signBundle({ ...bundle, issued: noon - day })] }),
    },
  ),
  undetermined(
    'policy-for-another-city',
    'the policy wants another network',
    { trust: 'TRUST_FOREIGN' },
    {
      policy: { network: 'town' },
    },
  ),
  valid('policy-for-this-city', 'the policy wants this network', { policy: { network: 'city' } }),
];

const policyCases: readonly VerifyCase[] = [
  valid('type-accepted', 'a type the policy takes', { policy: { types: [licenceType] } }),
  invalid(
    'type-not-accepted',
    'a type the policy does not take',
    { acceptance: 'TYPE_NOT_ACCEPTED' },
    {
      policy: { types: ['11100000000000001X002'] },
    },
  ),
  valid('purpose', 'a copy for this purpose and audience', {
    content: { annotation: copy() },
    policy: { purpose: '银行开户', audience: '示例银行' },
  }),
  invalid(
    'purpose-of-another',
    'a copy for another purpose',
    { acceptance: 'PURPOSE_WRONG' },
    {
      content: { annotation: copy({ purpose: '贷款' }) },
      policy: { purpose: '银行开户' },
    },
  ),
  invalid(
    'audience-of-another',
    'a copy for somebody else',
    { acceptance: 'AUDIENCE_WRONG' },
    {
      content: { annotation: copy({ audience: '另一家银行' }) },
      policy: { audience: '示例银行' },
    },
  ),
  invalid(
    'original-for-a-purpose',
    'a copy is asked for, and the original shown',
    { acceptance: 'PURPOSE_WRONG' },
    {
      policy: { purpose: '银行开户' },
    },
  ),
  undetermined(
    'holder-not-bound',
    'a holder’s proof is asked for, and the licence is bound to no device',
    { holder: 'HOLDER_KEY_MISSING' },
    {
      policy: { holderProof: 'required' },
    },
  ),
  undetermined(
    'holder-not-shown',
    'a holder’s proof is asked for and not shown',
    { holder: 'HOLDER_PROOF_MISSING' },
    {
      content: { holderKey: Uint8Array.from([2, ...testKey('holder').publicKey.subarray(1, 33)]) },
      policy: { holderProof: 'required' },
    },
  ),
];

export const knowledgeCases: readonly VerifyCase[] = [
  ...packCases,
  ...continuityCases,
  ...statusCases,
  ...timeCases,
  ...trustCases,
  ...policyCases,
];
