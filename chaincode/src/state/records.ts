import { toHex } from '@yinzhao/verifier/format/bytes';
import { decodeCbor, encodeCbor, type CborValue } from '@yinzhao/verifier/format/cbor';
import type { BodyState } from '@yinzhao/verifier/format/registry';
import type { LeafStatus } from '@yinzhao/verifier/format/status';
import { tuple, tuples, type Tuple } from '../tuple.js';
import type { StateOverlay, StateReader } from './state.js';

/**
 * Version of everything below. A chaincode upgrade that lays out state differently raises it and says how it reads
 * the old one; a chaincode that meets a version it does not know refuses to touch it.
 */
export const stateFormat = 1;

/** One kind of value in world state: where it stands and how it is written. */
export interface StateRecord<Key extends readonly unknown[], Value> {
  readonly read: (state: StateReader, ...key: Key) => Promise<Value | null>;
  readonly write: (state: StateOverlay, value: Value, ...key: Key) => void;
}

function record<Key extends readonly unknown[], Value>(
  keyOf: (...key: Key) => string,
  { encode, decode }: Tuple<Value>,
): StateRecord<Key, Value> {
  return {
    read: async (state, ...key) => {
      const bytes = await state.get(keyOf(...key));
      return bytes.length === 0 ? null : decode(decodeCbor(bytes));
    },
    write: (state, value, ...key) => {
      state.put(keyOf(...key), encodeCbor(encode(value)));
    },
  };
}

/** A value that CBOR writes as it is. */
function plain<Value extends CborValue>(): Tuple<Value> {
  return { encode: (value) => value, decode: (value) => value as Value };
}

/** The head of a log: everything needed to append to it. */
export interface Head {
  readonly size: number;
  readonly root: Uint8Array;
  /** Roots of the full subtrees, the largest first, one after another. */
  readonly nodes: Uint8Array;
  /** Number of status leaves below the size. */
  readonly statusSequence: number;
}

export const headFields = tuple<Head>('size', 'root', 'nodes', 'statusSequence');
export const headRecord = record<[log: string], Head>((log) => `head/${log}`, headFields);

/** Where a group stands. */
export interface PlacedGroup {
  /** SM3 of its unsigned bytes. */
  readonly digest: Uint8Array;
  /** Index of its first leaf; entries come first, then statements. */
  readonly first: number;
  readonly entries: number;
  readonly statements: number;
}

export const placedFields = tuple<PlacedGroup>('digest', 'first', 'entries', 'statements');
export const groupRecord = record<
  [log: string, certificate: Uint8Array, number: number],
  PlacedGroup
>((log, certificate, number) => `group/${log}/${toHex(certificate)}/${number}`, placedFields);

/** What the last statement about a leaf says; none was made about a leaf without. */
export interface LeafState {
  readonly status: LeafStatus;
  /** Leaf index of that statement. */
  readonly statement: number;
}

export const leafStateFields = tuple<LeafState>('status', 'statement');
export const statusRecord = record<[log: string, leafIndex: number], LeafState>(
  (log, leafIndex) => `status/${log}/${leafIndex}`,
  leafStateFields,
);

/**
 * What a batch needs to know of an issuing certificate: what its body's record says, and how far its groups have come.
 * One value, because each read and each write of a group costs a round trip to the peer.
 */
export interface Issuer {
  readonly body: string;
  readonly bodyState: BodyState;
  /** A certificate belongs to one log, so that its groups are numbered once. */
  readonly log: string;
  readonly publicKey: Uint8Array;
  readonly ended: boolean;
  /** Number of its last group; 0 before the first. */
  readonly lastNumber: number;
}

export const issuerFields = tuple<Issuer>(
  'body',
  'bodyState',
  'log',
  'publicKey',
  'ended',
  'lastNumber',
);
/** By SM3 of the certificate. */
export const issuerRecord = record<[certificate: Uint8Array], Issuer>(
  (certificate) => `issuer/${toHex(certificate)}`,
  issuerFields,
);

/** MSP identifier of the member that runs a log; null where it has given it up. */
export const logOwnerRecord = record<[log: string], string | null>((log) => `log/${log}`, plain());

/** MSP identifier of the member to whom a name in the names of logs and witnesses belongs, for ever. */
export const organisationRecord = record<[org: string], string>((org) => `org/${org}`, plain());

/** Whose key it is, and what for: a key serves one member and one purpose, for ever. */
export interface MemberKey {
  readonly mspId: string;
  readonly use: 'log' | 'witness';
}

export const memberKeyRecord = record<[key: Uint8Array], MemberKey>(
  (key) => `key/${toHex(key)}`,
  tuple<MemberKey>('mspId', 'use'),
);

/** Length of the longest chain of bodies that leads to a body, each the successor of the one before. */
export const precedingRecord = record<[body: string], number>(
  (body) => `preceding/${body}`,
  plain(),
);

/**
 * Registry records in effect, as the bytes that were approved. A subject is `consortium`, `member/<MSP identifier>`,
 * `body/<id>` or `trust`; every version of the trust record is kept under `trust/<version>` too, because witnesses
 * look up the version that a checkpoint names.
 */
export const registryEntry = record<[subject: string], Uint8Array>(
  (subject) => `record/${subject}`,
  plain(),
);

/** A member's standing approval for the next version of a subject's record. */
export interface Approval {
  readonly mspId: string;
  /** SM3 of the record approved. */
  readonly digest: Uint8Array;
  /** Version of the consortium under which it was given; 0 before the first. */
  readonly consortium: number;
}

export const approvalsRecord = record<[subject: string], readonly Approval[]>(
  (subject) => `approvals/${subject}`,
  tuples(tuple<Approval>('mspId', 'digest', 'consortium')),
);

/** What all of this is. */
export interface StateFormat {
  readonly version: number;
  /** Name of the chaincode that it belongs to. */
  readonly chaincode: string;
}

export const formatRecord = record<[], StateFormat>(
  () => 'format',
  tuple<StateFormat>('version', 'chaincode'),
);
