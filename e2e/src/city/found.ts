import { equalBytes } from '@yinzhao/verifier/format/bytes';
import { civilDay } from '@yinzhao/verifier/format/civil-date';
import {
  bodyState,
  encodeRegistryRecord,
  type RegistryRecord,
} from '@yinzhao/verifier/format/registry';
import { readRecord } from '@yinzhao/gateway';
import type { Connections } from '../connect.js';
import type { BodyKeys, MemberKeys } from './keys.js';
import type { SampleBody } from './sample-body.js';
import type { FirstTrust } from './trust.js';

/** Puts a record into effect unless the registry has the same, or, of any but a member, one of its subject. */
async function ensureRecord(
  { network, ledger, port }: Connections,
  subject: string,
  record: RegistryRecord,
): Promise<void> {
  const [home] = network.topology.organisations;
  const reader = await ledger(home?.name ?? '', 'admin');
  const known = await readRecord(reader, subject);
  if (known === null) return port.enact(record);
  const next = { ...record, version: known.version };
  const same = equalBytes(encodeRegistryRecord(next), encodeRegistryRecord(known));
  // Keys of an earlier sample on this network are replaced by those of the signers.
  if (!same && record.kind === 'member') {
    await port.enact({ ...record, version: known.version + 1 });
  }
}

/** The consortium, then its members with their public keys: approved by their registrars, one after another. */
export async function ensureConsortium(
  connections: Connections,
  name: string,
  members: readonly MemberKeys[],
): Promise<void> {
  const mspIds = members.map(({ mspId }) => mspId).sort();
  await ensureRecord(connections, 'consortium', {
    kind: 'consortium',
    version: 1,
    network: name,
    members: mspIds,
  });
  for (const { mspId, org, logKey, witnessKey } of members) {
    const keys = { logKey, witnessKey };
    await ensureRecord(connections, `member/${mspId}`, {
      kind: 'member',
      version: 1,
      mspId,
      org,
      ...keys,
    });
  }
}

export function ensureTrustRecord(
  connections: Connections,
  { version, digest }: FirstTrust,
): Promise<void> {
  return ensureRecord(connections, 'trust', { kind: 'trust', version, digest });
}

export function ensureBody(
  connections: Connections,
  { id, log, types, certificate }: SampleBody & BodyKeys,
  now: number,
): Promise<void> {
  const from = civilDay(now) - 1;
  const issuing = { certificate, log, types, from, to: null, ended: false };
  return ensureRecord(connections, `body/${id}`, {
    kind: 'body',
    version: 1,
    id,
    state: bodyState.admitted,
    successor: null,
    certificates: [issuing],
  });
}
