import { decodeCheckpoint } from '../format/checkpoint.js';
import { encodeCosignature } from '../format/cosignature.js';
import { orgOf } from '../format/name.js';
import {
  decodeSignedNote,
  encodeSignatureLine,
  encodeSignedNote,
  type NoteSignature,
} from '../format/signed-note.js';
import type { TrustBundle, TrustedLog } from '../format/trust-content.js';
import type { Engine } from '../sm/engine.js';
import { logByOrigin, witnessKeyAt } from '../trust-lookup.js';
import { judgeNote } from './judge-pack.js';
import type { Witnessed } from './judge-witnesses.js';

/**
 * A note as evidence has it: its log's line, then one line of each organisation whose cosignature counts, in their order.
 * Other lines, lines twice and another order are of whoever has carried it.
 * @param note - that can be read
 * @returns the same note where no quorum stands behind it by this bundle
 */
export function countedNote(note: Uint8Array, bundle: TrustBundle, engine: Engine): Uint8Array {
  const log = logByOrigin(bundle, decodeCheckpoint(decodeSignedNote(note).text).origin);
  if (log === null) return note;
  const { code, witnessed } = judgeNote(note, log, engine);
  return code === null && witnessed !== null ? noteOf(witnessed, log, engine) : note;
}

/** A judged checkpoint as such a note: also that of a receipt, which came as none. */
export function noteOf(witnessed: Witnessed, log: TrustedLog, engine: Engine): Uint8Array {
  const { text, logKeyId, logSignature } = witnessed;
  const own = { name: log.origin, keyId: logKeyId, signature: logSignature };
  return encodeSignedNote({ text, signatures: [own, ...cosignaturesOf(witnessed, log, engine)] });
}

function cosignaturesOf(
  { checkpoint, cosignatures }: Witnessed,
  log: TrustedLog,
  { sm3 }: Engine,
): readonly NoteSignature[] {
  const lines = cosignatures.flatMap(({ keyId, time, signature }): readonly NoteSignature[] => {
    const found = witnessKeyAt(log, keyId, checkpoint.time, checkpoint, sm3);
    if (found === null) return [];
    const { name } = found.witness;
    return [{ name, keyId, signature: encodeCosignature({ time, signature }) }];
  });
  const byOrg = new Map<string, NoteSignature>();
  for (const line of [...lines].sort(inOrder)) {
    const org = orgOf(line.name);
    if (org !== orgOf(log.origin) && !byOrg.has(org)) byOrg.set(org, line);
  }
  return [...byOrg.values()];
}

function inOrder(a: NoteSignature, b: NoteSignature): number {
  return encodeSignatureLine(a) < encodeSignatureLine(b) ? -1 : 1;
}
