import { VerifierError } from '../errors.js';
import { derTag, expectTag, type DerValue } from './der.js';

function invalid(message: string): never {
  throw new VerifierError('DER_TIME_INVALID', message);
}

/**
 * A certificate's time as Unix milliseconds. RFC 5280 §4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050 on,
 * both to the second and with Z.
 * @throws VerifierError DER_TIME_INVALID, DER_TAG_UNEXPECTED
 */
export function readTime(value: DerValue | undefined): number {
  if (value?.tag !== derTag.utcTime) {
    const { content } = expectTag(value, derTag.generalizedTime);
    const time = parse(content, 4);
    if (time < Date.UTC(2050, 0, 1)) invalid('GeneralizedTime before 2050');
    return time;
  }
  return parse(value.content, 2);
}

/**
 * The time of an electronic seal as Unix milliseconds: GeneralizedTime of any year (GB/T 38540), to the second and with Z.
 * @throws VerifierError DER_TIME_INVALID, DER_TAG_UNEXPECTED
 */
export function readGeneralizedTime(value: DerValue | undefined): number {
  return parse(expectTag(value, derTag.generalizedTime).content, 4);
}

/**
 * The same in either form: GM/T 0031-2014 asks for UTCTime, and some write GeneralizedTime.
 * @throws VerifierError DER_TIME_INVALID, DER_TAG_UNEXPECTED
 */
export function readAnyTime(value: DerValue | undefined): number {
  return value?.tag === derTag.utcTime ? parse(value.content, 2) : readGeneralizedTime(value);
}

function parse(content: Uint8Array, yearDigits: number): number {
  const text = String.fromCharCode(...content.subarray(0, 16));
  if (content.length !== yearDigits + 11 || !/^[0-9]+Z$/.test(text)) invalid('not digits and Z');
  const part = (from: number): number => Number(text.slice(from, from + 2));
  const [month, day, hour, minute, second] = [0, 2, 4, 6, 8].map((at) => part(yearDigits + at)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const digits = Number(text.slice(0, yearDigits));
  const year = yearDigits === 4 ? digits : digits < 50 ? 2000 + digits : 1900 + digits;
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  // Date.UTC carries 31 February over into March, and the year 50 into 1950; only a real date comes back as it went in.
  const written = new Date(time).toISOString().slice(0, 19).replace(/[-:T]/g, '');
  const wanted = String(year).padStart(4, '0') + text.slice(yearDigits, -1);
  return written === wanted ? time : invalid('no such date or time');
}
