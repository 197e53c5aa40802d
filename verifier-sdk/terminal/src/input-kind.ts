import { encodeUtf8 } from '@yinzhao/verifier/format/bytes';
import { isShowCode } from '@yinzhao/verifier/format/show-code';

/** What somebody has brought to the window. */
export type InputKind =
  /** Verified, damaged or not. */
  | 'licence'
  | 'showCode'
  | 'syncPack'
  | 'trustBundle'
  | 'forkEvidence'
  | 'statement'
  /** A sealed document: what is sealed in it is not looked at here. */
  | 'ofd'
  | 'pdf'
  | 'picture'
  | 'zip'
  | 'empty'
  | 'unknown';

/** Arrays of CBOR that begin with their context, by the context. */
const contexts: Readonly<Record<string, InputKind>> = {
  'yinzhao/licence/v1': 'licence',
  'yinzhao/sync/v1': 'syncPack',
  'yinzhao/fork/v1': 'forkEvidence',
  'yinzhao/statement/v1': 'statement',
};

/** Beginnings of foreign files. WebP and HEIC have theirs further on. */
const beginnings: readonly (readonly [bytes: readonly number[], kind: InputKind, at?: number])[] = [
  [[0x25, 0x50, 0x44, 0x46, 0x2d], 'pdf'],
  [[0xff, 0xd8, 0xff], 'picture'],
  [[0x89, 0x50, 0x4e, 0x47], 'picture'],
  [[0x47, 0x49, 0x46, 0x38], 'picture'],
  [[0x42, 0x4d], 'picture'],
  [[0x57, 0x45, 0x42, 0x50], 'picture', 8],
  [[0x66, 0x74, 0x79, 0x70], 'picture', 4],
  [[0x50, 0x4b, 0x03, 0x04], 'zip'],
];

/** Tag 98, COSE_Sign (RFC 9052 §4.1): of our files only a trust bundle is one. */
const coseSign = [0xd8, 0x62];

/** By its first bytes; a name says nothing, and whether it is intact is for its reader to say. */
export function inputKind(bytes: Uint8Array): InputKind {
  if (bytes.length === 0) return 'empty';
  if (isShowCode(bytes)) return 'showCode';
  if (startsWith(bytes, coseSign)) return 'trustBundle';
  const ours = Object.entries(contexts).find(([context]) => hasContext(bytes, context));
  if (ours !== undefined) return ours[1];
  const foreign = beginnings.find(([beginning, , at]) => startsWith(bytes, beginning, at));
  const kind = foreign?.[1] ?? 'unknown';
  // The one entry that every OFD has; names stand uncompressed in a zip.
  return kind === 'zip' && includes(bytes, encodeUtf8('OFD.xml')) ? 'ofd' : kind;
}

/** The text of a scan or a paste, as it is verified: what scanners and people leave around it is taken away. */
export function scannedText(text: string): string {
  // A space at its end may be a character of the code (ISO/IEC 18004, table 5).
  return text.replace(/^[\s\u{feff}]+|[\r\n\t]+$/gu, '');
}

/** An array of less than 24 items, then a text of less than 256 bytes. */
function hasContext(bytes: Uint8Array, context: string): boolean {
  const text = encodeUtf8(context);
  const head = text.length < 24 ? [0x60 + text.length] : [0x78, text.length];
  const isArray = (bytes[0] ?? 0) >> 5 === 4;
  return isArray && startsWith(bytes, [...head, ...text], 1);
}

function startsWith(bytes: Uint8Array, wanted: readonly number[], at = 0): boolean {
  return wanted.every((byte, i) => bytes[at + i] === byte);
}

function includes(bytes: Uint8Array, wanted: Uint8Array): boolean {
  const first = wanted[0] as number;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (startsWith(bytes, [...wanted], at)) return true;
  }
  return false;
}
