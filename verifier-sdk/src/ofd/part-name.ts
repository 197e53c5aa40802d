import { VerifierError } from '../errors.js';
import { decodeUtf8 } from '../format/bytes.js';

const maximumBytes = 255;

/**
 * Reads the name of a zip entry. Other programs unpack, so whatever one of them could take for another place is refused:
 * what climbs or starts elsewhere, names a drive, is cut off at a NUL, or loses its last dot or blank.
 * @param isUtf8 - flag 11: without it a name is in the code page of whoever reads it, and only ASCII is the same in all
 * @returns the name as it stands; a folder's ends with a slash
 * @throws VerifierError ZIP_NAME_ENCODING, ZIP_NAME_UNSAFE
 */
export function readPartName(bytes: Uint8Array, isUtf8: boolean): string {
  const name = textOf(bytes, isUtf8);
  const isFolder = name.endsWith('/');
  const segments = (isFolder ? name.slice(0, -1) : name).split('/');
  if (bytes.length > maximumBytes) unsafe(`more than ${maximumBytes} bytes`);
  if (!segments.every(isSegment)) unsafe(`'${name}' is no plain relative path`);
  return name;
}

/**
 * Two names with one key are one file to some program: Windows and macOS do not tell upper case from lower case, and
 * macOS not composed characters from combined ones.
 */
export function partNameKey(name: string): string {
  return name.replace(/\/$/, '').normalize('NFC').toUpperCase().toLowerCase();
}

function textOf(bytes: Uint8Array, isUtf8: boolean): string {
  if (!isUtf8 && bytes.some((byte) => byte > 0x7f)) {
    throw new VerifierError('ZIP_NAME_ENCODING', 'a name beyond ASCII that is not marked as UTF-8');
  }
  try {
    return decodeUtf8(bytes);
  } catch (cause) {
    throw new VerifierError('ZIP_NAME_ENCODING', 'a name that is not UTF-8', { cause });
  }
}

/** Neither empty nor dots, no separator or drive of Windows, nothing invisible, no dot or blank at its end. */
function isSegment(segment: string): boolean {
  return segment !== '' && !/[\\:*?"<>|\p{Cc}\p{Cf}]|[. ]$|^ /u.test(segment);
}

function unsafe(message: string): never {
  throw new VerifierError('ZIP_NAME_UNSAFE', message);
}
