import { logNameOf } from '@yinzhao/verifier/format/name';
import type { BodyRecord, MemberRecord, RegistryRecord } from '@yinzhao/verifier/format/registry';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { readCertificate } from '@yinzhao/verifier/x509/certificate';
import {
  issuerRecord,
  logOwnerRecord,
  memberKeyRecord,
  organisationRecord,
  registryEntry,
} from '../state/records.js';
import type { StateOverlay } from '../state/state.js';
import { readConsortium } from './consortium.js';
import { keysOf } from './judge-member.js';
import { keepSuccession } from './succession.js';
import { trustVersionSubject } from './subject.js';

/** Writes what batches and witnesses read from a record that takes effect. */
export async function applyRecord(
  state: StateOverlay,
  record: RegistryRecord,
  bytes: Uint8Array,
  engine: Engine,
): Promise<void> {
  switch (record.kind) {
    case 'consortium':
      return;
    case 'member':
      await applyMember(state, record);
      return;
    case 'body':
      await applyBody(state, record, engine);
      return;
    case 'trust':
      registryEntry.write(state, bytes, trustVersionSubject(record.version));
  }
}

async function applyMember(state: StateOverlay, record: MemberRecord): Promise<void> {
  const consortium = await readConsortium(state);
  if (consortium === null) return;
  const { mspId, org, logKey } = record;
  organisationRecord.write(state, mspId, org);
  // A member that gives up its log key runs no log any more; nobody else gets the name.
  logOwnerRecord.write(state, logKey === null ? null : mspId, logNameOf(consortium.network, org));
  for (const { key, ...holder } of keysOf(record)) memberKeyRecord.write(state, holder, key);
}

async function applyBody(state: StateOverlay, record: BodyRecord, engine: Engine): Promise<void> {
  for (const { certificate, log, ended } of record.certificates) {
    const digest = engine.sm3(certificate);
    const before = await issuerRecord.read(state, digest);
    const issuer = {
      body: record.id,
      bodyState: record.state,
      log,
      publicKey: readCertificate(certificate).publicKey,
      ended,
      // A record that changes the body does not renumber its groups.
      lastNumber: before?.lastNumber ?? 0,
    };
    issuerRecord.write(state, issuer, digest);
  }
  await keepSuccession(state, record);
}
