import type { CborValue } from '@yinzhao/verifier/format/cbor';
import { signedGroupFromCbor, type SignedGroup } from '@yinzhao/verifier/format/group';
import { arrayShape, type Shape } from '@yinzhao/verifier/format/shape';
import type { KeyDescription } from '../deeds/keys.js';
import type { TreePosition } from '../deeds/last-tree.js';
import type { TrustSignature } from '../deeds/sign-trust-bundle.js';
import { isKeyRole, type KeyRole } from '../roles.js';

/** Opens an array of exactly so many elements; what does not fit becomes REQUEST_MALFORMED where it is caught. */
export function listOf(value: CborValue, length: number): Shape {
  return arrayShape('CBOR_TYPE_UNSUPPORTED', value, length);
}

/** Reads one value by itself. */
export function single(value: CborValue): Shape {
  return listOf([value], 1);
}

export function bytesList(values: readonly CborValue[], length?: number): Uint8Array[] {
  return values.map((value) => single(value).bytes('item', length));
}

export function readRole(shape: Shape): KeyRole {
  const role = shape.text('role');
  return isKeyRole(role) ? role : shape.fail('no such role');
}

export function descriptionToCbor(key: KeyDescription): CborValue {
  const { role, name, generation, publicKey, certificate, retired, inUse, stateLost } = key;
  return [role, name, generation, publicKey, certificate, retired, inUse, stateLost];
}

export function descriptionFromCbor(value: CborValue): KeyDescription {
  const shape = listOf(value, 8);
  return {
    role: readRole(shape),
    name: shape.text('name'),
    generation: shape.count('generation'),
    publicKey: shape.bytes('public key'),
    certificate: shape.bytesOrNull('certificate'),
    retired: shape.boolean('retired'),
    inUse: shape.boolean('in use'),
    stateLost: shape.boolean('state lost'),
  };
}

export function positionToCbor(position: TreePosition | null): CborValue {
  if (position === null) return null;
  const { size, root, time, statusSequence, trustVersion } = position;
  return [size, root, time, statusSequence, trustVersion];
}

export function positionFromCbor(value: CborValue): TreePosition | null {
  if (value === null) return null;
  const shape = listOf(value, 5);
  return {
    size: shape.count('size'),
    root: shape.bytes('root', 32),
    time: shape.count('time'),
    statusSequence: shape.count('status sequence'),
    trustVersion: shape.count('trust version'),
  };
}

export function groupFromCbor(value: CborValue): SignedGroup | null {
  return value === null ? null : signedGroupFromCbor(value);
}

export function trustSignatureFromCbor(value: CborValue): TrustSignature {
  const shape = listOf(value, 2);
  return { keyId: shape.bytes('key id', 32), signature: shape.bytes('signature', 64) };
}
