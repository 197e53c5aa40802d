/** How long ago, as people say it. */
export interface Age {
  readonly unit: 'now' | 'minutes' | 'hours' | 'days';
  readonly count: number;
}

const offset = 8 * 3_600_000;
/** The end of 9999 in UTC+8: later years have more than four digits. */
const lastInstant = 253_402_271_999_999;

/** In UTC+8, as the dates of licences are: `2026-03-02 10:00:00`. */
export function instantText(time: number): string {
  if (time > lastInstant) return `${time} ms`;
  const local = new Date(time + offset).toISOString();
  return `${local.slice(0, 10)} ${local.slice(11, 19)}`;
}

/** For names of files: `20260302-100000`. */
export function compactInstant(time: number): string {
  return instantText(time).replace(/[-:]/g, '').replace(' ', '-');
}

/** @param milliseconds - below 0 where a clock is behind: that is now */
export function ageOf(milliseconds: number): Age {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  if (minutes < 1) return { unit: 'now', count: 0 };
  if (minutes < 120) return { unit: 'minutes', count: minutes };
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return { unit: 'hours', count: hours };
  return { unit: 'days', count: Math.floor(hours / 24) };
}
