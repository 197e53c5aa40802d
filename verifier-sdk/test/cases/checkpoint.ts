// Checkpoints, signed notes and cosignatures.
import { encodeBase64 } from '../../src/format/base64.js';
import { concatBytes, encodeUtf8, toHex } from '../../src/format/bytes.js';
import { cosignatureMessage, encodeCosignature } from '../../src/format/cosignature.js';
import { sm3 } from '../reference/sm3.js';
import { publicKeyOf, sign } from '../reference/sm2.js';
import { accept, reject, type Case } from './case.js';

const digest = (text: string): Uint8Array => sm3(encodeUtf8(text));
const b64 = (text: string): string => encodeBase64(digest(text));
const lines = [
  'yinzhao/city/approval',
  '8192',
  b64('root'),
  'time 1767225600000',
  `status 42 ${b64('status')}`,
  `trust 3 ${b64('trust')}`,
];
const note = (changes: Partial<Record<number, string>> = {}): string =>
  lines.map((line, i) => `${changes[i] ?? line}\n`).join('');

export const checkpointCases: readonly Case[] = [
  accept('sample', 'the six lines', note(), {
    origin: 'yinzhao/city/approval',
    size: 8192,
    root: toHex(digest('root')),
    time: 1767225600000,
    status: { sequence: 42, digest: toHex(digest('status')) },
    trust: { version: 3, digest: toHex(digest('trust')) },
  }),
  reject(
    'origin',
    'CHECKPOINT_MALFORMED',
    'a note of another system',
    note({ 0: 'example.com/log' }),
  ),
  reject(
    'size-zero-padded',
    'CHECKPOINT_MALFORMED',
    'two spellings of one size',
    note({ 1: '08192' }),
  ),
  reject('size-sign', 'CHECKPOINT_MALFORMED', 'a plus sign', note({ 1: '+8192' })),
  reject('size-range', 'CHECKPOINT_MALFORMED', '2^53', note({ 1: '9007199254740992' })),
  reject(
    'short-root',
    'CHECKPOINT_MALFORMED',
    '31 bytes',
    note({ 2: encodeBase64(digest('root').subarray(1)) }),
  ),
  reject(
    'root-not-base64',
    'CHECKPOINT_MALFORMED',
    'hexadecimal',
    note({ 2: toHex(digest('root')) }),
  ),
  reject(
    'time-missing',
    'CHECKPOINT_MALFORMED',
    'another keyword',
    note({ 3: 'date 1767225600000' }),
  ),
  reject(
    'time-two-spaces',
    'CHECKPOINT_MALFORMED',
    'two spaces',
    note({ 3: 'time  1767225600000' }),
  ),
  reject('status-short', 'CHECKPOINT_MALFORMED', 'no digest', note({ 4: 'status 42' })),
  reject(
    'trust-negative',
    'CHECKPOINT_MALFORMED',
    'version −1',
    note({ 5: `trust -1 ${b64('trust')}` }),
  ),
  reject(
    'lines-swapped',
    'CHECKPOINT_MALFORMED',
    'trust before status',
    note({ 4: lines[5] as string, 5: lines[4] as string }),
  ),
  reject(
    'line-missing',
    'CHECKPOINT_MALFORMED',
    'five lines',
    note().split('\n').slice(0, 5).join('\n') + '\n',
  ),
  reject('line-more', 'CHECKPOINT_MALFORMED', 'seven lines', `${note()}more\n`),
  reject('carriage-return', 'CHECKPOINT_MALFORMED', 'CR LF', note().replaceAll('\n', '\r\n')),
  reject(
    'no-newline',
    'CHECKPOINT_MALFORMED',
    'the last newline is signed too',
    note().slice(0, -1),
  ),
  reject('byte-order-mark', 'CHECKPOINT_MALFORMED', 'U+FEFF before the origin', `\ufeff${note()}`),
  reject('not-utf8', 'CHECKPOINT_MALFORMED', 'a byte that is no text', {
    bytes: `${toHex(encodeUtf8(note({ 0: '' }))).slice(0, 8)}ff0a`,
  }),
];

const logSecret = 0x1111222233334444n;
const witnessSecret = 0x5555666677778888n;
const text = encodeUtf8(note());
const cosignatureTime = 1767225600123;
const logSignature = sign(logSecret, text, 0x1234567n);
const witnessSignature = sign(witnessSecret, cosignatureMessage(cosignatureTime, text), 0x7654321n);
const keyId = (name: string, purpose: string, key: Uint8Array): Uint8Array =>
  sm3(concatBytes(encodeUtf8(`${name}\n`), Uint8Array.of(0xff), encodeUtf8(purpose), key)).subarray(
    0,
    4,
  );
