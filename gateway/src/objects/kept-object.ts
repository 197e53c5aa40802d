import { fromHex, toHex } from '@yinzhao/verifier/format/bytes';
import { decodeCbor, encodeCbor, type CborValue } from '@yinzhao/verifier/format/cbor';
import { arrayShape, type Shape } from '@yinzhao/verifier/format/shape';
import { decodeStatus } from '@yinzhao/verifier/format/status';
import type { LicenceRecord } from '../store/licence.js';
import type { StatementRecord } from '../store/statement.js';

/** What is known of a licence before the log holds it: all that the log does not say. */
export type KeptLicence = Omit<
  LicenceRecord,
  'state' | 'status' | 'groupNumber' | 'leafIndex' | 'refusal' | 'object' | 'credential'
> &
  Required<Pick<LicenceRecord, 'object' | 'credential'>>;

/** The same of a change of status. */
export type KeptStatement = Omit<
  StatementRecord,
  'state' | 'groupNumber' | 'leafIndex' | 'refusal'
>;

export type KeptObject =
  | { readonly kind: 'licence'; readonly licence: KeptLicence }
  | { readonly kind: 'statement'; readonly statement: KeptStatement };

/** SM3 of the credential or of the statement, hexadecimal. */
export function nameOf(kept: KeptObject): string {
  return kept.kind === 'licence' ? kept.licence.object : kept.statement.object;
}

/** @throws TypeError where the licence is not signed yet */
export function keptLicence(licence: LicenceRecord): KeptObject {
  const { object, credential } = licence;
  if (object === undefined || credential === undefined) {
    throw new TypeError(`${licence.identifier} is not signed`);
  }
  return { kind: 'licence', licence: { ...licence, object, credential } };
}

export function keptStatement(statement: StatementRecord): KeptObject {
  return { kind: 'statement', statement };
}

type Sm3 = (bytes: Uint8Array) => Uint8Array;

const licenceContext = 'yinzhao/kept-licence/v1';
const statementContext = 'yinzhao/kept-statement/v1';

export function encodeKept(kept: KeptObject): Uint8Array {
  return encodeCbor(
    kept.kind === 'licence' ? licenceItems(kept.licence) : statementItems(kept.statement),
  );
}

function licenceItems(licence: KeptLicence): CborValue[] {
  return [
    licenceContext,
    licence.identifier,
    licence.kind,
    licence.log,
    fromHex(licence.certificate),
    licence.type,
    licence.body,
    licence.from,
    licence.to,
    licence.holders.map(fromHex),
    // Field values are what CBOR has: texts, integers, truths and nulls.
    licence.values as readonly CborValue[],
    licence.seed,
    licence.credential,
    licence.caller,
    licence.created.getTime(),
  ];
}

function statementItems(statement: KeptStatement): CborValue[] {
  return [
    statementContext,
    statement.statement,
    fromHex(statement.certificate),
    statement.identifier,
    statement.reason,
    statement.caller,
    statement.key,
    statement.created.getTime(),
  ];
}

/** @throws VerifierError where it is none, or of a version that is not known */
export function decodeKept(bytes: Uint8Array, sm3: Sm3): KeptObject {
  const value = decodeCbor(bytes);
  const [context] = Array.isArray(value) ? (value as readonly CborValue[]) : [];
  if (context === licenceContext) {
    return { kind: 'licence', licence: readLicence(opened(value, 15), sm3) };
  }
  const shape = opened(value, 8);
  if (context !== statementContext) shape.fail('is no object of a version that is known');
  return { kind: 'statement', statement: readStatement(shape, sm3) };
}

function opened(value: CborValue, length: number): Shape {
  const shape = arrayShape('CBOR_TRUNCATED', value, length);
  shape.text('context');
  return shape;
}

function readLicence(shape: Shape, sm3: Sm3): KeptLicence {
  const licence = {
    identifier: shape.text('identifier'),
    kind: shape.count('kind'),
    log: shape.text('log'),
    certificate: toHex(shape.bytes('certificate', 32)),
    type: shape.text('type'),
    body: shape.text('body'),
    from: shape.count('from'),
    to: shape.countOrNull('to'),
    holders: shape.list('holders').map((holder) => {
      if (!(holder instanceof Uint8Array)) return shape.fail('a holder is not a byte string');
      return toHex(holder);
    }),
    values: shape.list('values'),
    seed: shape.bytes('seed', 32),
  };
  const credential = shape.bytes('credential');
  return {
    ...licence,
    credential,
    object: toHex(sm3(credential)),
    caller: shape.text('caller'),
    created: new Date(shape.count('created')),
  };
}

function readStatement(shape: Shape, sm3: Sm3): KeptStatement {
  const statement = shape.bytes('statement');
  const { log, status } = decodeStatus(statement);
  return {
    object: toHex(sm3(statement)),
    statement,
    log,
    status,
    certificate: toHex(shape.bytes('certificate', 32)),
    identifier: shape.text('identifier'),
    reason: shape.text('reason'),
    caller: shape.text('caller'),
    key: shape.textOrNull('key'),
    created: new Date(shape.count('created')),
  };
}
