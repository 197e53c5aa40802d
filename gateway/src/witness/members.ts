import { logNameOf, witnessNameOf } from '@yinzhao/verifier/format/name';
import type { MemberRecord } from '@yinzhao/verifier/format/registry';
import type { Ledger } from '../ledger/ledger.js';
import { readRecord } from '../registry.js';

/** A member of the consortium with the names of its keys. */
export interface Member extends MemberRecord {
  /** Name of its log, and of the log's key. */
  readonly log: string;
  readonly witness: string;
}

/** The members that the registry has now, as the own peer knows it. */
export async function readMembers(ledger: Ledger): Promise<readonly Member[]> {
  const consortium = await readRecord(ledger, 'consortium');
  if (consortium?.kind !== 'consortium') return [];
  const { network, members } = consortium;
  const records = await Promise.all(members.map((mspId) => readRecord(ledger, `member/${mspId}`)));
  return records.flatMap((record) =>
    record?.kind === 'member'
      ? [
          {
            ...record,
            log: logNameOf(network, record.org),
            witness: witnessNameOf(network, record.org),
          },
        ]
      : [],
  );
}
