import { VerifierError } from '../errors.js';

const dayLength = 86_400_000;
/** Civil dates are those of UTC+8, which has no summer time. */
const offset = 8 * 3_600_000;

/** 1900-01-01 and 9999-12-31: what four digits and a licence can mean. */
const firstDay = -25_567;
const lastDay = 2_932_896;

export function isCivilDay(value: number): boolean {
  return Number.isInteger(value) && value >= firstDay && value <= lastDay;
}

/** The civil day of an instant, as days since 1970-01-01. */
export function civilDay(unixMs: number): number {
  return Math.floor((unixMs + offset) / dayLength);
}

/**
 * `2026-11-24`, nothing shorter or longer.
 * @throws VerifierError CIVIL_DATE_INVALID
 */
export function parseCivilDate(text: string): number {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) / dayLength : NaN;
  // Some engines take 30 February for 2 March.
  if (!isCivilDay(day) || formatCivilDate(day) !== text) {
    throw new VerifierError('CIVIL_DATE_INVALID', 'not a date from 1900-01-01 to 9999-12-31');
  }
  return day;
}

/** @throws VerifierError CIVIL_DATE_INVALID */
export function formatCivilDate(day: number): string {
  if (!isCivilDay(day)) {
    throw new VerifierError('CIVIL_DATE_INVALID', 'not a day from 1900-01-01 to 9999-12-31');
  }
  return new Date(day * dayLength).toISOString().slice(0, 10);
}
