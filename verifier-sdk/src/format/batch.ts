import { VerifierError } from '../errors.js';
import { encodeCbor } from './cbor.js';
import { signedGroupFromCbor, signedGroupToCbor, type SignedGroup } from './group.js';
import { isLogName } from './name.js';
import { openShape } from './shape.js';

const context = 'yinzhao/batch/v1';

/** Each group costs the ledger a signature check. */
export const maximumGroups = 256;
/** The largest of its content, 256 groups with 512 statements and 3,584 entries, take about 250 kB. */
export const maximumBatchBytes = 1 << 20;

/** What one ledger transaction asks to append to one log. */
export interface Batch {
  readonly log: string;
  /** Leaf index of the first new leaf: the size of the log as the sender knows it. */
  readonly first: number;
  readonly groups: readonly SignedGroup[];
  /** Size and root of the log after this batch. */
  readonly size: number;
  readonly root: Uint8Array;
}

function malformed(message: string): never {
  throw new VerifierError('BATCH_MALFORMED', message);
}

function check(batch: Batch): Batch {
  if (!isLogName(batch.log)) malformed('log is not a log name');
  if (batch.groups.length === 0) malformed('a batch has at least one group');
  if (batch.size < batch.first) malformed('size is below the first index');
  if (batch.groups.length > maximumGroups) {
    throw new VerifierError('BATCH_TOO_LARGE', `more than ${maximumGroups} groups`);
  }
  return batch;
}

function checkLength(bytes: Uint8Array): Uint8Array {
  if (bytes.length > maximumBatchBytes) {
    throw new VerifierError('BATCH_TOO_LARGE', `more than ${maximumBatchBytes} bytes`);
  }
  return bytes;
}

/** @throws VerifierError BATCH_MALFORMED, BATCH_TOO_LARGE, GROUP_MALFORMED or a CBOR_ code */
export function encodeBatch(batch: Batch): Uint8Array {
  const { log, first, groups, size, root } = check(batch);
  if (root.length !== 32) malformed('root is not 32 bytes');
  if (first < 0) malformed('first index is negative');
  return checkLength(encodeCbor([context, log, first, groups.map(signedGroupToCbor), size, root]));
}

/** @throws VerifierError BATCH_MALFORMED, BATCH_TOO_LARGE, GROUP_MALFORMED or a CBOR_ code */
export function decodeBatch(bytes: Uint8Array): Batch {
  const shape = openShape('BATCH_MALFORMED', context, 5, checkLength(bytes));
  return check({
    log: shape.text('log'),
    first: shape.count('first index'),
    groups: shape.list('groups').map(signedGroupFromCbor),
    size: shape.count('size'),
    root: shape.bytes('root', 32),
  });
}
