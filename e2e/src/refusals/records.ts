import type { LedgerCode } from '@yinzhao/chaincode';
import {
  bodyState,
  encodeRegistryRecord,
  type BodyRecord,
  type RegistryRecord,
} from '@yinzhao/verifier/format/registry';
import { bodyRecord, foundingRecords, type SampleBody } from '../parties.js';
import type { World } from '../world.js';

/** A registry record that the ledger refuses to take an approval for. */
export interface RecordRefusal {
  readonly name: string;
  readonly code: LedgerCode;
  readonly record: (world: World) => Uint8Array;
  /** Who approves; a member unless said otherwise. */
  readonly mspId?: string;
}

const encoded =
  (record: (world: World) => RegistryRecord): RecordRefusal['record'] =>
  (world) =>
    encodeRegistryRecord(record(world));

/** The next record of a body that has version 2 in effect. */
const third = (body: SampleBody, changes: Partial<BodyRecord>): BodyRecord =>
  bodyRecord(body, { version: 3, ...changes });

const issuingOf = (body: SampleBody): BodyRecord['certificates'][number] =>
  bodyRecord(body).certificates[0] as BodyRecord['certificates'][number];

const newBody = (world: World, changes: Partial<BodyRecord>): BodyRecord =>
  bodyRecord(world.stranger, changes);

function founding(world: World, index: number): RegistryRecord {
  return foundingRecords(world.parties)[index] as RegistryRecord;
}

export const recordRefusals: readonly RecordRefusal[] = [
  {
    name: 'a version skipped',
    code: 'RECORD_VERSION_WRONG',
    record: encoded(({ body }) => bodyRecord(body, { version: 3 })),
  },
  {
    name: 'a version gone by, changed',
    code: 'RECORD_VERSION_WRONG',
    record: encoded(({ body }) => bodyRecord(body, { state: bodyState.suspended })),
  },
  {
    name: 'a first version that is not 1',
    code: 'RECORD_VERSION_WRONG',
    record: encoded((world) => newBody(world, { version: 2 })),
  },
  {
    name: 'bytes that are no record',
    code: 'REGISTRY_RECORD_MALFORMED',
    record: () => Uint8Array.of(0x80),
  },
  {
    name: 'an approval by a stranger',
    code: 'CALLER_NOT_MEMBER',
    mspId: 'StrangerMSP',
    record: encoded(({ stranger }) => bodyRecord(stranger)),
  },
  {
    name: 'a consortium of two',
    code: 'CONSORTIUM_TOO_SMALL',
    record: encoded(({ parties }) => ({
      kind: 'consortium',
      version: 2,
      network: parties.network,
      members: ['ApprovalMSP', 'PoliceMSP'],
    })),
  },
  {
    name: 'another network name',
    code: 'NETWORK_RENAMED',
    record: encoded((world) => ({
      ...(founding(world, 0) as Extract<RegistryRecord, { kind: 'consortium' }>),
      version: 2,
      network: 'town',
    })),
  },
  {
    name: 'a member that is not in the consortium',
    code: 'MEMBER_UNKNOWN',
    record: encoded(() => ({
      kind: 'member',
      version: 1,
      mspId: 'StrangerMSP',
      org: 'stranger',
      logKey: null,
      witnessKey: null,
    })),
  },
  {
    name: "another member's log name",
    code: 'MEMBER_ORG_TAKEN',
    record: encoded((world) => ({
      ...(founding(world, 2) as Extract<RegistryRecord, { kind: 'member' }>),
      version: 2,
      org: 'approval',
    })),
  },
  {
    name: "another body's certificate",
    code: 'CERTIFICATE_TAKEN',
    record: encoded((world) => newBody(world, { certificates: [issuingOf(world.body)] })),
  },
  {
    name: 'a certificate twice',
    code: 'CERTIFICATE_TAKEN',
    record: encoded((world) =>
      newBody(world, { certificates: [issuingOf(world.stranger), issuingOf(world.stranger)] }),
    ),
  },
  {
    name: 'a CA certificate to sign groups with',
    code: 'CERTIFICATE_USE_WRONG',
    record: encoded((world) =>
      newBody(world, {
        certificates: [
          { ...issuingOf(world.stranger), certificate: world.parties.authority.certificate },
        ],
      }),
    ),
  },
  {
    name: 'bytes that are no certificate',
    code: 'DER_TAG_UNEXPECTED',
    record: encoded((world) =>
      newBody(world, {
        certificates: [{ ...issuingOf(world.stranger), certificate: new Uint8Array(8) }],
      }),
    ),
  },
  {
    name: 'a log that nobody runs',
    code: 'BODY_LOG_UNKNOWN',
    record: encoded((world) =>
      newBody(world, {
        certificates: [{ ...issuingOf(world.stranger), log: 'yinzhao/city/nobody' }],
      }),
    ),
  },
  {
    name: 'a certificate forgotten',
    code: 'BODY_CERTIFICATE_FORGOTTEN',
    record: encoded(({ ended }) => third(ended, { certificates: [] })),
  },
  {
    name: 'an ended certificate used again',
    code: 'CERTIFICATE_ENDED',
    record: encoded(({ ended }) => third(ended, {})),
  },
  {
    name: 'a certificate moved to another log',
    code: 'CERTIFICATE_FOREIGN',
    record: encoded(({ body, foreign }) =>
      bodyRecord(body, { version: 2, certificates: [{ ...issuingOf(body), log: foreign.log }] }),
    ),
  },
  {
    name: 'a retired body back in office',
    code: 'BODY_STATE_ILLEGAL',
    record: encoded(({ retired }) => third(retired, { state: bodyState.admitted })),
  },
  {
    name: 'another successor',
    code: 'BODY_STATE_ILLEGAL',
    record: encoded(({ retired, other }) =>
      third(retired, { state: bodyState.retired, successor: other.id }),
    ),
  },
  {
    name: 'a successor that is not there',
    code: 'BODY_SUCCESSOR_UNKNOWN',
    record: encoded(({ suspended }) =>
      third(suspended, { state: bodyState.retired, successor: 'NOBODY' }),
    ),
  },
  {
    name: 'a body as its own successor',
    code: 'BODY_SUCCESSOR_UNKNOWN',
    record: encoded(({ suspended }) =>
      third(suspended, { state: bodyState.retired, successor: suspended.id }),
    ),
  },
  {
    name: 'two bodies that succeed each other',
    code: 'BODY_SUCCESSOR_UNKNOWN',
    record: encoded(({ body, retired }) =>
      bodyRecord(body, { version: 2, state: bodyState.retired, successor: retired.id }),
    ),
  },
];
