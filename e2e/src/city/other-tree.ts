import { encodeCheckpoint, type Checkpoint } from '@yinzhao/verifier/format/checkpoint';
import { encodeSealList } from '@yinzhao/verifier/format/seal-list';
import { statusDigest } from '@yinzhao/verifier/format/status-digest';
import { encodeStatusSnapshot, type StatusEntry } from '@yinzhao/verifier/format/status-snapshot';
import { appendLeaves, emptyRange, rootOfRange } from '@yinzhao/verifier/merkle/compact-range';
import type { Engine } from '@yinzhao/verifier/sm/engine';

/** A tree as a log could have had it, with everything that is shown of it. */
export interface OtherTree {
  readonly checkpoint: Checkpoint;
  /** What the log signs. */
  readonly text: Uint8Array;
  readonly leaves: readonly Uint8Array[];
  readonly snapshot: Uint8Array;
  readonly sealList: Uint8Array;
}

export interface OtherTreeWish {
  readonly origin: string;
  /** Leaf hashes. */
  readonly leaves: readonly Uint8Array[];
  /** Number of leaves that are status statements. */
  readonly sequence: number;
  /** What is not valid, ascending by leaf index. */
  readonly statuses: readonly StatusEntry[];
  /** Unix milliseconds. */
  readonly time: number;
  readonly trust: Checkpoint['trust'];
}

/** Whatever it is asked for, consistent in itself: without seals. */
export function otherTree(wish: OtherTreeWish, { sm3 }: Engine): OtherTree {
  const { origin, leaves, sequence, statuses, time, trust } = wish;
  const size = leaves.length;
  const snapshot = encodeStatusSnapshot({ log: origin, size, sequence, entries: statuses });
  const sealList = encodeSealList({ log: origin, size, seals: [] });
  const checkpoint = {
    origin,
    size,
    root: rootOfRange(sm3, appendLeaves(sm3, emptyRange, leaves)),
    time,
    status: { sequence, digest: statusDigest(snapshot, sealList, sm3) },
    trust,
  };
  return { checkpoint, text: encodeCheckpoint(checkpoint), leaves, snapshot, sealList };
}
