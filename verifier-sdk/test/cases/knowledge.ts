// Policies, states, and what is asked of a verification.
import { encodeCbor, type CborValue } from '../../src/format/cbor.js';
import { toHex } from '../../src/format/bytes.js';
import { builtInPolicy, formatPolicy } from '../../src/policy.js';
import { encodeState, emptyState, stateOfTrust, type VerifierState } from '../../src/state.js';
import { encodeMark, encodeStored, type StoredState } from '../../src/state-seal.js';
import { firstBundle } from './verify-case.js';
import { makeScene } from '../world/scene.js';
import { sha256 } from '../reference/sha256.js';
import { accept, reject, type Case, type Input } from './case.js';

const hall = builtInPolicy('hall');
const policy = (changes: object): string => formatPolicy({ ...hall, ...changes });
const full = {
  name: '示例窗口',
  trust: { version: 1, digest: '11'.repeat(32) },
  network: 'city',
  types: ['11100000000000001X001', '11100000000000001X002'],
  maxKnowledgeAge: 3_600_000,
  holderProof: 'required',
  purpose: '银行开户',
  audience: '示例银行',
};
const badPolicy = (id: string, note: string, text: string): Case =>
  reject(id, 'POLICY_MALFORMED', note, text);

export const policyCases: readonly Case[] = [
  accept('hall', 'what a service hall asks', formatPolicy(hall), hall as unknown as Input),
  accept(
    'archive',
    'what an archive asks',
    formatPolicy(builtInPolicy('archive')),
    builtInPolicy('archive') as unknown as Input,
  ),
  accept('full', 'every demand', policy(full), { ...hall, ...full }),
  accept('one-line', 'no white space', JSON.stringify(hall), { name: 'hall' }),
  badPolicy('empty', 'nothing', ''),
  badPolicy('array', 'no object', '[]'),
  badPolicy('null', 'no object', 'null'),
  badPolicy(
    'member-missing',
    'a demand left out',
    JSON.stringify({ ...hall, freshness: undefined }),
  ),
  badPolicy('member-misspelt', 'a demand that is none', policy({ fresness: 'required' })),
  badPolicy('member-prototype', 'a name that objects have anyway', policy({ toString: null })),
  badPolicy(
    'member-proto',
    'every demand in a member __proto__',
    `{ "__proto__": ${JSON.stringify(hall)} }`,
  ),
  badPolicy(
    'member-proto-more',
    'a member __proto__ besides',
    formatPolicy(hall).replace('{', '{ "__proto__": { "freshness": "stated" },'),
  ),
  badPolicy(
    'trust-proto',
    'a digest inherited',
    policy({ trust: 0 }).replace(
      '"trust": 0',
      `"trust": { "version": 1, "__proto__": { "digest": "${'11'.repeat(32)}" } }`,
    ),
  ),
  badPolicy('depth', 'arrays 20,000 deep', `${'['.repeat(20_000)}${']'.repeat(20_000)}`),
  badPolicy(
    'depth-inside',
    'a purpose 20,000 deep',
    policy({ purpose: 0 }).replace(
      '"purpose": 0',
      `"purpose": ${'{"a":'.repeat(20_000)}0${'}'.repeat(20_000)}`,
    ),
  ),
  badPolicy('byte-order-mark', 'U+FEFF before it', `\ufeff${formatPolicy(hall)}`),
  badPolicy('trailing', 'a second policy', `${formatPolicy(hall)}${formatPolicy(hall)}`),
  badPolicy('name-list', 'a name in an array', policy({ name: ['hall'] })),
  badPolicy('network-list', 'a network in an array', policy({ network: ['city'] })),
  badPolicy('types-text', 'a text where a list is asked', policy({ types: 'A' })),
  badPolicy('types-object', 'an object that looks like a list', policy({ types: { 0: 'A' } })),
  badPolicy('types-number', 'a number among the types', policy({ types: ['A', 1] })),
  badPolicy('types-twice', 'one type twice', policy({ types: ['A', 'A'] })),
  badPolicy('types-false', 'no type, in another spelling', policy({ types: false })),
  badPolicy('age-text', 'an age as a text', policy({ maxKnowledgeAge: '86400000' })),
  badPolicy('age-range', '2^53', policy({ maxKnowledgeAge: 2 ** 53 })),
  badPolicy('freshness-list', 'a demand in an array', policy({ freshness: ['required'] })),
  badPolicy('purpose-list', 'a purpose in an array', policy({ purpose: ['银行开户'] })),
  badPolicy('audience-false', 'nobody, in another spelling', policy({ audience: false })),
  badPolicy('trust-list', 'an array for an object', policy({ trust: [1, '11'.repeat(32)] })),
  badPolicy(
    'trust-version-text',
    'a version as a text',
    policy({ trust: { version: '1', digest: '11'.repeat(32) } }),
  ),
  badPolicy(
    'member-twice',
    'JSON readers keep the last of two',
    formatPolicy(hall).replace('{', '{ "freshness": "stated",'),
  ),
  badPolicy('freshness', 'a value that is none', policy({ freshness: 'none' })),
  badPolicy('age-negative', 'a negative age', policy({ maxKnowledgeAge: -1 })),
  badPolicy('age-fraction', 'half a millisecond', policy({ maxKnowledgeAge: 0.5 })),
  badPolicy(
    'age-exponent',
    'a number oddly written',
    policy({ maxKnowledgeAge: 1000 }).replace('1000', '1e3'),
  ),
  badPolicy('types-empty', 'no type at all', policy({ types: [] })),
  badPolicy('types-order', 'types out of order', policy({ types: ['B', 'A'] })),
  badPolicy('trust-digest', 'a digest cut off', policy({ trust: { version: 1, digest: '11' } })),
  badPolicy(
    'trust-digest-capitals',
    'two spellings of one digest',
    policy({ trust: { version: 1, digest: 'AB'.repeat(32) } }),
  ),
  badPolicy(
    'trust-version',
    'versions count from 1',
    policy({ trust: { version: 0, digest: '11'.repeat(32) } }),
  ),
  badPolicy(
    'trust-more',
    'a member more',
    policy({ trust: { version: 1, digest: '11'.repeat(32), k: 1 } }),
  ),
  badPolicy('network', 'no name of a network', policy({ network: 'City' })),
  badPolicy('holder', 'a value that is none', policy({ holderProof: true })),
  badPolicy('purpose-empty', 'an empty purpose', policy({ purpose: '' })),
];

