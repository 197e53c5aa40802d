import { checkText } from '../check-texts.js';
import { toHex } from '../format/bytes.js';
import { CborTag } from '../format/cbor.js';
import type { Check, Verdict } from '../verdict.js';
import { unreadTexts, type FileAnswer } from './print-answer.js';

export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** Bytes as hexadecimal digits, maps as objects. */
export function toJson(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'boolean') return value;
  if (value instanceof Uint8Array) return toHex(value);
  if (value instanceof CborTag) return { tag: value.tag, value: toJson(value.value) };
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, item]) => [String(key), toJson(item)]));
  }
  if (Array.isArray(value)) return value.map(toJson);
  const entries = Object.entries(value as object).filter(([, item]) => typeof item !== 'function');
  return Object.fromEntries(entries.map(([name, item]) => [name, toJson(item)]));
}

/** The answer without the state, with the texts of its codes. */
export function verdictToJson(verdict: Verdict): Json {
  const { outcome, checks, added, licence, established, freshness, evidence } = verdict;
  const told = checks.map((check) => ({ ...check, ...textsOf(check) }));
  // Where there are any: the command adds none.
  const more = added.length === 0 ? {} : { added };
  return toJson({ outcome, checks: told, ...more, licence, established, freshness, evidence });
}

function textsOf({ code }: Check): object {
  return code === null ? {} : { ...checkText(code) };
}

/** One of many: as {@link verdictToJson}, with the name of its file. */
export function answerToJson({ file, outcome, unread, verdict }: FileAnswer): Json {
  if (verdict !== null) return { file, ...(verdictToJson(verdict) as object) };
  return { file, outcome, ...(unread === null ? {} : { code: unread, ...unreadTexts[unread] }) };
}
