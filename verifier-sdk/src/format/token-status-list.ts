import { VerifierError } from '../errors.js';
import { decodeBase64, encodeBase64 } from './base64.js';
import { concatBytes, encodeUtf8, equalBytes } from './bytes.js';
import { decodeCbor, encodeCbor } from './cbor.js';
import { leafStatus, type LeafStatus } from './status.js';
import type { StatusSnapshot } from './status-snapshot.js';

/**
 * The Token Status List of the IETF (draft-ietf-oauth-status-list, §4), for partners that read nothing else: an array
 * of 1, 2, 4 or 8 bits for each leaf, compressed with zlib. It is not signed, so it says as much as the way it came.
 */
export interface TokenStatusList {
  /** For each leaf. */
  readonly bits: TokenStatusBits;
  /** The statuses, the first one in the lowest bits of the first byte. */
  readonly bytes: Uint8Array;
}

/** Bits for each status: with 1 there is valid and invalid, with 2 suspended besides, with 4 or 8 the rest. */
export type TokenStatusBits = 1 | 2 | 4 | 8;

/** Compression as RFC 1950 has it; the core brings none. */
export interface Zlib {
  readonly deflate: (bytes: Uint8Array) => Uint8Array;
  /** @returns null for what is no such stream, or is longer than `maximum` once it is unpacked */
  readonly inflate: (bytes: Uint8Array, maximum: number) => Uint8Array | null;
}

/** Ten million leaves at 8 bits, and more. */
const maximumBytes = 16 * 1024 * 1024;

/** Their values (§7.1): 0 valid, 1 invalid, 2 suspended; 12 to 15 mean what an application says. */
export const tokenStatus = {
  valid: 0,
  invalid: 1,
  suspended: 2,
  annulled: 12,
  expiredEarly: 13,
  superseded: 14,
} as const;

const values: Readonly<Record<LeafStatus, number>> = {
  [leafStatus.valid]: tokenStatus.valid,
  [leafStatus.suspended]: tokenStatus.suspended,
  [leafStatus.revoked]: tokenStatus.invalid,
  [leafStatus.annulled]: tokenStatus.annulled,
  [leafStatus.expiredEarly]: tokenStatus.expiredEarly,
  [leafStatus.superseded]: tokenStatus.superseded,
};

function malformed(message: string): never {
  throw new VerifierError('TOKEN_STATUS_LIST_MALFORMED', message);
}

/** With too few bits to say more, what is not valid is invalid. */
function valueOf(status: LeafStatus, bits: TokenStatusBits): number {
  const value = values[status];
  return value < 2 ** bits ? value : tokenStatus.invalid;
}

/**
 * Of each leaf its status, by its index, out of a snapshot.
 * @throws VerifierError TOKEN_STATUS_LIST_MALFORMED where the log is too large for such a list
 */
export function tokenStatusListOf(
  { size, entries }: Pick<StatusSnapshot, 'size' | 'entries'>,
  bits: TokenStatusBits,
): TokenStatusList {
  const length = Math.ceil((size * bits) / 8);
  if (length > maximumBytes) malformed(`more than ${maximumBytes} bytes`);
  const bytes = new Uint8Array(length);
  for (const { leafIndex, status } of entries) {
    const { at, shift } = placeOf(leafIndex, bits);
    bytes[at] = (bytes[at] as number) | (valueOf(status, bits) << shift);
  }
  return { bits, bytes };
}

function placeOf(index: number, bits: TokenStatusBits): { at: number; shift: number } {
  const perByte = 8 / bits;
  return { at: Math.floor(index / perByte), shift: (index % perByte) * bits };
}

/** The value at an index; null beyond the end, which is not "valid". The last byte may have places that nobody has. */
export function tokenStatusAt({ bits, bytes }: TokenStatusList, index: number): number | null {
  if (!Number.isSafeInteger(index) || index < 0) return null;
  const { at, shift } = placeOf(index, bits);
  const byte = bytes[at];
  return byte === undefined ? null : (byte >> shift) & (2 ** bits - 1);
}

/** The JSON form (§4.2): `{"bits":…,"lst":"…"}`. */
export function tokenStatusListToJson({ bits, bytes }: TokenStatusList, zlib: Zlib): string {
  const lst = encodeBase64(zlib.deflate(bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
  return JSON.stringify({ bits, lst });
}

/**
 * Reads the JSON form; `aggregation_uri` may stand beside.
 * @throws VerifierError TOKEN_STATUS_LIST_MALFORMED
 */
export function tokenStatusListFromJson(text: string, zlib: Zlib): TokenStatusList {
  const { bits, lst, ...others } = objectIn(text);
  checkOthers(Object.entries(others));
  if (typeof lst !== 'string' || !/^[A-Za-z0-9_-]*$/.test(lst)) malformed('lst is not base64url');
  const plain = lst.replaceAll('-', '+').replaceAll('_', '/');
  return unpack(bits, bytesOfBase64(plain), zlib);
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return malformed('not a JSON object');
}

function bytesOfBase64(text: string): Uint8Array {
  try {
    return decodeBase64(text.padEnd(Math.ceil(text.length / 4) * 4, '='));
  } catch (error) {
    if (error instanceof VerifierError) malformed('lst is not base64url');
    throw error;
  }
}

/** The only further member that the draft knows says where more lists are. */
function checkOthers(others: readonly (readonly [string, unknown])[]): void {
  const isKnown = others.every(
    ([name, value]) => name === 'aggregation_uri' && typeof value === 'string',
  );
  if (!isKnown) malformed('a member that is not known');
}

function unpack(bits: unknown, packed: Uint8Array, zlib: Zlib): TokenStatusList {
  if (bits !== 1 && bits !== 2 && bits !== 4 && bits !== 8) malformed('bits is not 1, 2, 4 or 8');
  const bytes = zlib.inflate(packed, maximumBytes);
  if (bytes === null) malformed('lst is not a zlib stream of at most 16 MiB');
  return { bits, bytes };
}

/** `{"bits": ` as the draft's examples begin: their map is not in the order of RFC 8949 §4.2.1. */
const cborHead = concatBytes(Uint8Array.of(0xa2, 0x64), encodeUtf8('bits'));
const cborList = concatBytes(Uint8Array.of(0x63), encodeUtf8('lst'));

/** The CBOR form (§4.3), byte for byte as the draft's examples have it. */
export function tokenStatusListToCbor({ bits, bytes }: TokenStatusList, zlib: Zlib): Uint8Array {
  const packed = zlib.deflate(bytes);
  return concatBytes(cborHead, Uint8Array.of(bits), cborList, encodeCbor(packed));
}

/**
 * Reads the CBOR form: exactly the two members in the order of the draft's examples.
 * @throws VerifierError TOKEN_STATUS_LIST_MALFORMED
 */
export function tokenStatusListFromCbor(bytes: Uint8Array, zlib: Zlib): TokenStatusList {
  const bits = bytes[cborHead.length];
  const listAt = cborHead.length + 1;
  const headAt = listAt + cborList.length;
  const isOurs =
    equalBytes(bytes.subarray(0, cborHead.length), cborHead) &&
    equalBytes(bytes.subarray(listAt, headAt), cborList);
  if (!isOurs) malformed('not a map of bits and lst');
  return unpack(bits, byteStringIn(bytes.subarray(headAt)), zlib);
}

function byteStringIn(bytes: Uint8Array): Uint8Array {
  try {
    const value = decodeCbor(bytes);
    if (value instanceof Uint8Array) return value;
  } catch (error) {
    if (!(error instanceof VerifierError)) throw error;
  }
  return malformed('lst is not a byte string to the end');
}
