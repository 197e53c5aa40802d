import { encodeCosignature } from '../format/cosignature.js';
import { encodeSignedNote, type NoteSignature } from '../format/signed-note.js';
import type { TrustedLog } from '../format/trust-content.js';
import type { Engine } from '../sm/engine.js';
import { witnessKeyAt } from '../trust-lookup.js';
import type { Witnessed } from './judge-witnesses.js';

/** The checkpoint of a receipt as the signed note it was taken from: a form in which it can be kept as evidence. */
export function noteOfReceipt(witnessed: Witnessed, log: TrustedLog, engine: Engine): Uint8Array {
  const { checkpoint, text, logKeyId, logSignature } = witnessed;
  const cosignatures = witnessed.cosignatures.flatMap(
    ({ keyId, time, signature }): readonly NoteSignature[] => {
      const found = witnessKeyAt(log, keyId, checkpoint.time, checkpoint, engine.sm3);
      if (found === null) return [];
      const { name } = found.witness;
      return [{ name, keyId, signature: encodeCosignature({ time, signature }) }];
    },
  );
  const own = { name: log.origin, keyId: logKeyId, signature: logSignature };
  return encodeSignedNote({ text, signatures: [own, ...cosignatures] });
}
