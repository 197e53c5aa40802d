/**
 * Sets of numbers as gaps in Golomb code (Golomb 1966), one after another in one stream of bits, the highest bit of a
 * byte first. A gap g is written as ⌊g / m⌋ ones and a zero, then g mod m in truncated binary: every string of bits is
 * the code of exactly one list of gaps, so there is no second spelling to refuse.
 */

/** Largest universe: {@link golombParameter} stays exact. */
export const maximumUniverse = 2 ** 39;

/**
 * ln 2 · universe / count in whole numbers, at least 1: the gaps of a random set are near geometric, and half of them should be
 * below the parameter. Because the gaps add up to less than the universe, clusters do not change the choice.
 */
export function golombParameter(universe: number, count: number): number {
  return Math.max(1, Math.floor((11357 * universe) / (16384 * count)));
}

/** Width and number of short codes for remainders below `parameter`: the first ones take a bit less than the others. */
function remainderCode(parameter: number): { readonly bits: number; readonly short: number } {
  let bits = 0;
  let codes = 1;
  while (codes < parameter) {
    codes *= 2;
    bits++;
  }
  return { bits, short: codes - parameter };
}

/** Writes sets into one stream. */
export class GapWriter {
  readonly #bytes: number[] = [];
  #byte = 0;
  #used = 0;

  /** @param members - ascending, below `universe` */
  set(universe: number, members: ArrayLike<number>): void {
    const parameter = golombParameter(universe, members.length);
    const { bits, short } = remainderCode(parameter);
    let next = 0;
    for (let i = 0; i < members.length; i++) {
      const member = members[i] as number;
      const gap = member - next;
      next = member + 1;
      const remainder = gap % parameter;
      for (let rest = gap - remainder; rest > 0; rest -= parameter) this.#bit(1);
      this.#bit(0);
      if (remainder < short) this.#number(remainder, bits - 1);
      else this.#number(remainder + short, bits);
    }
  }

  /** The stream; unused bits of the last byte are zero. */
  finish(): Uint8Array {
    while (this.#used > 0) this.#bit(0);
    return Uint8Array.from(this.#bytes);
  }

  #bit(bit: number): void {
    this.#byte = 2 * this.#byte + bit;
    if (++this.#used < 8) return;
    this.#bytes.push(this.#byte);
    this.#byte = 0;
    this.#used = 0;
  }

  /** Sizes go beyond 32 bits: no shifts. */
  #number(value: number, bits: number): void {
    for (let unit = 2 ** (bits - 1); unit >= 1; unit /= 2) this.#bit(Math.floor(value / unit) % 2);
  }
}

/** Reads sets from a stream in the order they were written. Takes time and memory in proportion to the stream. */
export class GapReader {
  readonly #bytes: Uint8Array;
  readonly #fail: (message: string) => never;
  /** In bits. */
  #at = 0;

  constructor(bytes: Uint8Array, fail: (message: string) => never) {
    this.#bytes = bytes;
    this.#fail = fail;
  }

  set(universe: number, count: number): Float64Array {
    if (count > universe) this.#fail('a set has more members than there are numbers');
    // Each member takes a bit: refuse a false count before anything is allocated for it.
    if (count > 8 * this.#bytes.length - this.#at) this.#fail('a set is longer than its bytes');
    const members = new Float64Array(count);
    const parameter = golombParameter(universe, count);
    const code = remainderCode(parameter);
    let next = 0;
    for (let i = 0; i < count; i++) {
      let member = next;
      while (this.#bit() === 1) {
        member += parameter;
        if (member >= universe) this.#fail('a member is beyond the last number');
      }
      member += this.#remainder(code.bits, code.short);
      if (member >= universe) this.#fail('a member is beyond the last number');
      members[i] = member;
      next = member + 1;
    }
    return members;
  }

  finish(): void {
    const rest = 8 * this.#bytes.length - this.#at;
    if (rest >= 8) this.#fail('bytes after the last member');
    for (let i = 0; i < rest; i++) if (this.#bit() !== 0) this.#fail('stray bits at the end');
  }

  #bit(): number {
    const byte = this.#bytes[this.#at >> 3];
    if (byte === undefined) return this.#fail('ends inside a set');
    return (byte >> (7 - (this.#at++ & 7))) & 1;
  }

  #remainder(bits: number, short: number): number {
    let value = 0;
    for (let i = 1; i < bits; i++) value = 2 * value + this.#bit();
    return bits === 0 || value < short ? value : 2 * value + this.#bit() - short;
  }
}
