// The stream of a status snapshot in whole numbers without bounds: no windows, no carries.
import { concatBytes, fromHex } from '../../src/format/bytes.js';

/** yes or no, and the chance of yes in units of 1/65536. */
export type Decision = readonly [yes: boolean, chance: number];

const chance = (share: number): number =>
  Math.min(61440, Math.max(4096, Math.floor(share * 65536)));

/** The decisions for gaps, under the chances of a set of `count` below `universe`. */
export function gapDecisions(universe: number, count: number, gaps: readonly number[]): Decision[] {
  const powers: number[] = [];
  let power = (universe - count) / universe;
  for (; power > 0.5; power *= power) powers.push(power);
  const unit = 2 ** powers.length;
  const more = chance(power);
  return gaps.flatMap((gap): Decision[] => [
    ...Array.from({ length: Math.floor(gap / unit) }, (): Decision => [true, more]),
    [false, more],
    ...powers.map((one, j): Decision => [
      Math.floor(gap / 2 ** j) % 2 === 0,
      chance(1 / (1 + one)),
    ]),
  ]);
}

export function rangeStream(decisions: readonly Decision[]): Uint8Array {
  let low = 0n;
  let range = 2n ** 32n - 1n;
  let shifts = 0;
  for (const [yes, yesChance] of decisions) {
    const split = (range >> 16n) * BigInt(yesChance);
    if (!yes) low += split;
    range = yes ? split : range - split;
    for (; range < 2n ** 24n; shifts++) {
      low <<= 8n;
      range <<= 8n;
    }
  }
  for (let bytes = 0; ; bytes++) {
    const unit = 2n ** BigInt(32 - 8 * bytes);
    const value = ((low + unit - 1n) / unit) * unit;
    if (value < low + range) {
      const length = shifts + bytes;
      const digits = (value / unit).toString(16).padStart(2 * length, '0');
      return length === 0 ? new Uint8Array() : fromHex(digits);
    }
  }
}

export const gapStream = (universe: number, count: number, gaps: readonly number[]): Uint8Array =>
  rangeStream(gapDecisions(universe, count, gaps));

/** With the last byte one more. */
export function raised(bytes: Uint8Array): Uint8Array {
  const last = bytes[bytes.length - 1] as number;
  return concatBytes(bytes.subarray(0, -1), Uint8Array.of(last + 1));
}
