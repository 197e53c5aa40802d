import { SignerError } from './errors.js';

const minute = 60_000;
const hour = 60;

/** How often each key was used within the last hour, counted by the minute. */
export interface Quota {
  /** @throws SignerError QUOTA_EXCEEDED: nothing is counted then */
  readonly take: (key: string, count: number, now: number) => void;
  /** What happened already: after a restart the audit file tells. */
  readonly note: (key: string, count: number, time: number) => void;
}

/** @param limit - uses per key within any 60 minutes */
export function createQuota(limit: number): Quota {
  const uses = new Map<string, Map<number, number>>();
  const note = (key: string, count: number, time: number): void => {
    const at = Math.floor(time / minute);
    const minutes = uses.get(key) ?? new Map<number, number>();
    minutes.set(at, (minutes.get(at) ?? 0) + count);
    uses.set(key, minutes);
  };
  const used = (key: string, now: number): number => {
    const oldest = Math.floor(now / minute) - hour;
    const minutes = uses.get(key) ?? new Map<number, number>();
    let sum = 0;
    // Minutes ahead of the clock count: setting it back buys nothing.
    for (const [at, count] of minutes) {
      if (at <= oldest) minutes.delete(at);
      else sum += count;
    }
    return sum;
  };
  return {
    note,
    take: (key, count, now) => {
      if (used(key, now) + count > limit) {
        throw new SignerError('QUOTA_EXCEEDED', `${key} may be used ${limit} times an hour`);
      }
      note(key, count, now);
    },
  };
}
