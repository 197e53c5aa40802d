import type { PlacedGroup } from '@yinzhao/chaincode';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { fixedRecord } from './fixed-record.js';
import { openRecordFile } from './record-file.js';

/** A group and its place in the log. */
export interface LoggedGroup extends PlacedGroup {
  /** SM3 of the issuing certificate. */
  readonly certificate: Uint8Array;
  readonly number: number;
}

/** The groups of a log in the order of their leaves. */
export interface Groups {
  readonly count: () => number;
  readonly append: (groups: readonly LoggedGroup[]) => Promise<void>;
  readonly sync: () => Promise<void>;
  readonly read: (first: number, count: number) => Promise<LoggedGroup[]>;
  readonly find: (certificate: Uint8Array, number: number) => Promise<LoggedGroup | null>;
  readonly close: () => Promise<void>;
}

const groupRecord = fixedRecord(4, 2);

/** @throws GatewayError MIRROR_DAMAGED */
export async function openGroups(path: string, count: number): Promise<Groups> {
  const file = await openRecordFile(path, groupRecord.length, count);
  // Numbers rise by one per certificate: the n-th position is that of group n.
  const positions = new Map<string, number[]>();
  const remember = ({ certificate }: LoggedGroup, position: number): void => {
    const key = toHex(certificate);
    const known = positions.get(key);
    if (known) known.push(position);
    else positions.set(key, [position]);
  };
  const read = async (first: number, wanted: number): Promise<LoggedGroup[]> =>
    groupRecord.split(await file.read(first, wanted)).map(decodeLoggedGroup);
  for (let at = 0; at < count; at += 4096) {
    const part = await read(at, Math.min(4096, count - at));
    part.forEach((group, i) => {
      remember(group, at + i);
    });
  }
  return {
    count: file.count,
    append: async (groups) => {
      const before = file.count();
      await file.append(Buffer.concat(groups.map(encodeLoggedGroup)));
      groups.forEach((group, i) => {
        remember(group, before + i);
      });
    },
    sync: file.sync,
    read,
    find: async (certificate, number) => {
      const position = positions.get(toHex(certificate))?.[number - 1];
      return position === undefined ? null : ((await read(position, 1))[0] ?? null);
    },
    close: file.close,
  };
}

function encodeLoggedGroup(group: LoggedGroup): Uint8Array {
  const { certificate, digest, number, first, entries, statements } = group;
  return groupRecord.encode([number, first, entries, statements], [certificate, digest]);
}

function decodeLoggedGroup(record: Uint8Array): LoggedGroup {
  const { counts, digests } = groupRecord.decode(record);
  const [number, first, entries, statements] = counts as [number, number, number, number];
  const [certificate, digest] = digests as [Uint8Array, Uint8Array];
  return { certificate, digest, number, first, entries, statements };
}
