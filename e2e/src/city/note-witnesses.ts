import { equalBytes } from '@yinzhao/verifier/format/bytes';
import { decodeCheckpoint, type Checkpoint } from '@yinzhao/verifier/format/checkpoint';
import { cosignatureMessage, decodeCosignature } from '@yinzhao/verifier/format/cosignature';
import { decodeSignedNote, noteKeyId } from '@yinzhao/verifier/format/signed-note';
import type { KeyPeriod, TrustBundle } from '@yinzhao/verifier/format/trust-content';
import type { Engine } from '@yinzhao/verifier/sm/engine';

/** What a note shows to whoever has nothing but its bytes and the trust bundle. */
export interface WitnessedNote {
  readonly checkpoint: Checkpoint;
  /** Names of the witnesses whose signature verifies, ascending. */
  readonly witnesses: readonly string[];
}

/** @throws Error where the log has not signed it, or a line under a known key is not good */
export function witnessesOf(note: Uint8Array, bundle: TrustBundle, engine: Engine): WitnessedNote {
  const { text, signatures } = decodeSignedNote(note);
  const checkpoint = decodeCheckpoint(text);
  const log = bundle.logs.find(({ origin }) => origin === checkpoint.origin);
  if (log === undefined) throw new Error(`the bundle names no log ${checkpoint.origin}`);
  const keyOf = (
    keys: readonly KeyPeriod[],
    name: string,
    role: 'log' | 'witness',
    id: Uint8Array,
  ) => keys.find(({ publicKey }) => equalBytes(noteKeyId(name, role, publicKey, engine.sm3), id));
  const own = signatures.find(({ name }) => name === log.origin);
  const logKey = own && keyOf(log.keys, log.origin, 'log', own.keyId);
  if (!own || !logKey || !engine.verify(logKey.publicKey, text, own.signature)) {
    throw new Error(`${log.origin} has not signed this`);
  }
  const witnesses = log.witnesses.flatMap(({ name, keys }) => {
    const line = signatures.find((one) => one.name === name);
    const key = line && keyOf(keys, name, 'witness', line.keyId);
    if (!line || !key) return [];
    const { time, signature } = decodeCosignature(line.signature);
    if (engine.verify(key.publicKey, cosignatureMessage(time, text), signature)) return [name];
    throw new Error(`${name} has not signed this`);
  });
  return { checkpoint, witnesses: witnesses.sort() };
}
