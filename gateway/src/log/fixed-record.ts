/** A record of counts and digests in a fixed order: 8 bytes big-endian for each count, then 32 for each digest. */
export interface FixedRecord {
  readonly length: number;
  readonly encode: (counts: readonly number[], digests: readonly Uint8Array[]) => Uint8Array;
  readonly decode: (record: Uint8Array) => { counts: number[]; digests: Uint8Array[] };
  /** Cuts what was read from a file into its records. */
  readonly split: (records: Uint8Array) => Uint8Array[];
}

export function fixedRecord(counts: number, digests: number): FixedRecord {
  const length = 8 * counts + 32 * digests;
  return {
    length,
    encode: (numbers, hashes) => {
      const record = new Uint8Array(length);
      const view = new DataView(record.buffer);
      numbers.forEach((number, i) => {
        view.setBigUint64(8 * i, BigInt(number));
      });
      hashes.forEach((hash, i) => {
        record.set(hash, 8 * counts + 32 * i);
      });
      return record;
    },
    decode: (record) => {
      const view = new DataView(record.buffer, record.byteOffset, length);
      const at = (i: number): number => 8 * counts + 32 * i;
      return {
        counts: Array.from({ length: counts }, (_, i) => Number(view.getBigUint64(8 * i))),
        digests: Array.from({ length: digests }, (_, i) => record.slice(at(i), at(i + 1))),
      };
    },
    split: (records) =>
      Array.from({ length: records.length / length }, (_, i) =>
        records.subarray(i * length, (i + 1) * length),
      ),
  };
}
