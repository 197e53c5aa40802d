import { open } from 'node:fs/promises';
import { GatewayError } from '../errors.js';

/** Records of one length, one after another, only ever appended. */
export interface RecordFile {
  /** Records appended so far, on disk or not. */
  readonly count: () => number;
  /** Not on disk before {@link sync}. */
  readonly append: (records: Uint8Array) => Promise<void>;
  readonly sync: () => Promise<void>;
  readonly read: (first: number, count: number) => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
}

/**
 * Opens a file of records. What stands behind the records that are known to be whole was being written when the process
 * ended, and is cut off.
 * @param count - records known to be on disk
 * @throws GatewayError MIRROR_DAMAGED where there are fewer
 */
export async function openRecordFile(
  path: string,
  recordLength: number,
  count: number,
): Promise<RecordFile> {
  const file = await open(path, count === 0 ? 'w+' : 'r+', 0o600).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    throw new GatewayError('MIRROR_DAMAGED', `${path} is gone`, { cause });
  });
  const { size } = await file.stat();
  if (size < count * recordLength) {
    await file.close();
    throw new GatewayError('MIRROR_DAMAGED', `${path} holds fewer than ${count} records`);
  }
  await file.truncate(count * recordLength);
  let length = count;
  let dirty = false;
  return {
    count: () => length,
    append: async (records) => {
      if (records.length === 0) return;
      await file.write(records, 0, records.length, length * recordLength);
      length += records.length / recordLength;
      dirty = true;
    },
    sync: async () => {
      if (dirty) await file.datasync();
      dirty = false;
    },
    read: async (first, wanted) => {
      const bytes = new Uint8Array(wanted * recordLength);
      const { bytesRead } = await file.read(bytes, 0, bytes.length, first * recordLength);
      if (bytesRead === bytes.length) return bytes;
      throw new GatewayError('MIRROR_DAMAGED', `${path} ends before record ${first + wanted}`);
    },
    close: () => file.close(),
  };
}
