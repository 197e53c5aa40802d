// What every runtime and every engine has to answer: one suite, run in Node and in a browser. Nothing of either is here.
import { VerifierError } from '../src/errors.js';
import { toHex } from '../src/format/bytes.js';
import type { Engine } from '../src/sm/engine.js';
import type { decodeState, encodeState } from '../src/state.js';
import type { parsePolicy, Policy } from '../src/policy.js';
import type { Verdict } from '../src/verdict.js';
import type { verify } from '../src/verify.js';
import type { Input } from './cases/case.js';
import type { Run } from './layer.js';

/** A file of vectors/<layer>. */
export interface Vector {
  readonly note: string;
  readonly expect: string;
  readonly input: Input;
  readonly value?: Input;
}

/** A file of vectors/verify. */
export interface VerifyVector {
  readonly note: string;
  readonly expect: {
    readonly outcome: string;
    readonly codes: Readonly<Record<string, string>>;
  };
  readonly at: number;
  readonly policy: Policy;
  readonly input: string;
  readonly sync: string | null;
  readonly state: string | null;
  /** What the holder's device was given to sign; nothing where it is missing. */
  readonly challenge?: string;
}

/** What a verifier is made of, from its sources or from the file that is shipped. */
export interface Verifier {
  readonly verify: typeof verify;
  readonly decodeState: typeof decodeState;
  readonly encodeState: typeof encodeState;
  readonly parsePolicy: typeof parsePolicy;
  readonly engine: Engine;
}

/** As a vector writes it: bytes as hexadecimal digits, tags and maps as their contents. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, item]) => [key, plain(item)]));
  }
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]));
}

/** Whether everything that is wanted is there; an object may have more. */
function contains(found: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(found) &&
      found.length === wanted.length &&
      wanted.every((item, i) => contains(found[i], item))
    );
  }
  if (typeof wanted !== 'object' || wanted === null) return Object.is(found, wanted);
  if (typeof found !== 'object' || found === null) return false;
  return Object.entries(wanted).every(([name, item]) =>
    contains((found as Record<string, unknown>)[name], item),
  );
}

export interface Judged {
  readonly code: string;
  /** What is wrong with the answer; null: nothing. */
  readonly complaint: string | null;
}

/** @throws whatever is no VerifierError: a crash is no answer */
export function judge(name: string, { expect, input, value }: Vector, run: Run): Judged {
  let code = 'ok';
  let found: unknown;
  try {
    found = plain(run(input, value));
  } catch (error) {
    if (!(error instanceof VerifierError)) throw error;
    ({ code, message: found } = error);
  }
  const complain = (text: string): Judged => ({ code, complaint: `${name}: ${text}` });
  if (code !== expect) return complain(`${code} (${JSON.stringify(found)}), not ${expect}`);
  if (!name.startsWith(expect === 'ok' ? 'accept-' : 'reject-')) return complain('misnamed');
  if (value === undefined || contains(found, value)) return { code, complaint: null };
  return complain(`means ${JSON.stringify(found)}, not ${JSON.stringify(value)}`);
}

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function verdictOf(sdk: Verifier, vector: VerifyVector, state = vector.state): Verdict {
  const knowledge = {
    sync: vector.sync === null ? null : fromHex(vector.sync),
    state: state === null ? null : sdk.decodeState(fromHex(state)),
  };
  const policy = sdk.parsePolicy(JSON.stringify(vector.policy));
  const { at } = vector;
  const challenge = vector.challenge === undefined ? null : fromHex(vector.challenge);
  const demand = { at, policy, engine: sdk.engine, challenge };
  return sdk.verify(fromHex(vector.input), knowledge, demand);
}

/** Everything that is wrong with the verdict on a vector. */
export function judgeVerdict(
  name: string,
  vector: VerifyVector,
  sdk: Verifier,
): { readonly codes: Readonly<Record<string, string>>; readonly complaints: readonly string[] } {
  const verdict = verdictOf(sdk, vector);
  const codes = Object.fromEntries(
    verdict.checks.flatMap((check) => (check.code === null ? [] : [[check.name, check.code]])),
  );
  const { expect } = vector;
  const kept = sdk.encodeState(verdict.state);
  const isFork = Object.values(expect.codes).includes('FORK');
  const claims: Readonly<Record<string, boolean>> = {
    [`is ${verdict.outcome}`]: verdict.outcome === expect.outcome,
    [`has ${JSON.stringify(codes)}`]:
      contains(codes, expect.codes) && contains(expect.codes, codes),
    'is misnamed': name.startsWith(`${expect.outcome}-`),
    'forgets what was known': !forgets(sdk, vector.state, kept),
    'has evidence exactly where there is no fork': (verdict.evidence !== null) === isFork,
    'is another one with the state returned':
      verdictOf(sdk, vector, vector.state && toHex(kept)).outcome === verdict.outcome,
  };
  const wrong = Object.entries(claims).filter(([, holds]) => !holds);
  return { codes, complaints: wrong.map(([claim]) => `${name} ${claim}`) };
}

/** What is returned can be stored, and never goes back. */
function forgets(sdk: Verifier, before: string | null, kept: Uint8Array): boolean {
  const after = sdk.decodeState(kept);
  if (before === null) return false;
  const { floor, logs } = sdk.decodeState(fromHex(before));
  return (
    after.floor < floor ||
    logs.some((log) => {
      const now = after.logs.find(({ origin }) => origin === log.origin);
      return now === undefined || now.size < log.size;
    })
  );
}
