import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkCodes, type CheckCode } from '../src/check-codes.js';
import { fromHex, toHex } from '../src/format/bytes.js';
import { nodeEngine } from '../src/node/engine.js';
import { checkPolicy, type Policy } from '../src/policy.js';
import { decodeState, encodeState } from '../src/state.js';
import type { Verdict } from '../src/verdict.js';
import { verify } from '../src/verify.js';
import { verifyCases } from './cases/verify.js';
import type { VerifyCase } from './cases/verify-case.js';

interface VerifyVector {
  readonly note: string;
  readonly expect: {
    readonly outcome: string;
    readonly codes: Readonly<Record<string, CheckCode>>;
  };
  readonly at: number;
  readonly policy: Policy;
  readonly input: string;
  readonly sync: string | null;
  readonly state: string | null;
}

const folder = join(__dirname, '..', 'vectors', 'verify');
const writing = process.env.WRITE_VECTORS === '1';
const engine = nodeEngine();

function vectorOf({ id, note, codes, scene }: VerifyCase): VerifyVector {
  const { input, sync, state, at, policy } = scene();
  return {
    note,
    expect: { outcome: id.split('-')[0] as string, codes: inOrder(codes) },
    at,
    policy,
    input: toHex(input),
    sync: sync && toHex(sync),
    state: state && toHex(encodeState(state)),
  };
}

function inOrder(codes: VerifyCase['codes']): Readonly<Record<string, CheckCode>> {
  return Object.fromEntries(Object.entries(codes).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const textOf = (one: VerifyCase): string => `${JSON.stringify(vectorOf(one), null, 2)}\n`;

function run(vector: VerifyVector): Verdict {
  const knowledge = {
    sync: vector.sync === null ? null : fromHex(vector.sync),
    state: vector.state === null ? null : decodeState(fromHex(vector.state)),
  };
  const policy = checkPolicy(vector.policy);
  return verify(fromHex(vector.input), knowledge, { at: vector.at, policy, engine });
}

const reached = new Set<CheckCode>();

function codesOf({ checks }: Verdict): Readonly<Record<string, CheckCode>> {
  const pairs = checks.flatMap(({ name, code }) => (code === null ? [] : [[name, code] as const]));
  for (const [, code] of pairs) reached.add(code);
  return Object.fromEntries(pairs);
}

if (writing) {
  mkdirSync(folder, { recursive: true });
  for (const one of verifyCases) writeFileSync(join(folder, `${one.id}.json`), textOf(one));
}
const files = readdirSync(folder);

describe('vectors of verify', () => {
  it('has the file of every case, unchanged', () => {
    expect(new Set(verifyCases.map(({ id }) => id)).size).toBe(verifyCases.length);
    for (const one of verifyCases) {
      expect(readFileSync(join(folder, `${one.id}.json`), 'utf8')).toBe(textOf(one));
    }
  });

  it.each(files)('%s', (file) => {
    const vector = JSON.parse(readFileSync(join(folder, file), 'utf8')) as VerifyVector;
    const verdict = run(vector);
    expect({ outcome: verdict.outcome, codes: codesOf(verdict) }).toEqual(vector.expect);
    expect(file.startsWith(`${vector.expect.outcome}-`)).toBe(true);
    // What is returned can be stored, and never forgets.
    const before = vector.state === null ? null : decodeState(fromHex(vector.state));
    const after = decodeState(encodeState(verdict.state));
    expect(after.floor).toBeGreaterThanOrEqual(before?.floor ?? 0);
    for (const log of before?.logs ?? []) {
      const now = after.logs.find(({ origin }) => origin === log.origin);
      expect(now?.size).toBeGreaterThanOrEqual(log.size);
    }
    // Contradicting notes come with a fork, and only with one.
    const fork = Object.values(vector.expect.codes).includes('FORK');
    expect(verdict.evidence === null).toBe(!fork);
    // Once more with the state returned: the same answer.
    const again = run({ ...vector, state: vector.state && toHex(encodeState(verdict.state)) });
    expect(again.outcome).toBe(verdict.outcome);
  });

  it('reach every code of a check', () => {
    expect(checkCodes.filter((code) => !reached.has(code))).toEqual([]);
  });
});
