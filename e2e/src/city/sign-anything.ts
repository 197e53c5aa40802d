import type { KeyHandle } from '@yinzhao/signer';
import { cosignatureMessage, encodeCosignature } from '@yinzhao/verifier/format/cosignature';
import {
  encodeSignedNote,
  noteKeyId,
  type NoteSignature,
} from '@yinzhao/verifier/format/signed-note';
import type { Engine } from '@yinzhao/verifier/sm/engine';

/** One who signs what a log or a witness of that name would, and looks at nothing first. */
export interface Liar {
  readonly name: string;
  readonly key: KeyHandle;
}

/** The line of a log under any text. */
export function signAsLog({ name, key }: Liar, text: Uint8Array, { sm3 }: Engine): NoteSignature {
  return { name, keyId: noteKeyId(name, 'log', key.publicKey, sm3), signature: key.sign(text) };
}

/** The line of a witness under any text, at any time. */
export function signAsWitness(
  { name, key }: Liar,
  text: Uint8Array,
  time: number,
  { sm3 }: Engine,
): NoteSignature {
  const signature = encodeCosignature({
    time,
    signature: key.sign(cosignatureMessage(time, text)),
  });
  return { name, keyId: noteKeyId(name, 'witness', key.publicKey, sm3), signature };
}

/** A note that a log signs, and whoever else. */
export function noteOf(
  text: Uint8Array,
  log: Liar,
  witnesses: readonly Liar[],
  time: number,
  engine: Engine,
): Uint8Array {
  const lines = witnesses.map((witness) => signAsWitness(witness, text, time, engine));
  return encodeSignedNote({ text, signatures: [signAsLog(log, text, engine), ...lines] });
}
