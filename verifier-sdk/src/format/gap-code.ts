import { chanceOf, type RangeReader, type RangeWriter } from './range-coder.js';

/**
 * Sets of numbers as the gaps between them. If each number is in the set with the same chance p, gaps are geometric:
 * then the bits of a gap are independent of each other, bit j being 1 in a share of q^(2^j) / (1 + q^(2^j)) with
 * q = 1 − p, and what is left above 2^bits is geometric again. Coded with these chances no set at all takes more than
 * universe · h(p) bits, which is about ½ log₂ (2π · count) above log₂ C(universe, count): clusters cost nothing extra.
 */
interface GapModel {
  /** Chance of a 0 in each of the low bits, the lowest first. */
  readonly zero: readonly number[];
  /** Chance that the gap goes on by another 2^bits. */
  readonly more: number;
}

/** Only divisions and products of binary64: the same everywhere. */
function modelOf(universe: number, count: number): GapModel {
  const zero: number[] = [];
  let power = (universe - count) / universe;
  while (power > 0.5) {
    zero.push(chanceOf(1 / (1 + power)));
    power *= power;
  }
  return { zero, more: chanceOf(power) };
}

/** @param members - ascending, below `universe` */
export function writeSet(writer: RangeWriter, universe: number, members: ArrayLike<number>): void {
  const { zero, more } = modelOf(universe, members.length);
  const unit = 2 ** zero.length;
  let next = 0;
  for (let i = 0; i < members.length; i++) {
    let gap = (members[i] as number) - next;
    next += gap + 1;
    for (; gap >= unit; gap -= unit) writer.write(true, more);
    writer.write(false, more);
    for (const chance of zero) {
      writer.write(gap % 2 === 0, chance);
      gap = Math.floor(gap / 2);
    }
  }
}

/**
 * Makes room for `count` members at once, and takes time in proportion to them.
 * @returns ascending, below `universe`; what a stream that is too short gives, only its end tells
 */
export function readSet(reader: RangeReader, universe: number, count: number): Float64Array {
  const members = new Float64Array(count);
  const { zero, more } = modelOf(universe, count);
  reader.readAscending(members, universe, more, zero);
  return members;
}