const logKeyId = keyId('yinzhao/city/approval', 'yinzhao/log/sm2', publicKeyOf(logSecret));
const witnessKeyId = keyId(
  'yinzhao/city/police/witness',
  'yinzhao/cosignature/v1/sm2',
  publicKeyOf(witnessSecret),
);
const logLine = `— yinzhao/city/approval ${encodeBase64(concatBytes(logKeyId, logSignature))}\n`;
const cosignature = encodeCosignature({ time: cosignatureTime, signature: witnessSignature });
const witnessLine = `— yinzhao/city/police/witness ${encodeBase64(concatBytes(witnessKeyId, cosignature))}\n`;
const unknownLine = `— example.org/witness ${encodeBase64(Uint8Array.of(1, 2, 3, 4, 5))}\n`;

export const signedNoteCases: readonly Case[] = [
  accept(
    'log-and-witness',
    'signed by log and witness, and by somebody we do not know',
    `${note()}\n${logLine}${witnessLine}${unknownLine}`,
    {
      text: note(),
      signatures: [
        { name: 'yinzhao/city/approval', keyId: toHex(logKeyId), signature: toHex(logSignature) },
        {
          name: 'yinzhao/city/police/witness',
          keyId: toHex(witnessKeyId),
          signature: toHex(cosignature),
        },
        { name: 'example.org/witness', keyId: '01020304', signature: '05' },
      ],
      keys: { log: toHex(publicKeyOf(logSecret)), witness: toHex(publicKeyOf(witnessSecret)) },
    },
  ),
  reject('no-blank-line', 'CHECKPOINT_MALFORMED', 'signatures at once', note() + logLine),
  reject('no-signature', 'CHECKPOINT_MALFORMED', 'nothing behind the blank line', `${note()}\n`),
  reject(
    'line-not-ended',
    'CHECKPOINT_MALFORMED',
    'no newline at the end',
    `${note()}\n${logLine.slice(0, -1)}`,
  ),
  reject(
    'hyphen',
    'CHECKPOINT_MALFORMED',
    'a hyphen for the dash',
    `${note()}\n${logLine.replace('—', '-')}`,
  ),
  reject(
    'name-plus',
    'CHECKPOINT_MALFORMED',
    'a plus sign in a key name',
    `${note()}\n${unknownLine.replace('org/', 'org+')}`,
  ),
  reject('name-empty', 'CHECKPOINT_MALFORMED', 'no key name', `${note()}\n—  AQIDBAU=\n`),
  reject(
    'three-words',
    'CHECKPOINT_MALFORMED',
    'something behind the signature',
    `${note()}\n${unknownLine.slice(0, -1)} x\n`,
  ),
  reject(
    'key-id-only',
    'CHECKPOINT_MALFORMED',
    'no signature',
    `${note()}\n— example.org/witness AQIDBA==\n`,
  ),
  reject(
    'not-base64',
    'CHECKPOINT_MALFORMED',
    'no base64',
    `${note()}\n— example.org/witness AQIDBA\n`,
  ),
  reject('not-utf8-signatures', 'CHECKPOINT_MALFORMED', 'a byte that is no text', {
    bytes: `${toHex(encodeUtf8(`${note()}\n`))}ff0a`,
  }),
  reject(
    'too-many',
    'CHECKPOINT_TOO_LARGE',
    '65 signatures',
    `${note()}\n${unknownLine.repeat(65)}`,
  ),
  reject(
    'too-large',
    'CHECKPOINT_TOO_LARGE',
    'more than 16 KiB',
    `${note()}\n${'x'.repeat(16 * 1024)}\n`,
  ),
];

export const cosignatureCases: readonly Case[] = [
  accept('sample', 'time and signature, with what is signed', toHex(cosignature), {
    time: cosignatureTime,
    signature: toHex(witnessSignature),
    key: toHex(publicKeyOf(witnessSecret)),
    text: note(),
  }),
  reject('short', 'COSIGNATURE_MALFORMED', 'no time: a log signature', toHex(logSignature)),
  reject('long', 'COSIGNATURE_MALFORMED', 'a byte more', `${toHex(cosignature)}00`),
  reject(
    'time-range',
    'COSIGNATURE_MALFORMED',
    'a time above 2^53 − 1',
    `0020000000000000${toHex(witnessSignature)}`,
  ),
];
