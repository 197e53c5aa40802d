import { isAddedCode, isAddedName } from '../added-checks.js';
import { checkCodes, checkEffects, type CheckCode } from '../check-codes.js';
import { encodeCbor, type CborValue } from './cbor.js';
import { challengeLength, type Showing } from './holder-proof.js';
import { arrayShape, openShape, type Shape } from './shape.js';
import { isLeafStatus } from './status.js';
import {
  checkNames,
  outcomeOf,
  type Check,
  type CheckName,
  type WitnessedPlace,
  type Established,
  type Outcome,
} from '../verdict.js';

const context = 'yinzhao/statement/v1';
const code = 'STATEMENT_MALFORMED';

/** What a verification has shown, up to which checkpoint and instant, and what it has not: to be kept. */
export interface Statement {
  /** SM3 of the licence file, or of the text of the show code. */
  readonly input: Uint8Array;
  /** SM3 of the sync pack; null where there was none. */
  readonly sync: Uint8Array | null;
  /** The instant it was judged by, Unix milliseconds. */
  readonly at: number;
  /** What was demanded: name, and SM3 of the policy as it is printed. */
  readonly policy: { readonly name: string; readonly digest: Uint8Array };
  readonly outcome: Outcome;
  /** Of the licence, where its issuer is known and has signed it. */
  readonly identifier: string | null;
  readonly established: Established;
  /** As in the verdict's {@link Freshness}, with SM3 of the trust bundle. */
  readonly freshness: {
    readonly knowledgeTime: number | null;
    readonly maximumAge: number | null;
    readonly floor: number;
    readonly trust: {
      readonly version: number;
      readonly digest: Uint8Array;
      readonly issued: number;
      readonly expires: number;
    } | null;
  };
  /** What was not shown, and why. */
  readonly open: readonly { readonly name: CheckName; readonly code: CheckCode }[];
  readonly notApplicable: readonly CheckName[];
  /** Added checks that have not passed, in the order given. */
  readonly added: readonly AddedOpen[];
}

/** An added check that has not passed. */
export interface AddedOpen {
  readonly name: string;
  readonly code: string;
  readonly outcome: 'failed' | 'unknown';
}

/**
 * The bytes of a statement, to be kept. Nobody has signed it: whoever wants to hold somebody to it signs the file.
 * @throws VerifierError STATEMENT_MALFORMED or a CBOR_ code
 */
export function encodeStatement(statement: Statement): Uint8Array {
  const { input, sync, at, policy, outcome, identifier, established, freshness } = statement;
  const { issued, anchored, shown, status } = established;
  const { knowledgeTime, maximumAge, floor, trust } = freshness;
  const bytes = encodeCbor([
    context,
    input,
    sync,
    at,
    [policy.name, policy.digest],
    outcome,
    identifier,
    issued && [issued.body, issued.certificate, issued.trustVersion],
    anchored && [...placeFields(anchored), anchored.leafIndex],
    shown && [shown.time, shown.purpose, shown.audience, shown.challenge],
    status && [
      ...placeFields(status),
      status.value,
      status.sequence,
      status.continuity,
      status.sameTree,
    ],
    [
      knowledgeTime,
      maximumAge,
      floor,
      trust && [trust.version, trust.digest, trust.issued, trust.expires],
    ],
    [
      ...statement.open.map(({ name, code: why }) => [name, why]),
      ...statement.added.map((one) => [one.name, one.code, one.outcome]),
    ],
    [...statement.notApplicable],
  ]);
  decodeStatement(bytes);
  return bytes;
}

function placeFields({ log, size, root, time, witnessedBy }: WitnessedPlace): CborValue[] {
  return [log, size, root, time, [...witnessedBy]];
}

/**
 * Reads a statement that was kept. Nobody has signed it: it is the word of whoever kept it, who can verify again by the
 * same bytes.
 * @throws VerifierError STATEMENT_MALFORMED or a CBOR_ code
 */
