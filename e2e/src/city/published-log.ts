import { tilePath } from '@yinzhao/gateway';
import { decodeCheckpoint, type Checkpoint } from '@yinzhao/verifier/format/checkpoint';
import { decodeSignedNote } from '@yinzhao/verifier/format/signed-note';

/** A log as its gateway shows it to everybody. */
export interface PublishedLog {
  /** The newest witnessed one. */
  readonly note: Uint8Array;
  readonly checkpoint: Checkpoint;
  /** Leaf hashes below the size of the checkpoint. */
  readonly leaves: readonly Uint8Array[];
}

const tileWidth = 256;
const hashLength = 32;

/** @param url - of the gateway whose log it is */
export async function readPublishedLog(url: string, origin: string): Promise<PublishedLog> {
  const folder = `${url}/public/${origin}`;
  const note = await fetchBytes(`${folder}/checkpoint`);
  const checkpoint = decodeCheckpoint(decodeSignedNote(note).text);
  const leaves: Uint8Array[] = [];
  for (let first = 0; first < checkpoint.size; first += tileWidth) {
    const width = Math.min(tileWidth, checkpoint.size - first);
    const tile = await fetchBytes(`${folder}/${tilePath(0, first / tileWidth, width)}`);
    for (let at = 0; at < tile.length; at += hashLength) {
      leaves.push(tile.subarray(at, at + hashLength));
    }
  }
  return { note, checkpoint, leaves };
}

async function fetchBytes(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
