// Verifications of licences that are shown as a code.
import { decodeBase45, encodeBase45 } from '../../src/format/base45.js';
import { decodeCbor, encodeCbor, type CborValue } from '../../src/format/cbor.js';
import { civilDay } from '../../src/format/civil-date.js';
import type { HolderProof } from '../../src/format/holder-proof.js';
import { decodeLicenceFile } from '../../src/format/licence-file.js';
import type { LeafPlace } from '../../src/format/receipt.js';
import type { ShowCode } from '../../src/format/show-code.js';
import { issueCertificate } from '../world/certificates.js';
import { licenceType, minute, noon, sm3, subjects, today } from '../world/city.js';
import { makeScene, nowAt, type Changes } from '../world/scene.js';
import { deviceKey, proofOf, showScene, type Shown } from '../world/show.js';
import {
  allBut,
  invalid,
  noRoot,
  undetermined,
  valid,
  withIssuer,
  type Codes,
  type VerifyCase,
} from './verify-case.js';

const show =
  (shown: Shown = {}, changes: Changes = {}) =>
  () =>
    showScene(changes, shown);
const short = (shown: Shown = {}, changes: Changes = {}) =>
  show({ form: 'short', ...shown }, changes);
const unbound: Changes = { content: { holderKey: null } };
const malformed = allBut('format', 'INPUT_MALFORMED');
const challenge = new Uint8Array(16).fill(9);
const audience = '示例银行';
const purpose = '银行开户';

/** The text with its CBOR array changed. */
const withParts = (edit: (parts: readonly CborValue[]) => CborValue) => (text: string) => {
  const parts = decodeCbor(decodeBase45(text.slice(4))) as readonly CborValue[];
  return `${text.slice(0, 4)}${encodeBase45(encodeCbor(edit(parts)))}`;
};
const withPlace = (edit: (place: LeafPlace) => LeafPlace) => (code: ShowCode) => ({
  ...code,
  place: code.place && edit(code.place),
});

const formCases: readonly VerifyCase[] = [
  valid('show-full', 'a code with receipt, signed by the device of the holder', show()),
  valid('show-short', 'a code for a terminal that holds the roots of subtrees', short()),
  valid(
    'show-short-remaining',
    'in a subtree of 16 leaves that is not full yet',
    short({}, { receipt: { size: 16 }, pack: { size: 16 } }),
  ),
  valid('show-unbound', 'a licence that is bound to no device', show({ signer: null }, unbound)),
  valid('show-no-fields', 'no field shown', show({}, { shown: null })),
  invalid(
    'show-lower-case',
    'in lower case',
    malformed,
    show({ editText: (t) => t.toLowerCase() }),
  ),
  invalid('show-newline', 'a newline behind it', malformed, show({ editText: (t) => `${t}\n` })),
  invalid('show-space', 'a space before it', malformed, show({ editText: (t) => ` ${t}` })),
  invalid(
    'show-version',
    'a version to come',
    malformed,
    show({ editText: (text) => `YZ2:${text.slice(4)}` }),
  ),
  invalid(
    'show-scheme',
    'another scheme',
    malformed,
    show({ editText: (text) => `HC1:${text.slice(4)}` }),
  ),
  invalid(
    'show-base45',
    'three characters that stand for no two bytes',
    malformed,
    show({ editText: (text) => `YZ1::::${text.slice(7)}` }),
  ),
  invalid('show-cut-off', 'the end missing', malformed, show({ editText: (t) => t.slice(0, -3) })),
  invalid(
    'show-mixed',
    'receipt and place in one code',
    malformed,
    show({ editText: withParts((parts) => [...parts, [5, new Uint8Array()]]) }),
  ),
  invalid(
    'show-no-place',
    'neither receipt nor place',
    malformed,
    show({
      editText: withParts(
        ([credential, fields, proof]) => [credential, fields, proof, null] as CborValue,
      ),
    }),
  ),
  invalid(
    'show-path-long',
    'nine hashes',
    malformed,
    short({
      editText: withParts((parts) => [...parts.slice(0, 3), [5, new Uint8Array(9 * 32)]]),
    }),
  ),
  invalid(
    'show-fields-changed',
    'another name than the one signed by the issuing body',
    { fields: 'FIELDS_ROOT_WRONG' },
    show(
      {},
      { disclosure: (good) => ({ ...good, fields: new Map([...good.fields, [0, '另一家公司']]) }) },
    ),
  ),
];

