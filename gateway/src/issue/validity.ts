import { formatCivilDate, parseCivilDate } from '@yinzhao/verifier/format/civil-date';
import { GatewayError } from '../errors.js';
import type { LicenceType } from '../types/licence-type.js';

/** Civil days, both inclusive. */
export interface Validity {
  readonly from: number;
  readonly to: number | null;
}

/** @throws GatewayError LICENCE_VALIDITY_INVALID */
export function validityOf(
  type: LicenceType,
  { from, to = null }: { readonly from: string; readonly to?: string | null },
): Validity {
  const { openEnded, maximumYears } = type.validity;
  const first = parseCivilDate(from);
  if (to === null) {
    if (!openEnded) invalid('licences of this type end');
    return { from: first, to: null };
  }
  const last = parseCivilDate(to);
  if (last < first) invalid('ends before it begins');
  if (maximumYears !== null && last > yearsLater(from, maximumYears)) {
    invalid(`lasts longer than ${maximumYears} years`);
  }
  return { from: first, to: last };
}

/** The same day of a later year; 29 February counts as the day after the 28th. */
function yearsLater(date: string, years: number): number {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const later = new Date(Date.UTC(year + years, month - 1, day)).toISOString().slice(0, 10);
  return parseCivilDate(later);
}

function invalid(message: string): never {
  throw new GatewayError('LICENCE_VALIDITY_INVALID', message);
}

export function shownValidity({ from, to }: Validity): { from: string; to: string | null } {
  return { from: formatCivilDate(from), to: to === null ? null : formatCivilDate(to) };
}
