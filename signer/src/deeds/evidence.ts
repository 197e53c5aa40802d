import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { decodeCbor, encodeCbor, type CborValue } from '@yinzhao/verifier/format/cbor';
import { arrayShape } from '@yinzhao/verifier/format/shape';
import { createFile, makePrivateFolder, readPrivateFile } from '../storage/files.js';
import type { StoredKey } from '../storage/keystore.js';
import { writeDown, type SignerContext } from './context.js';

const context = 'yinzhao/evidence/v1';
/** A proof has at most 64 hashes and a note 16 kB. */
const maximumBytes = 64 * 1024;
/** Anyone may send a good note with a bad proof; the disk is not theirs to fill. */
const maximumFiles = 256;

/** A note that a log has signed and that does not go with what it signed before. */
export interface Evidence {
  readonly origin: string;
  /** When it was shown to us, by our clock. */
  readonly time: number;
  /** What we had cosigned, with the log's signature; null for a false root of an empty tree. */
  readonly held: Uint8Array | null;
  readonly note: Uint8Array;
  /** The consistency proof that came with it. An equal size convicts the log; a wrong proof may be the sender's. */
  readonly proof: readonly Uint8Array[];
}

/** @throws SignerError STORAGE_FAILED */
export async function keepEvidence(
  signer: SignerContext,
  key: StoredKey,
  found: Omit<Evidence, 'time'>,
): Promise<void> {
  const folder = join(signer.keystore.folder, 'evidence');
  await makePrivateFolder(folder);
  const known = await readdir(folder);
  const { origin, held, note, proof } = found;
  const name = `${toHex(signer.engine.sm3(note)).slice(0, 32)}.evidence`;
  if (known.includes(name) || known.length >= maximumFiles) return;
  const bytes = encodeCbor([context, origin, signer.now(), held, note, proof]);
  await createFile(join(folder, name), bytes);
  await writeDown(signer, { operation: 'keepEvidence', key, objects: [note], count: 0 });
}

/** All that was kept, the oldest first. */
export async function readEvidence({ keystore }: SignerContext): Promise<Evidence[]> {
  const folder = join(keystore.folder, 'evidence');
  await makePrivateFolder(folder);
  const all: Evidence[] = [];
  for (const name of (await readdir(folder)).filter((file) => file.endsWith('.evidence'))) {
    const bytes = await readPrivateFile(join(folder, name), maximumBytes);
    if (bytes !== null) all.push(evidenceFromCbor(decodeCbor(bytes)));
  }
  return all.sort((a, b) => a.time - b.time);
}

export function evidenceToCbor({ origin, time, held, note, proof }: Evidence): CborValue {
  return [context, origin, time, held, note, proof];
}

export function evidenceFromCbor(value: CborValue): Evidence {
  const shape = arrayShape('CBOR_TYPE_UNSUPPORTED', value, 6);
  if (shape.text('context') !== context) shape.fail(`does not begin with "${context}"`);
  return {
    origin: shape.text('origin'),
    time: shape.count('time'),
    held: shape.bytesOrNull('held note'),
    note: shape.bytes('note'),
    proof: shape
      .list('proof')
      .map((hash) => arrayShape('CBOR_TYPE_UNSUPPORTED', [hash], 1).bytes('hash', 32)),
  };
}
