import { describe, expect, it } from '@jest/globals';
import { toHex } from '../src/format/bytes.js';
import type { Established, Verdict } from '../src/verdict.js';
import { verify } from '../src/verify.js';
import { engine } from './world/city.js';
import { makeScene, type Scene } from './world/scene.js';

const judge = ({ input, sync, state, at, policy }: Scene): Verdict =>
  verify(input, { sync, state }, { at, policy, engine });

/** Each thing that is established, as one line. */
function statements({ established, licence }: Verdict): readonly string[] {
  const lines: string[] = [];
  for (const name of ['issued', 'anchored', 'status'] as const) {
    const part: Established[typeof name] = established[name];
    for (const [key, value] of Object.entries(part ?? {})) {
      // The weaker of two words: not shown by a path, or nothing known before.
      if (value === 'byQuorum' || value === 'first') continue;
      lines.push(`${name} ${key} ${value instanceof Uint8Array ? toHex(value) : String(value)}`);
    }
  }
  for (const [key, value] of Object.entries(licence ?? {})) {
    if (key !== 'fields') lines.push(`licence ${key} ${JSON.stringify(value)}`);
  }
  for (const [number, value] of licence?.fields ?? []) lines.push(`field ${number} ${value}`);
  return lines;
}

const good = makeScene();
const known = new Set(statements(judge(good)));

/** With one bit of every byte changed in turn. */
function mutantsOf(bytes: Uint8Array): readonly Uint8Array[] {
  return Array.from(bytes, (byte, i) => {
    const mutant = Uint8Array.from(bytes);
    mutant[i] = byte ^ (1 << ((i * 5) % 8));
    return mutant;
  });
}

describe('a changed byte', () => {
  it.each([
    ['licence file', good.input, (input: Uint8Array): Scene => ({ ...good, input })],
    ['sync pack', good.sync as Uint8Array, (sync: Uint8Array): Scene => ({ ...good, sync })],
  ] as const)('of a %s never makes it valid with more established', (_name, bytes, sceneOf) => {
    let stillValid = 0;
    for (const mutant of mutantsOf(bytes)) {
      const verdict = judge(sceneOf(mutant));
      if (verdict.outcome !== 'valid') continue;
      stillValid++;
      expect(statements(verdict).filter((line) => !known.has(line))).toEqual([]);
    }
    expect(stillValid).toBeLessThan(bytes.length / 2);
  });
});