const wrong: Codes = { holder: 'HOLDER_PROOF_WRONG' };
/** Of a licence that the log holds at the same place. */
const other = decodeLicenceFile(
  makeScene({ content: { holderKey: deviceKey, from: today - 9 } }).input,
);
const otherCredential = other.credential as Uint8Array;

const proofCases: readonly VerifyCase[] = [
  valid('show-earliest', 'a minute old', show({ showing: { time: nowAt - minute } })),
  valid('show-latest', 'a clock a minute ahead', show({ showing: { time: nowAt + minute } })),
  valid(
    'show-addressed',
    'made for this purpose and audience',
    show({ showing: { purpose, audience } }, { policy: { purpose, audience } }),
  ),
  valid(
    'show-addressed-unasked',
    'an audience that is not asked for',
    show({ showing: { audience } }),
  ),
  valid(
    'show-required',
    'a policy that requires a proof',
    show({}, { policy: { holderProof: 'required' } }),
  ),
  valid('show-challenge', 'the challenge answered', show({ showing: { challenge }, challenge })),
  invalid(
    'show-old',
    'a picture of a code, a moment more than a minute old',
    { holder: 'HOLDER_PROOF_OUT_OF_TIME' },
    show({ showing: { time: nowAt - minute - 1 } }),
  ),
  invalid(
    'show-ahead',
    'made ahead of time',
    { holder: 'HOLDER_PROOF_OUT_OF_TIME' },
    show({ showing: { time: nowAt + minute + 1 } }),
  ),
  invalid(
    'show-time-changed',
    'an old proof with another time',
    wrong,
    show({ editProof: (proof) => ({ ...proof, time: nowAt }) }),
  ),
  invalid('show-thief', 'signed by another device', wrong, show({ signer: 'thief' })),
  invalid(
    'show-proof-of-other-licence',
    'the proof of another licence of the same holder',
    wrong,
    show({
      signed: (shown) => ({ ...shown, credential: otherCredential }),
    }),
  ),
  invalid(
    'show-other-fields',
    'a proof that was made for fewer fields',
    wrong,
    show({ signed: (shown) => ({ ...shown, disclosure: null }) }),
  ),
  invalid(
    'show-proof-without-key',
    'a proof where the licence is bound to no device',
    wrong,
    show({}, unbound),
  ),
  invalid(
    'show-key-off-curve',
    'a holder key that is no point of the curve',
    wrong,
    show({}, { content: { holderKey: Uint8Array.of(2, ...new Uint8Array(31), 3) } }),
  ),
  undetermined(
    'show-proof-missing',
    'bound to a device, and the proof left out',
    { holder: 'HOLDER_PROOF_MISSING' },
    show({ signer: null }),
  ),
  undetermined(
    'show-key-missing',
    'a policy that requires a proof, and a licence bound to no device',
    { holder: 'HOLDER_KEY_MISSING' },
    show({ signer: null }, { ...unbound, policy: { holderProof: 'required' } }),
  ),
  invalid(
    'show-challenge-missing',
    'a good proof that answers no challenge',
    { holder: 'HOLDER_CHALLENGE_WRONG' },
    show({ challenge }),
  ),
  invalid(
    'show-challenge-other',
    'the answer to what another window asked',
    { holder: 'HOLDER_CHALLENGE_WRONG' },
    show({ showing: { challenge: new Uint8Array(16) }, challenge }),
  ),
  invalid(
    'show-challenge-changed',
    'the challenge put into a proof that was made before',
    wrong,
    show({ editProof: (proof) => ({ ...proof, challenge }), challenge }),
  ),
  undetermined(
    'file-challenge',
    'a licence file where a challenge was given',
    { holder: 'HOLDER_PROOF_MISSING' },
    () => ({ ...makeScene({ content: { holderKey: deviceKey } }), challenge }),
  ),
  invalid(
    'show-other-audience',
    'shown to somebody else',
    { acceptance: 'AUDIENCE_WRONG' },
    show({ showing: { audience: '另一家银行' } }, { policy: { audience } }),
  ),
  invalid(
    'show-no-audience',
    'shown to nobody in particular',
    { acceptance: 'AUDIENCE_WRONG' },
    show({}, { policy: { audience } }),
  ),
  invalid(
    'show-other-purpose',
    'shown for something else',
    { acceptance: 'PURPOSE_WRONG' },
    show({ showing: { purpose: '租房', audience } }, { policy: { purpose, audience } }),
  ),
  invalid(
    'show-audience-changed',
    'the audience put into a proof that was made for another',
    { ...wrong, acceptance: 'NOT_JUDGED' },
    show(
      { showing: { audience: '另一家银行' }, editProof: (proof) => ({ ...proof, audience }) },
      { policy: { audience } },
    ),
  ),
  undetermined(
    'show-clock-wrong',
    'a clock that cannot tell whether the proof is new',
    {
      clock: 'CLOCK_WRONG',
      freshness: 'NOT_JUDGED',
      validity: 'NOT_JUDGED',
      holder: 'NOT_JUDGED',
    },
    show({}, { at: noon }),
  ),
];

