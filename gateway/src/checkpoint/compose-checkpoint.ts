import type { Checkpoint } from '@yinzhao/verifier/format/checkpoint';
import { statusDigest } from '@yinzhao/verifier/format/status-digest';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import type { MirroredLog } from '../log/mirrored-log.js';

/** What the log alone says of itself at a size: everything in a checkpoint but time and trust. */
export async function stateAt(
  log: MirroredLog,
  size: number,
  engine: Engine,
): Promise<Pick<Checkpoint, 'origin' | 'size' | 'root' | 'status'>> {
  const digest = statusDigest(log.snapshotAt(size), log.sealListAt(size), engine.sm3);
  return {
    origin: log.origin,
    size,
    root: await log.rootAt(size),
    status: { sequence: log.sequenceAt(size), digest },
  };
}

/** The consistency path between two sizes; nothing is shown from a tree without leaves. */
export async function proofBetween(
  log: MirroredLog,
  from: number,
  to: number,
): Promise<readonly Uint8Array[]> {
  return from === 0 ? [] : log.consistencyPath(from, to);
}
