import { toHex } from '@yinzhao/verifier/format/bytes';
import {
  bodyState,
  type BodyRecord,
  type IssuingCertificate,
  type RegistryRecord,
} from '@yinzhao/verifier/format/registry';
import { readCertificate } from '@yinzhao/verifier/x509/certificate';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { LedgerError } from '../errors.js';
import { issuerRecord, logOwnerRecord } from '../state/records.js';
import type { StateReader } from '../state/state.js';
import { judgeSuccession } from './succession.js';

/** @throws LedgerError a BODY_ or CERTIFICATE_ code; VerifierError where a certificate is malformed */
export async function judgeBody(
  state: StateReader,
  record: BodyRecord,
  previous: RegistryRecord | null,
  engine: Engine,
): Promise<void> {
  if (previous?.kind === 'body') judgeChange(record, previous);
  await judgeSuccession(state, record);
  const seen = new Set<string>();
  for (const issuing of record.certificates) {
    const digest = engine.sm3(issuing.certificate);
    if (seen.has(toHex(digest))) {
      throw new LedgerError('CERTIFICATE_TAKEN', 'a certificate stands twice in the record');
    }
    seen.add(toHex(digest));
    await judgeCertificate(state, record, issuing, digest);
  }
}

/** Certificates may be added and ended; the log and the key behind a leaf stay what they were. */
function judgeChange(record: BodyRecord, previous: BodyRecord): void {
  if (previous.state === bodyState.retired && record.state !== bodyState.retired) {
    throw new LedgerError('BODY_STATE_ILLEGAL', 'a retired body stays retired');
  }
  if (previous.successor !== null && record.successor !== previous.successor) {
    throw new LedgerError('BODY_STATE_ILLEGAL', 'a successor stays named');
  }
  const now = new Map(record.certificates.map((issuing) => [toHex(issuing.certificate), issuing]));
  for (const before of previous.certificates) {
    const after = now.get(toHex(before.certificate));
    if (after === undefined) {
      throw new LedgerError('BODY_CERTIFICATE_FORGOTTEN', 'a certificate of the body is left out');
    }
    if (after.log !== before.log) {
      throw new LedgerError('CERTIFICATE_FOREIGN', 'a certificate stays with its log');
    }
    if (before.ended && !after.ended) {
      throw new LedgerError('CERTIFICATE_ENDED', 'an ended certificate stays ended');
    }
  }
}

async function judgeCertificate(
  state: StateReader,
  record: BodyRecord,
  { certificate, log }: IssuingCertificate,
  digest: Uint8Array,
): Promise<void> {
  const { keyUsage, basicConstraints } = readCertificate(certificate);
  const signs = keyUsage === null || keyUsage.includes('digitalSignature');
  if (!signs || basicConstraints?.ca === true) {
    throw new LedgerError('CERTIFICATE_USE_WRONG', 'not a certificate to sign with');
  }
  const taken = await issuerRecord.read(state, digest);
  // A body keeps the certificates it has, even of a log that was given up meanwhile.
  if (taken === null && (await logOwnerRecord.read(state, log)) === null) {
    throw new LedgerError('BODY_LOG_UNKNOWN', `no member runs ${log}`);
  }
  if (taken !== null && taken.body !== record.id) {
    throw new LedgerError('CERTIFICATE_TAKEN', `this certificate belongs to body ${taken.body}`);
  }
}
