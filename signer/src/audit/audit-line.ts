import { toHex } from '@yinzhao/verifier/format/bytes';

/** One use of a key. Digests only: nothing in it says whose licence it was. */
export interface AuditUse {
  readonly operation: string;
  /** Role and name of the key's files; empty where the line is about the file itself. */
  readonly key: string;
  /** How many things were signed. */
  readonly count: number;
  /** SM3 of each thing signed, hexadecimal; none for look-ups. */
  readonly digests: readonly string[];
}

export interface AuditLine extends AuditUse {
  /** Counts from 1. */
  readonly line: number;
  /** Unix milliseconds. */
  readonly time: number;
  /** SM3 of the line before, hexadecimal; 64 zeros in the first. */
  readonly previous: string;
}

export const firstPrevious = '0'.repeat(64);

/** One line of JSON, without its newline; fields always in this order. */
export function encodeAuditLine(entry: AuditLine): string {
  const { line, time, operation, key, count, digests, previous } = entry;
  return JSON.stringify({ line, time, operation, key, count, digests, previous });
}

/** Null where the text is not exactly what {@link encodeAuditLine} makes. */
export function decodeAuditLine(text: string): AuditLine | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isAuditLine(value) || encodeAuditLine(value) !== text) return null;
  return value;
}

function isAuditLine(value: unknown): value is AuditLine {
  if (typeof value !== 'object' || value === null) return false;
  const { line, time, operation, key, count, digests, previous } = value as Record<string, unknown>;
  const texts = [operation, key, previous].every((text) => typeof text === 'string');
  const numbers = [line, time, count].every((number) => Number.isSafeInteger(number));
  return texts && numbers && Array.isArray(digests);
}

/** What the next line names as the one before it. */
export function auditLineDigest(text: Uint8Array, sm3: (bytes: Uint8Array) => Uint8Array): string {
  return toHex(sm3(text));
}
