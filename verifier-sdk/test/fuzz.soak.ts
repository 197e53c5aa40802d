import { expect, it } from '@jest/globals';
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

it(
  `${count} damaged verifications: no crash, nothing more established, bounded time and memory`,
  () => {
    const before = process.resourceUsage().maxRSS * 1024;
    const { outcomes, complaints } = fuzz(
      goodCases(),
      nodeEngine(),
      { seed, from, count },
      (done) => {
        process.stderr.write(`${done} of ${count} damaged verifications\n`);
      },
    );
    expect(complaints).toEqual([]);
    expect(outcomes.invalid + outcomes.undetermined + outcomes.valid).toBe(count);
    expect(process.resourceUsage().maxRSS * 1024 - before).toBeLessThan(512 * mebibyte);
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
