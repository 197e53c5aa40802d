import { VerifierError } from '../errors.js';
import { concatBytes, encodeUtf8, fromHex, toHex } from '../format/bytes.js';

// GB/T 32918.5 §2: the recommended curve y² = x³ + ax + b over F_p.
export const p = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn;
const a = p - 3n;
const b = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n;
/** Order of the generator, and of the whole group: the cofactor is 1. */
export const n = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
export const g = {
  x: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  y: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
};

/** a ‖ b ‖ x ‖ y of the generator. */
const parameters = fromHex(
  'fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc' +
    '28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93' +
    '32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7' +
    'bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0',
);

/** The user ID of GM/T 0009 §10; fixed, so that no signature depends on who guesses which ID was used. */
const userId = encodeUtf8('1234567812345678');
/** Length of the user ID in bits, two bytes. */
const userIdBits = Uint8Array.of(0, userId.length * 8);

// SEQUENCE { id-ecPublicKey, curve 1.2.156.10197.1.301 } and the head of a BIT STRING of 65 bytes.
const spkiPrefix = fromHex('3059301306072a8648ce3d020106082a811ccf5501822d034200');

/** The public key as SubjectPublicKeyInfo, DER. */
export function encodeSpki(publicKey: Uint8Array): Uint8Array {
  return concatBytes(spkiPrefix, publicKey);
}

/**
 * Only named-curve SM2 with an uncompressed point: explicit parameters could name another generator.
 * @throws VerifierError KEY_MALFORMED, KEY_NOT_ON_CURVE
 */
export function decodeSpki(spki: Uint8Array): Uint8Array {
  const prefix = spki.subarray(0, spkiPrefix.length);
  if (spki.length !== spkiPrefix.length + 65 || toHex(prefix) !== toHex(spkiPrefix)) {
    throw new VerifierError('KEY_MALFORMED', 'not an SM2 public key on the named curve');
  }
  const publicKey = spki.subarray(spkiPrefix.length);
  checkPublicKey(publicKey);
  return publicKey;
}

/** @throws VerifierError KEY_MALFORMED, KEY_NOT_ON_CURVE */
export function checkPublicKey(publicKey: Uint8Array): void {
  if (publicKey.length !== 65 || publicKey[0] !== 4) {
    throw new VerifierError('KEY_MALFORMED', 'not an uncompressed point of 65 bytes');
  }
  const x = BigInt(`0x${toHex(publicKey.subarray(1, 33))}`);
  const y = BigInt(`0x${toHex(publicKey.subarray(33))}`);
  if (x >= p || y >= p) throw new VerifierError('KEY_MALFORMED', 'a coordinate is not below p');
  if ((y * y - x * x * x - a * x - b) % p !== 0n) {
    throw new VerifierError('KEY_NOT_ON_CURVE', 'the point is not on the SM2 curve');
  }
}

/** The compressed form (GB/T 32918.1 §4.2.9): 2 or 3 by the parity of y, then x. */
export function compressPublicKey(publicKey: Uint8Array): Uint8Array {
  checkPublicKey(publicKey);
  return concatBytes(Uint8Array.of(2 | ((publicKey[64] as number) & 1)), publicKey.subarray(1, 33));
}

/**
 * GB/T 32918.1 §4.2.10. p ≡ 3 (mod 4): a root is a power.
 * @throws VerifierError KEY_MALFORMED, KEY_NOT_ON_CURVE
 */
export function decompressPublicKey(compressed: Uint8Array): Uint8Array {
  const form = compressed[0];
  if (compressed.length !== 33 || (form !== 2 && form !== 3)) {
    throw new VerifierError('KEY_MALFORMED', 'not a compressed point of 33 bytes');
  }
  const x = BigInt(`0x${toHex(compressed.subarray(1))}`);
  if (x >= p) throw new VerifierError('KEY_MALFORMED', 'a coordinate is not below p');
  const root = power((x * x * x + a * x + b) % p, (p + 1n) / 4n);
  const y = (root & 1n) === BigInt(form & 1) ? root : p - root;
  const publicKey = concatBytes(
    Uint8Array.of(4),
    compressed.subarray(1),
    fromHex(y.toString(16).padStart(64, '0')),
  );
  checkPublicKey(publicKey);
  return publicKey;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % p;
    square = (square * square) % p;
  }
  return result;
}

/** GB/T 32918.2 §5.5: the input of Z, which binds signer and curve into every digest. */
export function zInput(publicKey: Uint8Array): Uint8Array {
  return concatBytes(userIdBits, userId, parameters, publicKey.subarray(1));
}