const known = makeScene().state as VerifierState;
const note = known.logs[0]?.note as Uint8Array;
const parts = (changes: Partial<Record<number, CborValue>> = {}): string =>
  toHex(
    encodeCbor(
      ['yinzhao/verifier-state/v1', 'city', known.trust, [note], known.floor].map(
        (part, i) => changes[i] ?? part,
      ),
    ),
  );
const other = makeScene({ log: 'yinzhao/city/police' }).state?.logs[0]?.note as Uint8Array;

export const stateCases: readonly Case[] = [
  accept('empty', 'nothing is known yet', toHex(encodeState(emptyState)), {
    network: null,
    trust: null,
    logs: [],
    floor: 0,
  }),
  accept(
    'trust-only',
    'whom to believe first',
    toHex(encodeState(stateOfTrust('city', firstBundle))),
    {
      network: 'city',
      logs: [],
    },
  ),
  accept('one-log', 'a bundle and a checkpoint', parts(), {
    network: 'city',
    logs: [{ origin: 'yinzhao/city/approval', size: 8, statusSequence: 0 }],
    floor: known.floor,
  }),
  accept('two-logs', 'in order of their names', parts({ 3: [note, other] }), {}),
  reject('logs-out-of-order', 'STATE_MALFORMED', 'not in order', parts({ 3: [other, note] })),
  reject('log-twice', 'STATE_MALFORMED', 'one log twice', parts({ 3: [note, note] })),
  reject(
    'log-of-another-city',
    'STATE_MALFORMED',
    'a log of another network',
    parts({ 1: 'town' }),
  ),
  reject('floor-below-log', 'STATE_MALFORMED', 'a checkpoint above the floor', parts({ 4: 1 })),
  reject('note-no-bytes', 'STATE_MALFORMED', 'a note as text', parts({ 3: ['note'] })),
  reject('note-malformed', 'CHECKPOINT_MALFORMED', 'no note', parts({ 3: [new Uint8Array(9)] })),
  reject(
    'network-without-trust',
    'STATE_MALFORMED',
    'a network and no bundle',
    toHex(encodeCbor(['yinzhao/verifier-state/v1', 'city', null, [], 0])),
  ),
  reject('network', 'STATE_MALFORMED', 'no name of a network', parts({ 1: 'City' })),
  reject(
    'context',
    'STATE_MALFORMED',
    'a version to come',
    parts({ 0: 'yinzhao/verifier-state/v2' }),
  ),
  reject('cut-off', 'CBOR_TRUNCATED', 'a byte missing', parts().slice(0, -2)),
];

const demand = (changes: object): Input =>
  ({ at: 0, policy: hall, state: null, ...changes }) as unknown as Input;

