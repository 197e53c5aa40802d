import type { DecodedSnapshot } from '../format/status-snapshot.js';
import type { SyncLog } from '../format/sync-pack.js';
import type { Engine } from '../sm/engine.js';
import { tryReading } from '../try-reading.js';
import { openSyncLog } from '../sync-log.js';

/** Only lists that the checkpoint's `status` line covers; null where they are others. */
export function openStatus(sync: SyncLog, { sm3 }: Engine): DecodedSnapshot | null {
  return tryReading(() => openSyncLog(sync, sm3).snapshot).value;
}
