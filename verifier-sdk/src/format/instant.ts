/** Instants are written in UTC+8, as the dates of licences are. */
const offset = 8 * 3_600_000;
/** The end of 9999 in UTC+8: later years have more than four digits. */
const lastInstant = 253_402_271_999_999;

/** `2026-03-02 10:00:00`; null where no four digits name the year. */
function written(unixMs: number): string | null {
  if (unixMs > lastInstant) return null;
  const local = new Date(unixMs + offset).toISOString();
  return `${local.slice(0, 10)} ${local.slice(11, 19)}`;
}

/** `2026-03-02 10:00:00`, for a place that says once that it is UTC+8; after 9999 the milliseconds. */
export function instantText(unixMs: number): string {
  return written(unixMs) ?? `${unixMs} ms`;
}

/** The same with its offset: `2026-03-02 10:00:00 +08:00`. */
export function zonedInstantText(unixMs: number): string {
  const text = written(unixMs);
  return text === null ? `${unixMs} ms` : `${text} +08:00`;
}
