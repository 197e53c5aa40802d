import { decodeSyncPack, encodeSyncPack, type SyncLog, type SyncPack } from './format/sync-pack.js';
import { joinSubtrees } from './merkle/subtrees.js';
import { tryReading } from './try-reading.js';
import type { Engine } from './sm/engine.js';

/**
 * A pack that left out what was named as known, with the subtree roots of the pack before put back: one file that
 * stands for itself. Nothing is believed for it: joined roots have to make the new checkpoint's root like any others.
 * @returns the pack as it came where the one before adds nothing to it, or where either is none
 */
export function completePack(pack: Uint8Array, before: Uint8Array, { sm3 }: Engine): Uint8Array {
  const [later, earlier] = [read(pack), read(before)];
  if (later === null || earlier === null) return pack;
  const held = new Map(earlier.logs.map((log) => [log.origin, log.subtrees]));
  const join = (log: SyncLog): SyncLog => {
    const kept = held.get(log.origin) ?? null;
    if (kept === null || log.subtrees === null || log.subtrees.first === 0) return log;
    const subtrees = joinSubtrees(sm3, kept, log.subtrees);
    return subtrees === null ? log : { ...log, subtrees };
  };
  const logs = later.logs.map(join);
  const isSame = logs.every((log, i) => log === later.logs[i]);
  return isSame ? pack : encodeSyncPack({ ...later, logs });
}

function read(bytes: Uint8Array): SyncPack | null {
  return tryReading(() => decodeSyncPack(bytes)).value;
}
