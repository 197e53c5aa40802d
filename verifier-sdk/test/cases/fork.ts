// Evidence of forks as verifications find it, and statements of what they have shown.
import { decodeUtf8, encodeUtf8, toHex } from '../../src/format/bytes.js';
import { decodeCbor, encodeCbor, type CborValue } from '../../src/format/cbor.js';
import { decodeForkEvidence, encodeForkEvidence } from '../../src/format/fork-evidence.js';
import { encodeStatement, type Statement } from '../../src/format/statement.js';
import { statementOf } from '../../src/statement.js';
import { verify } from '../../src/verify.js';
import { engine, noon } from '../world/city.js';
import { makeScene, type Changes, type Scene } from '../world/scene.js';
import { showScene } from '../world/show.js';
import { accept, reject, type Case } from './case.js';

const challenge = new Uint8Array(16).fill(9);
const judged = (changes: Changes) => stateOf(makeScene(changes));

function stateOf(scene: Scene): { verdict: ReturnType<typeof verify>; statement: Statement } {
  const { input, sync, state, at, policy } = scene;
  const verdict = verify(input, { sync, state }, { at, policy, engine });
  return { verdict, statement: statementOf(verdict, { input, sync, policy }, engine) };
}

function evidence(changes: Changes): Uint8Array {
  const [file] = judged(changes).verdict.evidence ?? [];
  if (file === undefined) throw new Error('no fork');
  return file;
}

const roots = evidence({ known: { size: 16, history: 'other' } });
const proof = evidence({ known: { history: 'other' } });
const damaged = { kind: 'proof', path: [new Uint8Array(32), new Uint8Array(32)] } as const;
const leaf = evidence({
  subtrees: true,
  proofs: [8],
  receipt: { size: 300, history: 'other' },
  pack: { size: 520 },
});

const both = [
  { code: null, orgs: ['market', 'police'] },
  { code: null, orgs: ['market', 'police'] },
];
const found = (id: string, note: string, bytes: Uint8Array, finding: string): Case =>
  accept(id, note, toHex(bytes), { finding, isConclusive: true, notes: both });

/** Without the last cosignature. */
function lessOne(note: Uint8Array): Uint8Array {
  const lines = decodeUtf8(note).trimEnd().split('\n');
  return encodeUtf8(`${lines.slice(0, -1).join('\n')}\n`);
}
const { bundle, notes } = decodeForkEvidence(roots);
const fields = decodeCbor(roots) as readonly CborValue[];
const edited = (at: number, value: CborValue): string =>
  toHex(encodeCbor(fields.map((field, i) => (i === at ? value : field))));
const grounds = (value: CborValue): string => edited(3, value);
const [, index, hash, path, cut] = (decodeCbor(leaf) as readonly CborValue[])[3] as CborValue[];
const malformed = (id: string, note: string, input: string): Case =>
  reject(id, 'FORK_EVIDENCE_MALFORMED', note, input);

export const forkCases: readonly Case[] = [
  found('two-roots', 'one size, two roots', roots, 'rootsDiffer'),
  found(
    'two-status-lists',
    'one tree, two status lists',
    evidence({ known: { size: 16, statuses: [], sequence: 0 } }),
    'statusDiffers',
  ),
  found(
    'fewer-status-leaves',
    'a larger tree with fewer status leaves',
    evidence({ known: { size: 12, sequence: 5 } }),
    'statusLeavesFewer',
  ),
  found('two-leaves', 'the leaf of a receipt, and another at its place', leaf, 'leavesDiffer'),
  found('larger-tree', 'a larger tree with other leaves at its beginning', proof, 'prefixDiffers'),
  found(
    'smaller-tree-later',
    'a smaller tree at a later time',
    evidence({ known: { size: 18, time: noon } }),
    'sizeFalls',
  ),
  accept(
    'proof-fails',
    'a path that does not lead to the larger root shows nothing',
    toHex(encodeForkEvidence({ ...decodeForkEvidence(proof), grounds: damaged })),
    { finding: null, isConclusive: false, notes: both },
  ),
  accept(
    'no-contradiction',
    'one note twice',
    toHex(encodeForkEvidence({ bundle, notes: [notes[0], notes[0]], grounds: null })),
    { finding: null, isConclusive: false, notes: both },
  ),
  accept(
    'no-quorum',
    'one witness less on the second note',
    toHex(encodeForkEvidence({ bundle, notes: [notes[0], lessOne(notes[1])], grounds: null })),
    {
      finding: 'rootsDiffer',
      isConclusive: false,
      notes: [{ code: null }, { code: 'QUORUM_MISSING', orgs: ['market'] }],
    },
  ),
  accept(
    'no-note',
    'bytes that are no note',
    toHex(encodeForkEvidence({ bundle, notes: [notes[0], encodeUtf8('?')], grounds: null })),
    { finding: null, isConclusive: false, notes: [{ code: null }, { code: 'LOG_KEY_UNKNOWN' }] },
  ),
  malformed('other-context', 'a sync pack', edited(0, 'yinzhao/sync/v1')),
  malformed('bundle-text', 'a text', edited(1, 'bundle')),
  malformed('one-note', 'nothing to contradict', edited(2, [notes[0]])),
  malformed('three-notes', 'one too many', edited(2, [...notes, notes[0]])),
  malformed('note-text', 'a text', edited(2, [notes[0], 'note'])),
  malformed('field-more', 'a field more', toHex(encodeCbor([...fields, null]))),
  malformed('grounds-text', 'no array', grounds('proof')),
  malformed('grounds-unknown', 'of another kind', grounds(['path', new Uint8Array()])),
  malformed('proof-half-hash', '31 bytes', grounds(['proof', new Uint8Array(31)])),
  malformed(
    'leaf-short',
    '31 bytes',
    grounds(['leaf', 5, new Uint8Array(31), path ?? '', cut ?? '']),
  ),
  malformed(
    'leaf-no-subtrees',
    'nothing to compare with',
    grounds(['leaf', index ?? 0, hash ?? '', path ?? '', null]),
  ),
  malformed(
    'leaf-left-out',
    'subtree roots that begin behind the leaf',
    grounds([
      'leaf',
      index ?? 0,
      hash ?? '',
      path ?? '',
      [1, new Uint8Array(32), new Uint8Array(32), new Uint8Array()],
    ]),
  ),
];

