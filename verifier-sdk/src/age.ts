/** How long ago, as people say it. */
export interface Age {
  readonly unit: 'now' | 'minutes' | 'hours' | 'days';
  readonly count: number;
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
