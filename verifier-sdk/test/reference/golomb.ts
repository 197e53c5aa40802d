// Golomb code by its definition, bit by bit as text: written apart from the coder that it checks.
import { fromHex } from '../../src/format/bytes.js';

/** Gaps with the parameter named by hand. */
export function golombBits(parameter: number, gaps: readonly number[]): string {
  const width = Math.ceil(Math.log2(parameter));
  const short = 2 ** width - parameter;
  return gaps
    .map((gap) => {
      const quotient = '1'.repeat(Math.floor(gap / parameter));
      const remainder = gap % parameter;
      const [value, bits] = remainder < short ? [remainder, width - 1] : [remainder + short, width];
      return `${quotient}0${bits > 0 ? value.toString(2).padStart(bits, '0') : ''}`;
    })
    .join('');
}

/** Filled up with zeros to whole bytes. */
export function bytesOfBits(bits: string): Uint8Array {
  const whole = bits.padEnd(8 * Math.ceil(bits.length / 8), '0');
  return fromHex(
    (whole.match(/.{4}/g) ?? []).map((four) => parseInt(four, 2).toString(16)).join(''),
  );
}