const good = judged({}).statement;
const stated = encodeStatement(good);
const parts = decodeCbor(stated) as readonly CborValue[];
const changed = (at: number, value: CborValue): string =>
  toHex(encodeCbor(parts.map((part, i) => (i === at ? value : part))));
const wrong = (id: string, note: string, input: string): Case =>
  reject(id, 'STATEMENT_MALFORMED', note, input);
const shown = (id: string, note: string, changes: Changes, value: Case['value']): Case =>
  accept(id, note, toHex(encodeStatement(judged(changes).statement)), value);

export const statementCases: readonly Case[] = [
  accept('valid', 'everything shown', toHex(stated), {
    outcome: 'valid',
    at: good.at,
    open: [],
    notApplicable: ['holder', 'acceptance'],
    established: { anchored: { size: 12, leafIndex: 5 }, status: { size: 16, value: 0 } },
  }),
  shown(
    'revoked',
    'anchored, and revoked as of the pack',
    { pack: { statuses: [{ leafIndex: 5, status: 2 }], sequence: 2 } },
    {
      outcome: 'invalid',
      established: { status: { value: 2 } },
      open: [{ name: 'status', code: 'LICENCE_REVOKED' }],
    },
  ),
  shown(
    'no-pack',
    'nothing shown of the status',
    { pack: null },
    {
      outcome: 'undetermined',
      sync: null,
      established: { status: null },
      freshness: { knowledgeTime: null },
    },
  ),
  accept(
    'show-code',
    'shown by the device of the holder, for one audience',
    toHex(
      encodeStatement(
        stateOf(showScene({}, { showing: { audience: '示例银行', challenge } })).statement,
      ),
    ),
    {
      outcome: 'valid',
      established: { shown: { audience: '示例银行', purpose: null, challenge: '09'.repeat(16) } },
      notApplicable: ['acceptance'],
    },
  ),
  wrong('other-context', 'a policy', changed(0, 'yinzhao/policy/v1')),
  wrong('challenge-short', '15 bytes', changed(9, [0, null, null, new Uint8Array(15)])),
  wrong('input-short', '31 bytes', changed(1, new Uint8Array(31))),
  wrong('outcome-unknown', 'a word more', changed(5, 'accepted')),
  wrong(
    'outcome-better',
    'valid with a check that failed',
    changed(12, [['status', 'LICENCE_REVOKED']]),
  ),
  wrong('outcome-worse', 'invalid with every check passed', changed(5, 'invalid')),
  wrong('check-unknown', 'no such check', changed(12, [['colour', 'EXPIRED']])),
  wrong('code-unknown', 'no such code', changed(12, [['status', 'FINE']])),
  wrong('field-more', 'a field more', toHex(encodeCbor([...parts, null]))),
  wrong('checks-order', 'out of order', changed(13, ['holder', 'format'])),
  wrong('check-twice', 'one check twice', changed(13, ['holder', 'holder'])),
  wrong(
    'status-unknown',
    'a status that nobody knows',
    changed(
      10,
      (parts[10] as CborValue[]).map((one, i) => (i === 5 ? 6 : one)),
    ),
  ),
];
