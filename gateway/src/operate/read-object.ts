import { decodePayload } from '@yinzhao/signer';
import { VerifierError } from '@yinzhao/verifier/errors';
import { decodeRegistryRecord, encodeRegistryRecord } from '@yinzhao/verifier/format/registry';
import { decodeTrustBundle, encodeTrustBundleContent } from '@yinzhao/verifier/format/trust-bundle';
import { besides, readInput, wrong } from './files.js';
import { parseForm } from './form.js';
import { isRecordForm, recordOfForm } from './record-form.js';
import { bundleOfForm } from './trust-form.js';

/** What a file is, and the bytes that its digest is about. */
export interface OperatorObject {
  readonly kind: 'registry record' | 'trust payload' | 'trust bundle';
  readonly bytes: Uint8Array;
}

/** Each way a file of bytes can be read: the context of each differs, so that at most one reads it. */
const readers: readonly ((bytes: Uint8Array) => OperatorObject)[] = [
  (bytes) => ({ kind: 'trust bundle', bytes: decodeTrustBundle(bytes).payload }),
  (bytes) => {
    decodePayload(bytes);
    return { kind: 'trust payload', bytes };
  },
  (bytes) => {
    decodeRegistryRecord(bytes);
    return { kind: 'registry record', bytes };
  },
];

/**
 * Reads a JSON form or the bytes of a record, of a payload or of a bundle.
 * @throws GatewayError COMMAND_WRONG, FORM_WRONG; SignerError and VerifierError as the forms
 */
export function readObject(path: string): OperatorObject {
  const bytes = readInput(path);
  if (bytes[0] === 0x7b) return objectOfForm(parseForm(bytes), path);
  for (const read of readers) {
    try {
      return read(bytes);
    } catch (error) {
      if (!(error instanceof VerifierError)) throw error;
    }
  }
  return wrong(`${path}: 不是登记记录或信任名单 · no registry record, trust payload or bundle`);
}

function objectOfForm(form: unknown, path: string): OperatorObject {
  const read = besides(path);
  return isRecordForm(form)
    ? { kind: 'registry record', bytes: encodeRegistryRecord(recordOfForm(form, read)) }
    : { kind: 'trust payload', bytes: encodeTrustBundleContent(bundleOfForm(form, read)) };
}
