import { expect, it } from '@jest/globals';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { equalBytes } from '../src/format/bytes.js';
import { nodeEngine } from '../src/node/engine.js';
import { goodObjects, tryFormatMutants } from './format-mutants.js';
import { fuzz } from './fuzz.js';
import { goodCases, mutationJudge } from './mutation.js';
import { singleFieldMutants } from './mutants.js';

const count = Number(process.env.SOAK_FUZZ ?? 1_000_000);
const seed = Number(process.env.SOAK_SEED ?? 20260302);
/** The number of a complaint, to make just that one again. */
const from = Number(process.env.SOAK_FROM ?? 0);
const hours = 3_600_000;
const mebibyte = 2 ** 20;

/** Bytes that are held, with what nobody refers to any more thrown away: how much the process has got says little. */
function heldMemory(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

it(
  `${count} damaged verifications: no crash, nothing more established, bounded time and memory`,
  () => {
    const held: number[] = [];
    const { outcomes, complaints } = fuzz(
      goodCases(),
      nodeEngine(),
      { seed, from, count },
      (done) => {
        held.push(heldMemory());
        const megabytes = ((held.at(-1) ?? 0) / mebibyte).toFixed(0);
        process.stderr.write(`${done} of ${count} damaged verifications, ${megabytes} MiB held\n`);
      },
    );
    expect(complaints).toEqual([]);
    expect(outcomes.invalid + outcomes.undetermined + outcomes.valid).toBe(count);
    // What is remembered for good, such as tables of keys, is there after the first ten thousand.
    const [first = 0] = held;
    for (const later of held) expect(later - first).toBeLessThan(64 * mebibyte);
  },
  6 * hours,
);

it(
  'every mutant in a single place of every good verification',
  () => {
    const judge = mutationJudge(nodeEngine());
    const complaints: string[] = [];
    let judged = 0;
    for (const good of goodCases()) {
      for (const member of ['input', 'sync'] as const) {
        const bytes = good.scene[member];
        if (bytes === null) continue;
        for (const { name, bytes: bytesOf } of singleFieldMutants(bytes)) {
          const mutant = bytesOf();
          if (equalBytes(mutant, bytes)) continue;
          const tried = judge(good, { [member]: mutant });
          complaints.push(...tried.complaints.map((one) => `${good.id} ${member} ${name}: ${one}`));
          judged++;
        }
      }
    }
    expect(complaints).toEqual([]);
    expect(judged).toBeGreaterThan(100_000);
  },
  6 * hours,
);

it(
  'every mutant in a single place of every good object of every format',
  () => {
    const { refused, accepted, complaints } = tryFormatMutants(goodObjects(), 1);
    expect(complaints).toEqual([]);
    expect(refused + accepted).toBeGreaterThan(100_000);
  },
  6 * hours,
);