export const demandCases: readonly Case[] = [
  reject('no-policy', 'POLICY_MISSING', 'no policy is not "anything goes"', { at: 0, state: null }),
  reject(
    'policy-member-missing',
    'POLICY_MALFORMED',
    'half a policy',
    demand({ policy: { name: 'x' } }),
  ),
  reject('time-missing', 'TIME_INVALID', 'no instant', demand({ at: null })),
  reject('time-fraction', 'TIME_INVALID', 'half a millisecond', demand({ at: 0.5 })),
  reject('time-negative', 'TIME_INVALID', 'before 1970', demand({ at: -1 })),
  reject(
    'challenge-short',
    'CHALLENGE_INVALID',
    'a challenge that no proof can answer',
    demand({ challenge: '00'.repeat(15) }),
  ),
  reject(
    'no-anchor',
    'TRUST_ANCHOR_MISSING',
    'neither state nor policy says whom to believe',
    demand({}),
  ),
  reject(
    'empty-state',
    'TRUST_ANCHOR_MISSING',
    'a state that holds nothing',
    demand({ state: toHex(encodeState(emptyState)) }),
  ),
  reject(
    'added-name-ours',
    'ADDED_CHECK_NAME_INVALID',
    'an added check named as one of ours',
    demand({ added: ['status'] }),
  ),
  reject(
    'added-name-twice',
    'ADDED_CHECK_NAME_INVALID',
    'two added checks of one name',
    demand({ added: ['bank.on-loan', 'bank.on-loan'] }),
  ),
  reject('policy-name', 'POLICY_UNKNOWN', 'no built-in policy', { name: 'anything' }),
];

const id = new Uint8Array(16).fill(1);
const stored = (generation: number, changes: Partial<StoredState> = {}): Uint8Array =>
  encodeStored({ id, generation, state: encodeState(emptyState), ...changes });
const files = (file: Uint8Array | null, mark: Uint8Array | null): Input => ({
  file: file && toHex(file),
  mark: mark && toHex(mark),
});
const markOf = (bytes: Uint8Array): Uint8Array => encodeMark({ bytes, digest: sha256(bytes) });
/** As a browser keeps them: marks may be lost with the power. */
const lagging = (file: Uint8Array | null, mark: Uint8Array | null): Input => ({
  ...(files(file, mark) as object),
  markMayLag: true,
});
const [second, third, fourth] = [stored(2), stored(3), stored(4)];

export const stateFileCases: readonly Case[] = [
  accept('nothing', 'nothing was ever written', files(null, null), null),
  accept('latest', 'the state that its mark knows', files(second, markOf(second)), {
    generation: 2,
  }),
  accept('mark-behind', 'the power went between state and mark', files(third, markOf(second)), {
    generation: 3,
  }),
  accept('first-unmarked', 'the power went before the first mark', files(stored(1), null), {
    generation: 1,
  }),
  accept('lagging-mark', 'two marks were lost with the power', lagging(fourth, markOf(second)), {
    generation: 4,
  }),
  accept('lagging-mark-gone', 'every mark was lost with the power', lagging(second, null), {
    generation: 2,
  }),
  reject(
    'lagging-older',
    'STATE_ROLLED_BACK',
    'an older copy, where marks may be lost',
    lagging(second, markOf(third)),
  ),
  reject('state-gone', 'STATE_MISSING', 'deleted', files(null, markOf(second))),
  reject('older', 'STATE_ROLLED_BACK', 'an older copy', files(second, markOf(third))),
  reject(
    'same-generation',
    'STATE_ROLLED_BACK',
    'another state of the same generation',
    files(stored(2, { state: encodeState(known) }), markOf(second)),
  ),
  reject(
    'of-another',
    'STATE_FOREIGN',
    'a state of another verifier',
    files(stored(2, { id: new Uint8Array(16) }), markOf(second)),
  ),
  reject(
    'two-ahead',
    'STATE_FOREIGN',
    'written elsewhere meanwhile',
    files(fourth, markOf(second)),
  ),
  reject('mark-gone', 'STATE_FOREIGN', 'no mark', files(second, null)),
  reject(
    'no-state-file',
    'STATE_FILE_MALFORMED',
    'a state as it is encoded',
    files(encodeState(known), null),
  ),
  reject(
    'generation-0',
    'STATE_FILE_MALFORMED',
    'generations count from 1',
    files(stored(0), null),
  ),
  reject('mark-no-mark', 'STATE_FILE_MALFORMED', 'a state for a mark', files(second, second)),
];
