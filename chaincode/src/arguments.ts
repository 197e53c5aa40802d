import { decodeUtf8 } from '@yinzhao/verifier/format/bytes';
import { isLogName } from '@yinzhao/verifier/format/name';
import { LedgerError } from './errors.js';

function wrong(message: string): never {
  throw new LedgerError('ARGUMENTS_WRONG', message);
}

/** Longest text any function takes: a registry subject. */
const maximumText = 128;

export function textArgument(bytes: Uint8Array | undefined): string {
  if (bytes === undefined || bytes.length > maximumText)
    return wrong('a text is missing or too long');
  try {
    return decodeUtf8(bytes);
  } catch (cause) {
    throw new LedgerError('ARGUMENTS_WRONG', 'an argument is not UTF-8', { cause });
  }
}

export function logArgument(bytes: Uint8Array | undefined): string {
  const log = textArgument(bytes);
  return isLogName(log) ? log : wrong('an argument is not a log name');
}

export function digestArgument(bytes: Uint8Array | undefined): Uint8Array {
  return bytes?.length === 32 ? bytes : wrong('an argument is not a digest of 32 bytes');
}

/** A count in decimal digits. */
export function countArgument(bytes: Uint8Array | undefined): number {
  const text = textArgument(bytes);
  const count = /^(?:0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(count) ? count : wrong('an argument is not a count');
}
