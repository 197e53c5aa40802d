import { encodeCbor, decodeCbor, type CborValue } from '@yinzhao/verifier/format/cbor';
import { arrayShape, type Shape } from '@yinzhao/verifier/format/shape';
import { SignerError } from '../errors.js';
import { checkKeyName, isKeyRole, type KeyRole } from '../roles.js';
import { isBounded, type Derivation } from './seal.js';

const context = 'yinzhao/key/v1';

/** What is known of a key without opening it. */
export interface KeyRecord {
  readonly role: KeyRole;
  readonly name: string;
  /** Counts from 1 per role and name. */
  readonly generation: number;
  /** Uncompressed point, 65 bytes; nothing for an index key. */
  readonly publicKey: Uint8Array;
  /** DER. */
  readonly certificate: Uint8Array | null;
  /** Unix milliseconds. */
  readonly retired: number | null;
  /** Has signed something that its state file must tell of. */
  readonly used: boolean;
  /** Was shown something of its own that its state does not tell of. */
  readonly lost: boolean;
}

export interface KeyFile {
  readonly derivation: Derivation;
  readonly record: KeyRecord;
  /** PKCS#8 (DER) of an SM2 key, 32 bytes of an index key, sealed with {@link boundOf} the other fields. */
  readonly sealed: Uint8Array;
}

function headOf({ cost, blockSize, parallel, salt }: Derivation, record: KeyRecord): CborValue[] {
  const { role, name, generation, publicKey, certificate, retired, used, lost } = record;
  const derivation = [cost, blockSize, parallel, salt];
  return [context, derivation, role, name, generation, publicKey, certificate, retired, used, lost];
}

/** Everything beside the secret: who changes role, name or a mark in the file cannot open it any more. */
export function boundOf(derivation: Derivation, record: KeyRecord): Uint8Array {
  return encodeCbor(headOf(derivation, record));
}

export function encodeKeyFile({ derivation, record, sealed }: KeyFile): Uint8Array {
  return encodeCbor([...headOf(derivation, record), sealed]);
}

/** @throws SignerError KEY_FILE_WRONG */
export function decodeKeyFile(bytes: Uint8Array): KeyFile {
  try {
    const shape = arrayShape('CBOR_TYPE_UNSUPPORTED', decodeCbor(bytes), 11);
    if (shape.text('context') !== context) shape.fail(`does not begin with "${context}"`);
    const derivation = readDerivation(shape.list('derivation'));
    const record = readRecord(shape);
    return { derivation, record, sealed: shape.bytes('sealed key') };
  } catch (cause) {
    throw new SignerError('KEY_FILE_WRONG', `not a key file: ${(cause as Error).message}`, {
      cause,
    });
  }
}

function readDerivation(value: CborValue): Derivation {
  const shape = arrayShape('CBOR_TYPE_UNSUPPORTED', value, 4);
  const derivation = {
    cost: shape.count('cost'),
    blockSize: shape.count('block size'),
    parallel: shape.count('parallelism'),
    salt: shape.bytes('salt'),
  };
  if (!isBounded(derivation)) shape.fail('the derivation asks for too much or too little');
  return derivation;
}

function readRecord(shape: Shape): KeyRecord {
  const role = shape.text('role');
  if (!isKeyRole(role)) return shape.fail('no such role');
  const name = shape.text('name');
  checkKeyName(role, name);
  return {
    role,
    name,
    generation: shape.count('generation'),
    publicKey: shape.bytes('public key', role === 'index' ? 0 : 65),
    certificate: shape.bytesOrNull('certificate'),
    retired: shape.countOrNull('retired'),
    used: shape.boolean('used'),
    lost: shape.boolean('lost'),
  };
}
