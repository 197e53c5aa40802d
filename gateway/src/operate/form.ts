import { decodeCertificatePem, decodePublicKeyPem } from '@yinzhao/signer';
import { decodeBase64, encodeBase64 } from '@yinzhao/verifier/format/base64';
import { decodeUtf8, fromHex, toHex } from '@yinzhao/verifier/format/bytes';
import { formatCivilDate, parseCivilDate } from '@yinzhao/verifier/format/civil-date';
import { GatewayError } from '../errors.js';
import type { Check, JsonSchema } from '../types/json-schema.js';

/** Gives the bytes of a file that a form names, by its path from the folder of the form on. */
export type ReadFile = (path: string) => Uint8Array;

/** Where a form names a file instead of the bytes themselves. */
const fileMark = 'file:';
const pemMark = '-----BEGIN ';

/** An object with all of these members and no other. */
export function objectOf(properties: JsonSchema): JsonSchema {
  const required = Object.keys(properties);
  return { type: 'object', additionalProperties: false, required, properties };
}

export function listOf(items: JsonSchema): JsonSchema {
  return { type: 'array', items };
}

export const textForm = { type: 'string', minLength: 1, maxLength: 1024 } as const;
export const countForm = {
  type: 'integer',
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
} as const;
/** DER as base64, or a file that holds it as DER or PEM. */
export const certificateForm = { type: 'string', pattern: '^(file:.+|[A-Za-z0-9+/]+={0,2})$' };
/** 65 bytes, hexadecimal, or a file that holds the key as PEM. */
export const keyForm = { type: 'string', pattern: '^(file:.+|04[0-9a-f]{128})$' };
export const digestForm = { type: 'string', pattern: '^[0-9a-f]{64}$' };
/** Of UTC+8. */
export const dayForm = { type: 'string', format: 'civil-date' };

export function orNull(form: JsonSchema): JsonSchema {
  return { anyOf: [{ type: 'null' }, form] };
}

/**
 * JSON without a member that stands twice: what people read first would not count.
 * @throws GatewayError FORM_WRONG
 */
export function parseForm(bytes: Uint8Array): unknown {
  try {
    const text = decodeUtf8(bytes);
    const value: unknown = JSON.parse(text);
    const dense = text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');
    if (dense !== JSON.stringify(value)) {
      throw new Error('a name stands twice, or a value is oddly written');
    }
    return value;
  } catch (cause) {
    throw new GatewayError('FORM_WRONG', `not JSON: ${(cause as Error).message}`, { cause });
  }
}

/** @throws GatewayError FORM_WRONG with the places that are wrong */
export function checkForm(check: Check, value: unknown): void {
  const fields = check(value);
  if (fields.length === 0) return;
  const places = fields.map(({ pointer, zh, en }) => `${pointer} ${zh} · ${en}`);
  throw new GatewayError('FORM_WRONG', places.join('; '), { fields });
}

/** As {@link parseForm} reads it. */
export function printForm(form: object): string {
  return JSON.stringify(form, null, 2);
}

/** @throws SignerError PEM_MALFORMED; VerifierError BASE64_INVALID and as readCertificate */
export function certificateOf(text: string, read: ReadFile): Uint8Array {
  if (!text.startsWith(fileMark)) return decodeBase64(text);
  const bytes = read(text.slice(fileMark.length));
  const head = Buffer.from(bytes.subarray(0, pemMark.length)).toString('latin1');
  return head === pemMark ? decodeCertificatePem(bytes) : bytes;
}

/** @throws SignerError PEM_MALFORMED; VerifierError KEY_MALFORMED, KEY_NOT_ON_CURVE */
export function keyOf(text: string, read: ReadFile): Uint8Array {
  if (!text.startsWith(fileMark)) return fromHex(text);
  return decodePublicKeyPem(read(text.slice(fileMark.length)));
}

export const certificateText = encodeBase64;
export const keyText = toHex;

export function dayOf(text: string | null): number | null {
  return text === null ? null : parseCivilDate(text);
}

export function dayText(day: number | null): string | null {
  return day === null ? null : formatCivilDate(day);
}