/** Nothing shows where the licence stands. */
const noLeaf = (inclusion: 'SUBTREE_UNKNOWN' | 'SUBTREE_ROOT_WRONG'): Codes => ({
  ...noRoot,
  inclusion,
});
const before = today - 20;
/** A certificate that ended a minute before the pack's checkpoint. */
const endedCertificate = issueCertificate({
  subject: subjects.body,
  issuer: subjects.authority,
  notAfter: '260302025900Z',
});

const placeCases: readonly VerifyCase[] = [
  undetermined(
    'show-short-no-pack',
    'no pack: nothing leads anywhere',
    {
      ...noLeaf('SUBTREE_UNKNOWN'),
      checkpoint: 'STATUS_UNKNOWN',
      continuity: 'NOT_JUDGED',
      freshness: 'NOT_JUDGED',
    },
    short({}, { pack: null }),
  ),
  undetermined(
    'show-short-no-quorum',
    'a pack that too few have witnessed',
    {
      ...noLeaf('SUBTREE_UNKNOWN'),
      checkpoint: 'QUORUM_MISSING',
      continuity: 'NOT_JUDGED',
      freshness: 'NOT_JUDGED',
    },
    short({}, { pack: { witnesses: [] } }),
  ),
  undetermined(
    'show-short-no-subtrees',
    'a pack without subtrees',
    noLeaf('SUBTREE_UNKNOWN'),
    short(
      {},
      {
        editPack: (pack) => ({
          ...pack,
          logs: pack.logs.map((one) => ({ ...one, subtrees: null })),
        }),
      },
    ),
  ),
  undetermined(
    'show-short-subtrees-wrong',
    'subtree roots that do not make the root of the checkpoint',
    noLeaf('SUBTREE_UNKNOWN'),
    short(
      {},
      {
        editPack: (pack) => ({
          ...pack,
          logs: pack.logs.map(({ subtrees, ...one }) => ({
            ...one,
            subtrees: subtrees && { ...subtrees, roots: [...subtrees.roots].reverse() },
          })),
        }),
      },
    ),
  ),
  undetermined(
    'show-short-outside',
    'a leaf beyond the tree of the pack',
    noLeaf('SUBTREE_UNKNOWN'),
    short({ editCode: withPlace((place) => ({ ...place, leafIndex: 600 })) }),
  ),
  undetermined(
    'show-short-farthest',
    'the largest number there is',
    noLeaf('SUBTREE_UNKNOWN'),
    short({ editCode: withPlace((place) => ({ ...place, leafIndex: Number.MAX_SAFE_INTEGER })) }),
  ),
  undetermined(
    'show-short-other-size',
    'made for a tree whose subtree was not full yet',
    noLeaf('SUBTREE_UNKNOWN'),
    short({ size: 16 }),
  ),
  undetermined(
    'show-short-no-path',
    'no hash at all',
    noLeaf('SUBTREE_UNKNOWN'),
    short({ editCode: withPlace((place) => ({ ...place, path: [] })) }),
  ),
  invalid(
    'show-short-not-logged',
    'never anchored, with the path of another licence',
    noLeaf('SUBTREE_ROOT_WRONG'),
    short({
      editCode: (code) => ({
        ...code,
        credential: otherCredential,
        proof: proofOf(
          { credential: otherCredential, disclosure: code.disclosure },
          code.proof as HolderProof,
        ),
      }),
    }),
  ),
  invalid(
    'show-short-other-leaf',
    'another place than its own',
    noLeaf('SUBTREE_ROOT_WRONG'),
    short({ editCode: withPlace((place) => ({ ...place, leafIndex: 6 })) }),
  ),
  invalid(
    'show-short-other-block',
    'the same place in another subtree',
    noLeaf('SUBTREE_ROOT_WRONG'),
    short({ editCode: withPlace((place) => ({ ...place, leafIndex: 261 })) }),
  ),
  invalid(
    'show-short-hash-changed',
    'another hash in the path',
    noLeaf('SUBTREE_ROOT_WRONG'),
    short({
      editCode: withPlace(({ path, leafIndex }) => ({
        leafIndex,
        path: path.map((hash, i) => (i === 3 ? sm3(hash) : hash)),
      })),
    }),
  ),
  invalid(
    'show-short-revoked',
    'revoked by the status list of the pack',
    { status: 'LICENCE_REVOKED' },
    short({}, { pack: { statuses: [{ leafIndex: 5, status: 2 }], sequence: 1 } }),
  ),
  undetermined(
    'show-short-stale',
    'a pack of yesterday',
    { freshness: 'KNOWLEDGE_OLD' },
    short({}, { policy: { maxKnowledgeAge: minute } }),
  ),
  valid(
    'show-short-ended',
    'the certificate has ended since, and the leaf is below its cut-off',
    short({}, { bundles: withIssuer({ to: before, cutOff: 6 }) }),
  ),
  invalid(
    'show-short-cut-off',
    'the leaf is not below the cut-off',
    { authority: 'CUT_OFF_PASSED' },
    short({}, { bundles: withIssuer({ to: before, cutOff: 5 }) }),
  ),
  undetermined(
    'show-short-ended-unsaid',
    'the right has ended, and the bundle does not say at which leaf',
    { authority: 'ANCHORING_TIME_UNKNOWN' },
    short({}, { bundles: withIssuer({ to: before }) }),
  ),
  invalid(
    'show-short-not-begun',
    'the right begins after the pack',
    { authority: 'ISSUER_OUT_OF_PERIOD' },
    short({}, { bundles: withIssuer({ from: civilDay(noon) + 1 }) }),
  ),
  undetermined(
    'show-short-certificate-ended',
    'the certificate has ended, and the bundle does not say at which leaf',
    { certificate: 'ANCHORING_TIME_UNKNOWN' },
    short(
      {},
      { certificate: endedCertificate, bundles: withIssuer({ certificate: endedCertificate }) },
    ),
  ),
  invalid(
    'show-short-type',
    'a window that takes another type',
    { acceptance: 'TYPE_NOT_ACCEPTED' },
    short({}, { policy: { types: [licenceType.replace('X001', 'X002')] } }),
  ),
];

export const showCases: readonly VerifyCase[] = [...formCases, ...proofCases, ...placeCases];
