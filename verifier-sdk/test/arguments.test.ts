import { describe, expect, it } from '@jest/globals';
import { toHex } from '../src/format/bytes.js';
import type { VerifierState } from '../src/state.js';
import { verify, type Demand } from '../src/verify.js';
import { engine } from './world/city.js';
import { makeScene } from './world/scene.js';

const { input, sync, state, at, policy } = makeScene();
const good = { input, sync, state, engine, added: [] } as const;
const known = state as VerifierState;
const [log] = known.logs;

/** As a program in plain JavaScript could call it. */
function call(changes: Readonly<Record<string, unknown>>): string {
  const given = { ...good, ...changes } as unknown as typeof good & Pick<Demand, 'added'>;
  const { input: file, sync: pack, state: memory, engine: by, added } = given;
  const demand = { at, policy, engine: by, added };
  return verify(file, { sync: pack, state: memory }, demand).outcome;
}

describe('what is no argument', () => {
  it('is not needed: the good ones are judged', () => {
    expect(call({})).toBe('valid');
    expect(call({ input: Buffer.from(input), sync: Buffer.from(sync as Uint8Array) })).toBe(
      'valid',
    );
    expect(call({ sync: null })).toBe('undetermined');
  });

  it.each([
    ['digits for a file', { input: toHex(input) }],
    ['an ArrayBuffer for a file', { input: Uint8Array.from(input).buffer }],
    ['numbers for a file', { input: [...input] }],
    ['no file', { input: null }],
    ['wider numbers for a file', { input: new Uint16Array(input) }],
    ['digits for a pack', { sync: toHex(sync as Uint8Array) }],
    ['undefined for a pack', { sync: undefined }],
    ['bytes for a state', { state: new Uint8Array(4) }],
    ['undefined for a state', { state: undefined }],
    ['a state without time floor', { state: { ...known, floor: undefined } }],
    ['a time floor that is no number', { state: { ...known, floor: Number.NaN } }],
    ['a time floor as a text', { state: { ...known, floor: '0' } }],
    ['a state without logs', { state: { ...known, logs: undefined } }],
    ['a log that is empty', { state: { ...known, logs: [{}] } }],
    ['a log without root', { state: { ...known, logs: [{ ...log, root: undefined }] } }],
    ['a log of half a leaf', { state: { ...known, logs: [{ ...log, size: 0.5 }] } }],
    ['trust as digits', { state: { ...known, trust: '00' } }],
    ['a network without trust', { state: { ...known, trust: null } }],
    ['no engine', { engine: undefined }],
    ['half an engine', { engine: { ...engine, verify: undefined } }],
    ['an added check that stands in no list', { added: { name: 'bank.loan', check: () => null } }],
  ])('is a misuse and never an answer: %s', (_name, changes) => {
    expect(() => call(changes)).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }));
  });

  it.each([undefined, null, 'hall'])('is the demand %p', (demand) => {
    expect(() => verify(input, { sync, state }, demand as never)).toThrow(
      expect.objectContaining({ code: 'ARGUMENT_INVALID' }),
    );
  });

  it('is knowledge that is none', () => {
    const demand = { at, policy, engine };
    expect(() => verify(input, null as never, demand)).toThrow(
      expect.objectContaining({ code: 'ARGUMENT_INVALID' }),
    );
  });
});