export function decodeStatement(bytes: Uint8Array): Statement {
  const shape = openShape(code, context, 13, bytes);
  const shown = {
    input: shape.bytes('input', 32),
    sync: shape.bytesOrNull('sync', 32),
    at: shape.count('at'),
    policy: readPolicy(arrayShape(code, shape.list('policy'), 2)),
    outcome: oneOf(shape, 'outcome', ['valid', 'invalid', 'undetermined']),
    identifier: shape.textOrNull('identifier'),
    established: {
      issued: optional(shape.item(), 3, readIssued),
      anchored: optional(shape.item(), 6, (part) => ({
        ...readPlace(part),
        leafIndex: part.count('leaf index'),
      })),
      shown: optional(shape.item(), 4, readShowing),
      status: optional(shape.item(), 9, readStatus),
    },
    freshness: readFreshness(arrayShape(code, shape.list('freshness'), 4)),
  };
  const open = shape.list('open');
  const firstAdded = open.findIndex((item) => Array.isArray(item) && item.length === 3);
  const ours = firstAdded < 0 ? open.length : firstAdded;
  const statement: Statement = {
    ...shown,
    open: open.slice(0, ours).map((item) => {
      const pair = arrayShape(code, item, 2);
      return { name: oneOf(pair, 'check', checkNames), code: oneOf(pair, 'code', checkCodes) };
    }),
    notApplicable: shape
      .list('not applicable')
      .map((name) => checkNames.find((one) => one === name) ?? shape.fail('no such check')),
    added: open.slice(ours).map(readAdded),
  };
  checkStatement(statement, shape);
  return statement;
}

/** The outcome is the one that its checks make, and each check is named once, in the order of all. */
function checkStatement({ outcome, open, added, notApplicable }: Statement, shape: Shape): void {
  const names = open.map(({ name }) => name);
  for (const list of [names, notApplicable]) {
    const places = list.map((name) => checkNames.indexOf(name));
    if (places.some((place, i) => i > 0 && place <= (places[i - 1] as number))) {
      shape.fail('checks are out of order');
    }
  }
  if (names.some((name) => notApplicable.includes(name))) shape.fail('a check stands twice');
  const checks = open.map(({ name, code: why }): Check => ({
    name,
    outcome: checkEffects[why],
    code: why,
  }));
  const words = added.map(({ name }) => name);
  if (new Set(words).size !== words.length) shape.fail('an added check stands twice');
  if (outcomeOf([...checks, ...added]) !== outcome)
    shape.fail('the outcome does not follow from the checks');
}

function readAdded(item: CborValue): AddedOpen {
  const shape = arrayShape(code, item, 3);
  const name = shape.text('check');
  const why = shape.text('code');
  if (!isAddedName(name) || !isAddedCode(why)) shape.fail('an added check is oddly named');
  return { name, code: why, outcome: oneOf(shape, 'outcome', ['failed', 'unknown']) };
}

function readPolicy(shape: Shape): Statement['policy'] {
  return { name: shape.text('name'), digest: shape.bytes('digest', 32) };
}

function optional<T>(item: CborValue, length: number, read: (shape: Shape) => T): T | null {
  return item === null ? null : read(arrayShape(code, item, length));
}

function oneOf<T extends string>(shape: Shape, name: string, known: readonly T[]): T {
  const text = shape.text(name);
  return known.find((one) => one === text) ?? shape.fail(`${name}: no such word`);
}

function readIssued(shape: Shape): NonNullable<Established['issued']> {
  return {
    body: shape.text('body'),
    certificate: shape.bytes('certificate', 32),
    trustVersion: shape.count('trust version'),
  };
}

function readShowing(shape: Shape): Showing {
  return {
    time: shape.count('time'),
    purpose: shape.textOrNull('purpose'),
    audience: shape.textOrNull('audience'),
    challenge: shape.bytesOrNull('challenge', challengeLength),
  };
}

function readPlace(shape: Shape): WitnessedPlace {
  return {
    log: shape.text('log'),
    size: shape.count('size'),
    root: shape.bytes('root', 32),
    time: shape.count('time'),
    witnessedBy: shape
      .list('witnessed by')
      .map((org) => (typeof org === 'string' ? org : shape.fail('an organisation is no text'))),
  };
}

function readStatus(shape: Shape): NonNullable<Established['status']> {
  const place = readPlace(shape);
  const value = shape.count('status');
  if (!isLeafStatus(value)) shape.fail('no such status');
  return {
    ...place,
    value,
    sequence: shape.count('sequence'),
    continuity: oneOf(shape, 'continuity', ['proven', 'first']),
    sameTree: oneOf(shape, 'same tree', ['proven', 'byQuorum']),
  };
}

function readFreshness(shape: Shape): Statement['freshness'] {
  return {
    knowledgeTime: shape.countOrNull('knowledge time'),
    maximumAge: shape.countOrNull('maximum age'),
    floor: shape.count('floor'),
    trust: optional(shape.item(), 4, (part) => ({
      version: part.count('version'),
      digest: part.bytes('digest', 32),
      issued: part.count('issued'),
      expires: part.count('expires'),
    })),
  };
}
