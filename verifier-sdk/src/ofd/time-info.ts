import { derTag, readDer } from '../format/der.js';
import { readAnyTime } from '../format/der-time.js';
import { tryReading } from '../try-reading.js';

/** China has one hour: a writer that names no zone means it. */
const localOffset = 8 * 3_600_000;
const text =
  /^(\d{4})-?(\d{2})-?(\d{2})[ T]?(\d{2}):?(\d{2}):?(\d{2})(?:\.\d{1,3})?(Z|[+-]\d{2}:\d{2})?$/;

/**
 * The instant in timeInfo of GM/T 0031-2014: a UTCTime or GeneralizedTime by the standard, a plain text in the field,
 * which is UTC+8 where it names no zone.
 * @returns Unix milliseconds; null: a time stamp token, or a form that is not known
 */
export function readTimeInfo(bytes: Uint8Array): number | null {
  const [tag] = bytes;
  if (tag === derTag.utcTime || tag === derTag.generalizedTime) {
    return tryReading(() => readAnyTime(readDer(bytes, tag))).value;
  }
  const parts = text.exec(String.fromCharCode(...bytes.subarray(0, 40)));
  if (parts === null || bytes.length > 40) return null;
  const [, year, month, day, hour, minute, second, zone] = parts;
  const written = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const time = Date.parse(`${written}Z`);
  // Date.parse takes 31 February in some engines and not in others; only a real date comes back as it went in.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 19) !== written) return null;
  return time - offsetOf(zone);
}

/** Milliseconds ahead of UTC. */
function offsetOf(zone: string | undefined): number {
  if (zone === undefined) return localOffset;
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4));
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60_000;
}
