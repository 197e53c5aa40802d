import { VerifierError } from '../errors.js';
import { checkPublicKey } from '../sm/sm2-curve.js';
import { equalBytes } from './bytes.js';
import { decodeCbor, encodeCbor, type CborValue } from './cbor.js';
import { isIdentifier, isLogName, isMemberName } from './name.js';
import { arrayShape, type Shape } from './shape.js';

/** Whether an issuing body may log: what batches read. A retired body stays retired. */
export const bodyState = { admitted: 0, suspended: 1, retired: 2 } as const;
export type BodyState = (typeof bodyState)[keyof typeof bodyState];

/** Who approves registry records. */
export interface ConsortiumRecord {
  readonly kind: 'consortium';
  /** Counts from 1; a record follows the one in effect. */
  readonly version: number;
  /** Second part of every log name. */
  readonly network: string;
  /** MSP identifiers, ascending. */
  readonly members: readonly string[];
}

/** A member organisation and its keys; a member without a log key runs no log. */
export interface MemberRecord {
  readonly kind: 'member';
  readonly version: number;
  readonly mspId: string;
  /** Third part of its log's name. */
  readonly org: string;
  /** Uncompressed points, 65 bytes. */
  readonly logKey: Uint8Array | null;
  readonly witnessKey: Uint8Array | null;
}

export interface IssuingCertificate {
  /** X.509, DER. */
  readonly certificate: Uint8Array;
  /** The one log this certificate's groups go to. */
  readonly log: string;
  /** Licence types it may issue, ascending. */
  readonly types: readonly string[];
  /** Civil dates of UTC+8 as days since 1970-01-01, both inclusive; null: 长期, no end. */
  readonly from: number;
  readonly to: number | null;
  /** No longer used for new groups. */
  readonly ended: boolean;
}

/** An issuing body (department). */
export interface BodyRecord {
  readonly kind: 'body';
  readonly version: number;
  readonly id: string;
  readonly state: BodyState;
  /** The body that takes over the statuses of a retired one. */
  readonly successor: string | null;
  readonly certificates: readonly IssuingCertificate[];
}

/** Version and SM3 of the trust bundle that checkpoints name. */
export interface TrustRecord {
  readonly kind: 'trust';
  readonly version: number;
  readonly digest: Uint8Array;
}

export type RegistryRecord = ConsortiumRecord | MemberRecord | BodyRecord | TrustRecord;

const contexts = {
  consortium: 'yinzhao/consortium/v1',
  member: 'yinzhao/member/v1',
  body: 'yinzhao/body/v1',
  trust: 'yinzhao/trust/v1',
} as const;

/** A registry record is a few certificates at most. */
const maximumRecordBytes = 64 * 1024;

function malformed(message: string): never {
  throw new VerifierError('REGISTRY_RECORD_MALFORMED', message);
}

function ascending(texts: readonly string[], name: string): readonly string[] {
  for (const [i, text] of texts.entries()) {
    if (!isIdentifier(text)) malformed(`${name}: "${text}" is not an identifier`);
    if (i > 0 && (texts[i - 1] as string) >= text) malformed(`${name} are not in ascending order`);
  }
  return texts;
}

/** @throws VerifierError REGISTRY_RECORD_MALFORMED, KEY_MALFORMED, KEY_NOT_ON_CURVE or a CBOR_ code */
export function encodeRegistryRecord(record: RegistryRecord): Uint8Array {
  const bytes = encodeCbor([contexts[record.kind], record.version, ...fieldsOf(record)]);
  decodeRegistryRecord(bytes);
  return bytes;
}

function fieldsOf(record: RegistryRecord): readonly CborValue[] {
  switch (record.kind) {
    case 'consortium':
      return [record.network, record.members];
    case 'member':
      return [record.mspId, record.org, record.logKey, record.witnessKey];
    case 'body':
      return [
        record.id,
        record.state,
        record.successor,
        record.certificates.map(certificateFields),
      ];
    case 'trust':
      return [record.digest];
  }
}

function certificateFields(issuing: IssuingCertificate): CborValue {
  const { certificate, log, types, from, to, ended } = issuing;
  return [certificate, log, types, from, to, ended];
}

/** @throws VerifierError REGISTRY_RECORD_MALFORMED, KEY_MALFORMED, KEY_NOT_ON_CURVE or a CBOR_ code */
export function decodeRegistryRecord(bytes: Uint8Array): RegistryRecord {
  if (bytes.length > maximumRecordBytes) malformed(`more than ${maximumRecordBytes} bytes`);
  const value = decodeCbor(bytes);
  const length = Array.isArray(value) ? value.length : 0;
  const shape = arrayShape('REGISTRY_RECORD_MALFORMED', value, length);
  const context = length > 0 ? shape.text('context') : '';
  const version = length > 1 ? shape.count('version') : 0;
  if (version < 1) malformed('versions count from 1');
  switch (`${context} ${length}`) {
    case `${contexts.consortium} 4`:
      return decodeConsortium(shape, version);
    case `${contexts.member} 6`:
      return decodeMember(shape, version);
    case `${contexts.body} 6`:
      return decodeBody(shape, version);
    case `${contexts.trust} 3`:
      return { kind: 'trust', version, digest: shape.bytes('digest', 32) };
    default:
      return malformed('not a registry record of a known kind and length');
  }
}

function texts(items: readonly CborValue[], name: string): readonly string[] {
  return ascending(
    items.map((item) => (typeof item === 'string' ? item : malformed(`${name} is not a text`))),
    name,
  );
}

function decodeConsortium(shape: Shape, version: number): ConsortiumRecord {
  const network = shape.text('network');
  if (!isMemberName(network)) malformed('network is not a name');
  return { kind: 'consortium', version, network, members: texts(shape.list('members'), 'members') };
}

function decodeMember(shape: Shape, version: number): MemberRecord {
  const [mspId] = ascending([shape.text('MSP identifier')], 'MSP identifier');
  const org = shape.text('org');
  if (!isMemberName(org)) malformed('org is not a name');
  const logKey = shape.bytesOrNull('log key', 65);
  const witnessKey = shape.bytesOrNull('witness key', 65);
  for (const key of [logKey, witnessKey]) if (key !== null) checkPublicKey(key);
  if (logKey !== null && witnessKey !== null && equalBytes(logKey, witnessKey)) {
    malformed('one key for two purposes');
  }
  return { kind: 'member', version, mspId: mspId as string, org, logKey, witnessKey };
}

function decodeBody(shape: Shape, version: number): BodyRecord {
  const [id] = ascending([shape.text('id')], 'id');
  const state = shape.count('state');
  if (state > bodyState.retired) malformed('state is not 0 to 2');
  const successor = shape.textOrNull('successor');
  if (successor !== null) ascending([successor], 'successor');
  if (successor !== null && state !== bodyState.retired)
    malformed('only a retired body has a successor');
  return {
    kind: 'body',
    version,
    id: id as string,
    state: state as BodyState,
    successor,
    certificates: shape.list('certificates').map(decodeIssuingCertificate),
  };
}

function decodeIssuingCertificate(value: CborValue): IssuingCertificate {
  const shape = arrayShape('REGISTRY_RECORD_MALFORMED', value, 6);
  const certificate = shape.bytes('certificate');
  const log = shape.text('log');
  if (!isLogName(log)) malformed('log is not a log name');
  const types = texts(shape.list('types'), 'types');
  const from = shape.count('from');
  const to = shape.countOrNull('to');
  if (to !== null && to < from) malformed('period ends before it begins');
  return { certificate, log, types, from, to, ended: shape.boolean('ended') };
}
