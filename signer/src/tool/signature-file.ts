import { decodeUtf8, fromHex, toHex } from '@yinzhao/verifier/format/bytes';
import type { TrustSignature } from '../deeds/sign-trust-bundle.js';
import { SignerError } from '../errors.js';

/** What one signer has said about the payload of a trust bundle: it goes to whoever assembles the bundle. */
export interface SignatureFile {
  /** SM3 of the payload. */
  readonly payload: Uint8Array;
  readonly signatures: readonly TrustSignature[];
}

const hex = (length: number): RegExp => new RegExp(`^[0-9a-f]{${2 * length}}$`);

/** JSON, hexadecimal inside. */
export function encodeSignatureFile({ payload, signatures }: SignatureFile): string {
  const shown = signatures.map(({ keyId, signature }) => ({
    keyId: toHex(keyId),
    signature: toHex(signature),
  }));
  return `${JSON.stringify({ payload: toHex(payload), signatures: shown }, null, 2)}\n`;
}

/**
 * Exactly what {@link encodeSignatureFile} writes.
 * @throws SignerError SIGNATURE_FILE_MALFORMED
 */
export function decodeSignatureFile(bytes: Uint8Array): SignatureFile {
  try {
    const text = decodeUtf8(bytes);
    const file = fileOf(JSON.parse(text));
    if (encodeSignatureFile(file) !== text) throw new Error('written in another way');
    return file;
  } catch (cause) {
    throw new SignerError('SIGNATURE_FILE_MALFORMED', 'not a file of signatures', { cause });
  }
}

function fileOf(value: unknown): SignatureFile {
  const { payload, signatures } = value as Record<string, unknown>;
  return {
    payload: bytesOf(payload, 32),
    signatures: (signatures as readonly Record<string, unknown>[]).map((one) => ({
      keyId: bytesOf(one.keyId, 32),
      signature: bytesOf(one.signature, 64),
    })),
  };
}

function bytesOf(value: unknown, length: number): Uint8Array {
  if (typeof value !== 'string' || !hex(length).test(value)) throw new Error('not hexadecimal');
  return fromHex(value);
}
