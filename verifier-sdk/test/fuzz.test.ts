import { expect, it } from '@jest/globals';
import { nodeEngine } from '../src/node/engine.js';
import { fuzz } from './fuzz.js';
import { goodCases } from './mutation.js';

const seed = 20260302;
const mebibyte = 2 ** 20;

it('ten thousand damaged verifications: no crash, nothing more established, bounded time and memory', () => {
  const before = process.resourceUsage().maxRSS * 1024;
  const { outcomes, complaints } = fuzz(goodCases(), nodeEngine(), { seed, count: 10_000 });
  expect(complaints).toEqual([]);
  expect(outcomes.invalid + outcomes.undetermined + outcomes.valid).toBe(10_000);
  // Damage that is always noticed at the first byte would test little.
  for (const count of Object.values(outcomes)) expect(count).toBeGreaterThan(30);
  expect(process.resourceUsage().maxRSS * 1024 - before).toBeLessThan(512 * mebibyte);
}, 300_000);

it('is the same for the same seed', () => {
  const goods = goodCases().slice(0, 3);
  const run = (of: number) => fuzz(goods, nodeEngine(), { seed: of, count: 300 }).outcomes;
  expect(run(seed)).toEqual(run(seed));
  expect(run(seed)).not.toEqual(run(seed + 1));
});
