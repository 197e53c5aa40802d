import { decodeCbor, encodeCbor, type CborValue } from '@yinzhao/verifier/format/cbor';
import {
  headFields,
  issuerFields,
  leafStateFields,
  placedFields,
  type Head,
  type Issuer,
  type LeafState,
  type PlacedGroup,
} from './state/records.js';
import { tuple, tuples, type Tuple } from './tuple.js';

/** How an answer of a ledger function is written and read. */
export interface Answer<Value> {
  readonly encode: (value: Value) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => Value;
}

function answer<Value>({ encode, decode }: Tuple<Value>): Answer<Value> {
  return {
    encode: (value) => encodeCbor(encode(value)),
    decode: (bytes) => decode(decodeCbor(bytes)),
  };
}

/** null stands for "there is none". */
function orNull<Value>({ encode, decode }: Tuple<Value>): Tuple<Value | null> {
  return {
    encode: (value) => (value === null ? null : encode(value)),
    decode: (fields) => (fields === null ? null : decode(fields)),
  };
}

/** A group and where the ledger has put it, now or before. */
export interface GroupPlace extends PlacedGroup {
  /** SM3 of the issuing certificate. */
  readonly certificate: Uint8Array;
  readonly number: number;
  /** It stood there before this transaction. */
  readonly repeated: boolean;
}

const groupPlaces = tuples(
  tuple<GroupPlace>(
    'certificate',
    'number',
    'digest',
    'first',
    'entries',
    'statements',
    'repeated',
  ),
);

/** Answer to a batch, and payload of the event `anchored`: the head after it and each of its groups in order. */
export interface Anchored {
  readonly log: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly groups: readonly GroupPlace[];
}

const anchoredFields = tuple<Omit<Anchored, 'groups'> & { groups: CborValue }>(
  'log',
  'size',
  'root',
  'groups',
);

export const anchoredAnswer = answer<Anchored>({
  encode: (value) => anchoredFields.encode({ ...value, groups: groupPlaces.encode(value.groups) }),
  decode: (fields) => {
    const { groups, ...head } = anchoredFields.decode(fields);
    return { ...head, groups: groupPlaces.decode(groups) };
  },
});

/** What became of an approval. */
export interface Approved {
  /** The record is in effect. */
  readonly effective: boolean;
  /** How many members stand behind it, and how many are needed. */
  readonly approvals: number;
  readonly needed: number;
}

export const approvedAnswer = answer(tuple<Approved>('effective', 'approvals', 'needed'));
export const headAnswer = answer<Head>(headFields);
export const issuerAnswer = answer(orNull<Issuer>(issuerFields));
export const groupAnswer = answer(orNull<PlacedGroup>(placedFields));
export const leafStateAnswer = answer(orNull<LeafState>(leafStateFields));
/** The bytes of a registry record. */
export const recordAnswer = answer<Uint8Array | null>({
  encode: (bytes) => bytes,
  decode: (bytes) => bytes as Uint8Array | null,
});
