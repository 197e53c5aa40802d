import { VerifierError } from '../errors.js';
import { encodeCbor } from './cbor.js';
import { isLogName } from './name.js';
import { openShape } from './shape.js';

/** The status of a leaf. The numbers are on the wire; 2 and above are final. */
export const leafStatus = {
  valid: 0,
  suspended: 1,
  revoked: 2,
  annulled: 3,
  expiredEarly: 4,
  superseded: 5,
} as const;
/** One of {@link leafStatus}. */
export type LeafStatus = (typeof leafStatus)[keyof typeof leafStatus];

const context = 'yinzhao/status/v1';

export interface StatusStatement {
  /** The log that holds the leaf and the statement. */
  readonly log: string;
  readonly leafIndex: number;
  /** SM3 of the issuing certificate of the group that holds the leaf. */
  readonly certificate: Uint8Array;
  /** Number of the group that holds the leaf. */
  readonly groupNumber: number;
  readonly status: LeafStatus;
  /** Unix milliseconds, as the issuing body says. */
  readonly time: number;
}

export function isLeafStatus(value: number): value is LeafStatus {
  return Number.isInteger(value) && value >= leafStatus.valid && value <= leafStatus.superseded;
}

/** A suspension may be lifted; a final status stays (revoked, annulled, expired early, superseded). */
export function isLegalTransition(from: LeafStatus, to: LeafStatus): boolean {
  return from <= leafStatus.suspended && from !== to;
}

function check(statement: StatusStatement): StatusStatement {
  if (!isLeafStatus(statement.status)) {
    throw new VerifierError('STATUS_VALUE_UNKNOWN', 'status is not 0 to 5');
  }
  if (!isLogName(statement.log))
    throw new VerifierError('STATUS_MALFORMED', 'log is not a log name');
  if (statement.groupNumber < 1) throw new VerifierError('STATUS_MALFORMED', 'groups count from 1');
  return statement;
}

/** @throws VerifierError STATUS_VALUE_UNKNOWN, STATUS_MALFORMED or a CBOR_ code */
export function encodeStatus(statement: StatusStatement): Uint8Array {
  check(statement);
  const { log, leafIndex, certificate, groupNumber, status, time } = statement;
  const bytes = encodeCbor([context, log, leafIndex, certificate, groupNumber, status, time]);
  decodeStatus(bytes);
  return bytes;
}

/** @throws VerifierError STATUS_VALUE_UNKNOWN, STATUS_MALFORMED or a CBOR_ code */
export function decodeStatus(bytes: Uint8Array): StatusStatement {
  const shape = openShape('STATUS_MALFORMED', context, 6, bytes);
  return check({
    log: shape.text('log'),
    leafIndex: shape.count('leaf index'),
    certificate: shape.bytes('certificate', 32),
    groupNumber: shape.count('group number'),
    status: shape.count('status') as LeafStatus,
    time: shape.count('time'),
  });
}
