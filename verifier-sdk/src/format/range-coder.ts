/**
 * Arithmetic coding of yes and no in whole numbers (the range coder of Martin 1979 in the binary form of LZMA): a row
 * of decisions narrows an interval, and the shortest number inside the last interval stands for the whole row. What is
 * likely takes less than a bit.
 */

/** Chances are in units of 1/65536, and nothing is ever certain. */
const whole = 0x10000;
const leastChance = whole / 16;
/** The interval's ends are known to so many bytes. */
const windowBytes = 4;
const windowEnd = 2 ** 32;
/** The interval is stretched by a byte whenever it is below this. */
const shortest = 2 ** 24;

/** The nearest chance to `share`, a number from 0 to 1. */
export function chanceOf(share: number): number {
  return Math.min(whole - leastChance, Math.max(leastChance, Math.floor(share * whole)));
}

/** The number in the interval that needs fewest bytes behind those written: a multiple of a power of 256. */
function shortestIn(
  low: number,
  range: number,
): { readonly bytes: number; readonly value: number } {
  let bytes = 0;
  let unit = windowEnd;
  while (Math.ceil(low / unit) * unit >= low + range) {
    bytes++;
    unit /= 256;
  }
  return { bytes, value: Math.ceil(low / unit) * unit };
}

export class RangeWriter {
  readonly #bytes: number[] = [];
  #low = 0;
  #range = windowEnd - 1;

  /** @param chance - that of a yes, see {@link chanceOf} */
  write(yes: boolean, chance: number): void {
    const split = (this.#range >>> 16) * chance;
    if (yes) this.#range = split;
    else {
      this.#moveTo(this.#low + split);
      this.#range -= split;
    }
    while (this.#range < shortest) {
      this.#shift();
      this.#range *= 256;
    }
  }

  finish(): Uint8Array {
    const { bytes, value } = shortestIn(this.#low, this.#range);
    this.#moveTo(value);
    for (let i = 0; i < bytes; i++) this.#shift();
    return Uint8Array.from(this.#bytes);
  }

  #moveTo(low: number): void {
    this.#low = low % windowEnd;
    if (low < windowEnd) return;
    // The interval never leaves [0, 1), so some byte before takes the carry.
    let at = this.#bytes.length - 1;
    while (this.#bytes[at] === 0xff) this.#bytes[at--] = 0;
    (this.#bytes[at] as number)++;
  }

  #shift(): void {
    this.#bytes.push(Math.floor(this.#low / shortest));
    this.#low = (this.#low % shortest) * 256;
  }
}

/** Reads what {@link RangeWriter} has written; whether it was that, {@link RangeReader.finish} says. */
export class RangeReader {
  readonly #length: number;
  /** The stream, as if followed by zeros. */
  readonly #bytes: Uint8Array;
  readonly #fail: (message: string) => never;
  #range = windowEnd - 1;
  /** The stream's number less the interval's lower end, always below `#range`. */
  #code = 0;
  /** How many bytes `#code` has taken in. */
  #taken = windowBytes;

  constructor(bytes: Uint8Array, fail: (message: string) => never) {
    this.#length = bytes.length;
    this.#bytes = new Uint8Array(bytes.length + windowBytes);
    this.#bytes.set(bytes);
    this.#fail = fail;
    for (const byte of this.#bytes.subarray(0, windowBytes)) this.#code = this.#code * 256 + byte;
    if (this.#code >= this.#range) fail('the stream is no number of the interval');
  }

  /**
   * Ascending numbers below `universe`, by the gaps between them: of each gap a yes for every unit, a no, and a decision for
   * each bit below a unit, the lowest first, yes for a 0. One function with the interval in local 32-bit numbers, although
   * the step stands in it twice: a first load runs mostly before anything is compiled, and takes twice as long with a call
   * for each decision.
   * @param more - chance of another unit, see {@link chanceOf}
   * @param zero - chance of a 0 in each bit; a unit is 2 to the power of their number
   */
  readAscending(
    members: Float64Array,
    universe: number,
    more: number,
    zero: readonly number[],
  ): void {
    const bytes = this.#bytes;
    const unit = 2 ** zero.length;
    let [range, code, taken] = [this.#range, this.#code, this.#taken];
    let member = 0;
    for (let i = 0; i < members.length; i++, member++) {
      for (let yes = true; yes && member < universe;) {
        const split = Math.imul(range >>> 16, more) >>> 0;
        yes = code < split;
        if (yes) {
          range = split;
          member += unit;
        } else {
          code = (code - split) >>> 0;
          range = (range - split) >>> 0;
        }
        while (range < shortest) {
          code = ((code << 8) | (bytes[taken++] as number)) >>> 0;
          range = (range << 8) >>> 0;
        }
      }
      let value = 1;
      for (let bit = 0; bit < zero.length; bit++) {
        const split = Math.imul(range >>> 16, zero[bit] as number) >>> 0;
        if (code < split) range = split;
        else {
          code = (code - split) >>> 0;
          range = (range - split) >>> 0;
          member += value;
        }
        value *= 2;
        while (range < shortest) {
          code = ((code << 8) | (bytes[taken++] as number)) >>> 0;
          range = (range << 8) >>> 0;
        }
      }
      if (member >= universe) this.#fail('a member is beyond the last number');
      members[i] = member;
    }
    [this.#range, this.#code, this.#taken] = [range, code, taken];
  }

  /** The stream has to be the very one that {@link RangeWriter.finish} makes. */
  finish(): void {
    const low = this.#low();
    const { bytes, value } = shortestIn(low, this.#range);
    const length = this.#taken - windowBytes + bytes;
    if (this.#length !== length || this.#code !== value - low) {
      this.#fail('the stream does not end as it has to');
    }
  }

  /** The interval's lower end, as the writer has it: not kept up to date, since only the end asks for it. */
  #low(): number {
    let window = 0;
    for (let at = this.#taken - windowBytes; at < this.#taken; at++) {
      window = window * 256 + (this.#bytes[at] ?? 0);
    }
    return (window - this.#code + windowEnd) % windowEnd;
  }
}
