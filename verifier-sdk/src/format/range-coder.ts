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

/** Takes time in proportion to the stream: it fails soon after the last byte. */
export class RangeReader {
  readonly #bytes: Uint8Array;
  readonly #fail: (message: string) => never;
  #range = windowEnd - 1;
  /** The stream's number less the interval's lower end, and how many bytes of the stream it has taken in. */
  #code = 0;
  #taken = 0;

  constructor(bytes: Uint8Array, fail: (message: string) => never) {
    this.#bytes = bytes;
    this.#fail = fail;
    for (let i = 0; i < windowBytes; i++) this.#take();
  }

  read(chance: number): boolean {
    const split = (this.#range >>> 16) * chance;
    const yes = this.#code < split;
    if (yes) this.#range = split;
    else {
      this.#code -= split;
      this.#range -= split;
    }
    while (this.#range < shortest) {
      this.#take();
      this.#range *= 256;
    }
    return yes;
  }

  /** The stream has to be the very one that {@link RangeWriter.finish} makes. */
  finish(): void {
    const low = this.#low();
    const { bytes, value } = shortestIn(low, this.#range);
    const length = this.#taken - windowBytes + bytes;
    if (this.#bytes.length !== length || this.#code !== value - low) {
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

  /** The stream is as if followed by zeros, but not by more than the window holds. */
  #take(): void {
    if (this.#taken >= this.#bytes.length + windowBytes) this.#fail('the stream ends too early');
    this.#code = this.#code * 256 + (this.#bytes[this.#taken] ?? 0);
    this.#taken++;
  }
}
