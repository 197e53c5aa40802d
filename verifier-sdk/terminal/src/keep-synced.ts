import type { Desk } from './desk.js';
import type { SyncResult } from './messages.js';
import type { Now } from './view.js';
import type { World } from './world.js';

/** Between two questions to the gateway while somebody sees the page. Milliseconds. */
const pause = 180_000;

export interface KeptSynced {
  /** Asks the gateway, once at a time: whoever comes meanwhile waits for that answer. How it ended is shown. */
  readonly sync: () => Promise<void>;
  /** Whether it is time to ask again by itself. */
  readonly isDue: () => boolean;
}

/** Keeps what is known fresh: at the start, every few minutes while the page is seen, and when the network is back. */
export function keepSynced(
  { now, isOnline, isVisible }: World,
  desk: Desk,
  shown: { readonly now: () => Now; readonly change: (change: Partial<Now>) => void },
): KeptSynced {
  let lastAsked = -Infinity;
  const ask = async (): Promise<void> => {
    lastAsked = now();
    shown.change({ isSyncing: true });
    let result: SyncResult = { end: 'offline', code: null };
    try {
      if (isOnline()) result = await desk.sync();
    } finally {
      const { end } = result;
      const isWell = end === 'taken' || end === 'offline';
      shown.change({
        isSyncing: false,
        synced: { ...result, at: now() },
        trouble: isWell ? null : end,
      });
    }
  };
  let asking: Promise<void> | null = null;
  const sync = async (): Promise<void> => {
    if (desk.known() === null) return;
    asking ??= ask().finally(() => {
      asking = null;
    });
    await asking;
  };
  const isDue = (): boolean => {
    // A clock that was set back is no reason to wait until it is there again.
    const isTime = Math.abs(now() - lastAsked) >= pause || shown.now().synced?.end === 'offline';
    return isTime && isVisible() && isOnline();
  };
  return { sync, isDue };
}
