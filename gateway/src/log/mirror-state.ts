import { readFile } from 'node:fs/promises';
import { arrayShape, openShape } from '@yinzhao/verifier/format/shape';
import { encodeCbor, type CborValue } from '@yinzhao/verifier/format/cbor';
import { replaceFile } from '../durable-file.js';
import { GatewayError } from '../errors.js';
import type { LogCounts } from './log-files.js';

const context = 'yinzhao/mirror/v1';

/** The next block, and how much of each log's files belongs to the blocks before. */
export interface MirrorState {
  readonly next: number;
  /** Hash of the block before; null before the first. */
  readonly hash: Uint8Array | null;
  readonly logs: ReadonlyMap<string, LogCounts>;
}

export async function saveMirrorState(
  path: string,
  { next, hash, logs }: MirrorState,
): Promise<void> {
  const counts = [...logs].map(([origin, { size, root, groups, events, seals }]) => [
    origin,
    size,
    root,
    groups,
    events,
    seals,
  ]);
  await replaceFile(path, encodeCbor([context, next, hash, counts]));
}

/** @throws GatewayError MIRROR_DAMAGED */
export async function loadMirrorState(path: string): Promise<MirrorState> {
  const bytes = await readFile(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  });
  if (bytes === null) return { next: 0, hash: null, logs: new Map() };
  try {
    const shape = openShape('CBOR_TRUNCATED', context, 3, new Uint8Array(bytes));
    const next = shape.count('next block');
    const hash = shape.bytesOrNull('hash', 32);
    return { next, hash, logs: new Map(shape.list('logs').map(decodeLog)) };
  } catch (cause) {
    throw new GatewayError('MIRROR_DAMAGED', `${path} is not a mirror's position`, { cause });
  }
}

function decodeLog(value: CborValue): [string, LogCounts] {
  const shape = arrayShape('CBOR_TRUNCATED', value, 6);
  const origin = shape.text('origin');
  const size = shape.count('size');
  const root = shape.bytes('root', 32);
  const groups = shape.count('groups');
  const events = shape.count('status events');
  return [origin, { size, root, groups, events, seals: shape.count('seals') }];
}
