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
  const back = new Date(time);
  // Date.UTC carries 31 February over into March; only a real date comes back as it went in.
  const real =
    back.getUTCMonth() === month - 1 &&
    back.getUTCDate() === day &&
    back.getUTCHours() === hour &&
    back.getUTCMinutes() === minute &&
    back.getUTCSeconds() === second;
  return real ? time : invalid('no such date or time');
}
