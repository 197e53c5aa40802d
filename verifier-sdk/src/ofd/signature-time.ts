import { refuseOfd } from './element.js';

/** `20201010151120`, `20210331075023Z`, `2026-08-04 10:08:09`, `2020-01-25T10:08:09.123Z`: as vendors write it. */
const forms = [
  /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d{1,9})?(Z?)$/,
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(Z?)$/,
];
const daysOfMonths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * One form for all that are seen: `yyyy-MM-ddTHH:mm:ss`, with `Z` where it was written. Without it nobody knows the zone.
 * @throws VerifierError OFD_VALUE_INVALID
 */
export function readSignatureTime(text: string): string {
  const found = forms.map((form) => form.exec(text)).find((match) => match !== null);
  const [year, month, day, hour, minute, second, zone = ''] = found?.slice(1) ?? [];
  const date = [year, month, day].map(Number) as [number, number, number];
  const isTime = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  if (!isTime || !isDate(...date)) refuseOfd('OFD_VALUE_INVALID', `'${text}' is no time`);
  return `${[year, month, day].join('-')}T${[hour, minute, second].join(':')}${zone}`;
}

function isDate(year: number, month: number, day: number): boolean {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = (daysOfMonths[month - 1] ?? 0) + (isLeap && month === 2 ? 1 : 0);
  return year >= 1900 && day >= 1 && day <= days;
}
