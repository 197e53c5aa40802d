import {
  createAuthority,
  generateKey,
  type CertificateAuthority,
  type KeyHandle,
} from '@yinzhao/signer';
import { logNameOf } from '@yinzhao/verifier/format/name';
import type {
  BodyRecord,
  ConsortiumRecord,
  MemberRecord,
  RegistryRecord,
} from '@yinzhao/verifier/format/registry';
import type { Engine } from '@yinzhao/verifier/sm/engine';

/** A member of the sample consortium and the SM2 keys its signer would hold. */
export interface SampleMember {
  readonly mspId: string;
  readonly org: string;
  /** Name of its log. */
  readonly log: string;
  readonly logKey: KeyHandle;
  readonly witnessKey: KeyHandle;
}

/** An invented issuing body: its key, its certificate, and the log it belongs to. */
export interface SampleBody {
  readonly id: string;
  readonly log: string;
  readonly certificate: Uint8Array;
  /** SM3 of the certificate. */
  readonly digest: Uint8Array;
  readonly key: KeyHandle;
}

export interface SampleParties {
  readonly network: string;
  readonly members: readonly SampleMember[];
  readonly authority: CertificateAuthority;
}

const period = {
  notBefore: new Date('2026-01-01T00:00:00Z'),
  notAfter: new Date('2036-01-01T00:00:00Z'),
};
/** The same period in days of UTC+8, as the registry writes it. */
const registryPeriod = { from: 20454, to: 24106 };

export async function createParties(
  network: string,
  organisations: readonly { readonly name: string; readonly mspId: string }[],
  engine: Engine,
): Promise<SampleParties> {
  const members = organisations.map(({ name, mspId }) => ({
    mspId,
    org: name,
    log: logNameOf(network, name),
    logKey: generateKey(engine),
    witnessKey: generateKey(engine),
  }));
  const root = { subject: 'CN=示例根证书机构,O=印照示例', serial: '01', ...period };
  return { network, members, authority: await createAuthority(generateKey(engine), root, engine) };
}

export async function createBody(
  { authority }: SampleParties,
  id: string,
  log: string,
  engine: Engine,
): Promise<SampleBody> {
  const key = generateKey(engine);
  const certificate = await authority.issue({
    subject: `CN=示例部门 ${id},O=印照示例`,
    publicKey: key.publicKey,
    // 16 bytes of its digest: another certificate for each key.
    serial: `0${Buffer.from(engine.sm3(key.publicKey)).toString('hex').slice(1, 32)}`,
    ...period,
  });
  return { id, log, certificate, digest: engine.sm3(certificate), key };
}

/** What the members approve to begin with: the consortium, then themselves. */
export function foundingRecords({ network, members }: SampleParties): RegistryRecord[] {
  const consortium: ConsortiumRecord = {
    kind: 'consortium',
    version: 1,
    network,
    members: members.map(({ mspId }) => mspId).sort(),
  };
  const records = members.map(({ mspId, org, logKey, witnessKey }): MemberRecord => ({
    kind: 'member',
    version: 1,
    mspId,
    org,
    logKey: logKey.publicKey,
    witnessKey: witnessKey.publicKey,
  }));
  return [consortium, ...records];
}

/** @param changes - whatever differs from an admitted body with one certificate */
export function bodyRecord(body: SampleBody, changes: Partial<BodyRecord> = {}): BodyRecord {
  const issuing = {
    certificate: body.certificate,
    log: body.log,
    types: ['SAMPLE-LICENCE'],
    ended: false,
    ...registryPeriod,
  };
  return {
    kind: 'body',
    version: 1,
    id: body.id,
    state: 0,
    successor: null,
    certificates: [issuing],
    ...changes,
  };
}
