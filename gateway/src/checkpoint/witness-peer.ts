import { equalBytes } from '@yinzhao/verifier/format/bytes';
import { decodeCheckpoint } from '@yinzhao/verifier/format/checkpoint';
import { cosignatureMessage, decodeCosignature } from '@yinzhao/verifier/format/cosignature';
import {
  decodeSignatureLine,
  encodeSignedNote,
  noteKeyId,
  type NoteSignature,
  type SignedNote,
} from '@yinzhao/verifier/format/signed-note';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { GatewayError } from '../errors.js';
import type { MirroredLog } from '../log/mirrored-log.js';
import { encodeAddCheckpoint, sizeInConflict, type WireAnswer } from '../witness/wire.js';
import { proofBetween } from './compose-checkpoint.js';

/** A witness of another organisation, as a log speaks to it. */
export interface WitnessPeer {
  /** Name of its key: `yinzhao/<network>/<organisation>/witness`. */
  readonly name: string;
  /** Keys of that name that count now: two while one is rotated. */
  readonly publicKeys: readonly Uint8Array[];
  /** POSTs to its `add-checkpoint`; rejects where it cannot be reached or does not answer in time. */
  readonly post: (body: Uint8Array) => Promise<Pick<WireAnswer, 'status' | 'body'>>;
}

/**
 * Offers a note to one witness and verifies what comes back.
 * @param old - size it is believed to have cosigned last
 * @returns its signature line and the size it was shown to follow from
 * @throws GatewayError WITNESS_REFUSES, WITNESS_UNAVAILABLE, WITNESS_LIES
 */
export async function offerNote(
  witness: WitnessPeer,
  { note, size, log }: { note: SignedNote; size: number; log: MirroredLog },
  old: number,
  engine: Engine,
): Promise<NoteSignature> {
  const bytes = encodeSignedNote(note);
  const offer = async (from: number): ReturnType<WitnessPeer['post']> => {
    const proof = await proofBetween(log, from, size);
    const body = encodeAddCheckpoint({ old: from, proof, note: bytes });
    return witness.post(body).catch((cause: unknown) => {
      throw new GatewayError('WITNESS_UNAVAILABLE', `${witness.name} does not answer`, { cause });
    });
  };
  let answer = await offer(Math.min(old, size));
  if (answer.status === 409) {
    // The newest note only, with a proof from where the witness is.
    const from = sizeInConflict(answer.body);
    if (from !== null && from <= size) answer = await offer(from);
  }
  if (answer.status !== 200) {
    const message = `${witness.name}: ${answer.status} ${answer.body.slice(0, 80).trim()}`;
    throw new GatewayError('WITNESS_REFUSES', message);
  }
  return readCosignature(witness, note, answer.body, engine);
}

/**
 * An honest witness signs within two minutes of the note's time or not at all. A receipt has no room for one that is
 * weeks away: a single witness could keep every receipt back with a good signature.
 */
const maximumDifferenceMs = 120_000;

/** One of the lines has to be a good one of this witness's key: what a witness says is not believed unseen. */
function readCosignature(
  { name, publicKeys }: WitnessPeer,
  note: SignedNote,
  body: string,
  engine: Engine,
): NoteSignature {
  const { time: noteTime } = decodeCheckpoint(note.text);
  try {
    const lines = body.slice(0, -1).split('\n').map(decodeSignatureLine);
    for (const line of lines.filter((one) => one.name === name)) {
      const { time, signature } = decodeCosignature(line.signature);
      if (Math.abs(time - noteTime) > maximumDifferenceMs) continue;
      const message = cosignatureMessage(time, note.text);
      for (const key of publicKeys) {
        const isOf = equalBytes(line.keyId, noteKeyId(name, 'witness', key, engine.sm3));
        if (isOf && engine.verify(key, message, signature)) return line;
      }
    }
  } catch (cause) {
    throw new GatewayError('WITNESS_LIES', `${name} answers with no signature line`, { cause });
  }
  throw new GatewayError(
    'WITNESS_LIES',
    `${name} answers with a signature or a time that is not good`,
  );
}
