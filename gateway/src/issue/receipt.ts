import { fromHex } from '@yinzhao/verifier/format/bytes';
import { decodeCheckpoint } from '@yinzhao/verifier/format/checkpoint';
import { encodeReceipt, receiptFrom } from '@yinzhao/verifier/format/receipt';
import {
  decodeSignedNote,
  noteKeyId,
  type NoteSignature,
  type SignedNote,
} from '@yinzhao/verifier/format/signed-note';
import type { TrustBundle, TrustedLog } from '@yinzhao/verifier/format/trust-content';
import { equalBytes } from '@yinzhao/verifier/format/bytes';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { GatewayError } from '../errors.js';
import type { Mirror } from '../log/mirror.js';
import type { LicenceRecord } from '../store/licence.js';
import { latestNote, type NoteRecord } from '../store/note.js';
import type { Desk } from './desk.js';

export interface ReceiptParts extends Desk {
  readonly mirror: Pick<Mirror, 'log'>;
}

/**
 * A receipt under the newest witnessed checkpoint of the licence's log: made when it is asked for, under the keys of
 * today.
 * @throws GatewayError LICENCE_NOT_ANCHORED, RECEIPT_NOT_READY
 */
export async function receiptOf(parts: ReceiptParts, licence: LicenceRecord): Promise<Uint8Array> {
  const { leafIndex, log } = licence;
  if (leafIndex === undefined) throw new GatewayError('LICENCE_NOT_ANCHORED', 'it has no leaf yet');
  const [kept, bundle] = await Promise.all([
    latestNote(parts.store.notes, log, 'witnessed'),
    parts.issuers.bundle(),
  ]);
  const note = kept === null ? null : decodeSignedNote(kept.note);
  const size = note === null ? 0 : decodeCheckpoint(note.text).size;
  if (kept === null || note === null || size <= leafIndex) {
    throw new GatewayError('RECEIPT_NOT_READY', 'no witnessed checkpoint covers it yet');
  }
  const chosen = chooseWitnesses(kept, trustedLog(bundle, log), parts.engine);
  const mirrored = parts.mirror.log(log);
  // One that is made anew, or is an older copy, has to read on first.
  if (mirrored.size < size) {
    throw new GatewayError('RECEIPT_NOT_READY', 'the mirror has not come to the checkpoint yet');
  }
  const path = await mirrored.inclusionPath(leafIndex, size);
  return encodeReceipt(receiptFrom(withLogLine(note, log), { leafIndex, path }, chosen));
}

function trustedLog(bundle: TrustBundle | null, log: string): TrustedLog {
  const trusted = bundle?.logs.find(({ origin }) => origin === log);
  if (trusted === undefined) {
    throw new GatewayError('RECEIPT_NOT_READY', 'the trust bundle does not name the log yet');
  }
  return trusted;
}

function withLogLine(note: SignedNote, log: string): SignedNote {
  return { ...note, signatures: note.signatures.filter(({ name }) => name === log) };
}

/**
 * Exactly k cosignatures of k witnesses that the bundle names, each by a key it names.
 * @throws GatewayError RECEIPT_NOT_READY
 */
function chooseWitnesses(
  { cosignatures, time }: NoteRecord,
  { k, witnesses }: TrustedLog,
  { sm3 }: Engine,
): NoteSignature[] {
  const lines = witnesses.flatMap(({ name, keys }): NoteSignature[] => {
    const kept = cosignatures.find(({ witness }) => witness === name);
    if (kept === undefined) return [];
    const keyId = kept.bytes.subarray(0, 4);
    const good = keys.some(
      ({ publicKey, from, to }) =>
        equalBytes(noteKeyId(name, 'witness', publicKey, sm3), keyId) &&
        from <= time &&
        (to === null || time <= to),
    );
    return good ? [{ name, keyId, signature: kept.bytes.subarray(4) }] : [];
  });
  if (lines.length < k) {
    throw new GatewayError(
      'RECEIPT_NOT_READY',
      `${lines.length} of ${k} witnesses have cosigned it`,
    );
  }
  return lines.slice(0, k);
}

/** Bytes of the issuing certificate, for people and tools that read the file. */
export function certificateOf(
  bundle: TrustBundle | null,
  licence: LicenceRecord,
  { sm3 }: Engine,
): readonly Uint8Array[] {
  const digest = fromHex(licence.certificate);
  const issuer = bundle?.issuers.find(({ certificate }) => equalBytes(sm3(certificate), digest));
  return issuer === undefined ? [] : [issuer.certificate];
}
