import { approvedAnswer, recordAnswer, type Approved } from '@yinzhao/chaincode';
import { encodeUtf8 } from '@yinzhao/verifier/format/bytes';
import {
  decodeRegistryRecord,
  encodeRegistryRecord,
  type RegistryRecord,
} from '@yinzhao/verifier/format/registry';
import type { Ledger } from './ledger/ledger.js';

/** Approves a registry record for the organisation of this connection; its identity needs the role `registrar`. */
export async function approveRecord(ledger: Ledger, record: RegistryRecord): Promise<Approved> {
  const { answer } = await ledger.submit('approveRecord', [encodeRegistryRecord(record)]);
  return approvedAnswer.decode(answer);
}

/** @param subject - `consortium`, `trust`, `trust/<version>`, `member/<MSP identifier>` or `body/<id>` */
export async function readRecord(ledger: Ledger, subject: string): Promise<RegistryRecord | null> {
  const bytes = recordAnswer.decode(await ledger.query('readRecord', [encodeUtf8(subject)]));
  return bytes === null ? null : decodeRegistryRecord(bytes);
}
