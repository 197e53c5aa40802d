// Writes trust bundles, and whatever else it is told to, without the encoders that they check.
import { concatBytes, toHex } from '../../src/format/bytes.js';
import { CborTag, encodeCbor, type CborValue } from '../../src/format/cbor.js';
import { encodeSpki } from '../../src/sm/sm2-curve.js';
import {
  certificate,
  commonName,
  extension,
  goodParts,
  issuerSecret,
  sequence,
  truth,
} from './der-writer.js';
import { publicKeyOf as keyOf, sign } from './sm2.js';
import { sm3 } from './sm3.js';

const keys = new Map<bigint, Uint8Array>();
/** Of the reference, computed once. */
export function publicKeyOf(secret: bigint): Uint8Array {
  const key = keys.get(secret) ?? keyOf(secret);
  keys.set(secret, key);
  return key;
}

export const secrets = {
  signers: [0xa1a1a1n, 0xa2a2a2n, 0xa3a3a3n],
  newSigners: [0xa4a4a4n, 0xa5a5a5n],
  log: 0xb1b1b1n,
  police: 0xc1c1c1n,
  market: 0xc2c2c2n,
  authority: 0xd1d1d1n,
} as const;

const rootName = commonName('示例根证书机构');
const authorityUsage = [
  extension('551d13', sequence(truth), true),
  extension('551d0f', Uint8Array.of(3, 2, 1, 6), true),
];
export const root = certificate({
  issuer: rootName,
  subject: rootName,
  spki: encodeSpki(publicKeyOf(issuerSecret)),
  extensions: authorityUsage,
});
export const authority = certificate({
  issuer: rootName,
  subject: commonName('示例部门证书机构'),
  spki: encodeSpki(publicKeyOf(secrets.authority)),
  extensions: authorityUsage,
});

/** The root with another key usage; null: with none. */
export const withUsage = (bits: readonly [number, number] | null): Uint8Array =>
  certificate({
    issuer: rootName,
    subject: rootName,
    spki: encodeSpki(publicKeyOf(issuerSecret)),
    extensions: [
      extension('551d13', sequence(truth), true),
      ...(bits === null
        ? []
        : [extension('551d0f', Uint8Array.from([3, 2, bits[0], bits[1]]), true)]),
    ],
  });

export type Changes = Partial<Record<number, CborValue>>;
/** `null` is a value: a change is told from none by being there. */
export const changed = (fields: readonly CborValue[], changes: Changes): CborValue[] =>
  fields.map((field, i) => (i in changes ? (changes[i] as CborValue) : field));

export const day = 24 * 3600 * 1000;
export const start = 1767225600000;
export const key = (secret: bigint, changes: Changes = {}): CborValue[] =>
  changed([publicKeyOf(secret), start, null, null], changes);
export const issuer = (changes: Changes = {}): CborValue[] =>
  changed(
    [
      issuing(),
      'SAMPLE-BODY-1',
      '示例许可局',
      'yinzhao/city/approval',
      ['BUSINESS', 'FOOD'],
      20454,
      null,
      null,
    ],
    changes,
  );
export const witness = (org: string, secret: bigint): CborValue[] => [
  `yinzhao/city/${org}/witness`,
  [key(secret)],
];
export const market = witness('market', secrets.market);
export const police = witness('police', secrets.police);
export const log = (changes: Changes = {}): CborValue[] =>
  changed(['yinzhao/city/approval', 2, 3 * day, [key(secrets.log)], [market, police]], changes);
const ascending = (items: readonly Uint8Array[]): Uint8Array[] =>
  [...items].sort((a, b) => (toHex(a) < toHex(b) ? -1 : 1));
export const signerKeys = (of: readonly bigint[] = secrets.signers): Uint8Array[] =>
  ascending(of.map(publicKeyOf));

export const named = (name: string, zh: string, en: string): CborValue[] => [name, zh, en];
export const foodType = (changes: Changes = {}): CborValue[] =>
  changed(
    [
      'FOOD',
      '示例食品许可证',
      'Sample food licence',
      [named('operator', '经营者名称', 'Operator'), named('premises', '经营场所', 'Premises')],
    ],
    changes,
  );

/** The payload: version 1 of a city with one log, two witnesses and one body. */
export function content(changes: Changes = {}): CborValue[] {
  const fields: CborValue[] = [
    'yinzhao/trust-bundle/v1',
    'city',
    1,
    start,
    start + 365 * day,
    [root],
    [authority],
    [issuer()],
    [log()],
    [2, signerKeys()],
    [foodType()],
  ];
  return changed(fields, changes);
}

const header = (kid: Uint8Array): Uint8Array =>
  encodeCbor(
    new Map<number, CborValue>([
      [1, -70100],
      [4, kid],
    ]),
  );
const none = new Uint8Array();

/** One COSE_Signature; `message` other than the right one makes a wrong signature. */
export function signature(secret: bigint, payload: Uint8Array, message?: Uint8Array): CborValue[] {
  const protectedHeader = header(sm3(publicKeyOf(secret)));
  const structure = encodeCbor(['Signature', none, protectedHeader, none, payload]);
  return [protectedHeader, new Map(), sign(secret, message ?? structure, secret + 0x777n)];
}

/** A COSE_Sign with its signatures in order of kid. */
export function envelope(payload: Uint8Array, signatures: readonly CborValue[][]): Uint8Array {
  const inOrder = [...signatures].sort((a, b) =>
    toHex(a[0] as Uint8Array) < toHex(b[0] as Uint8Array) ? -1 : 1,
  );
  return encodeCbor(new CborTag(98, [none, new Map(), payload, inOrder]));
}

/** Signing takes many milliseconds here. */
function remembered<Argument extends readonly unknown[]>(
  make: (...given: Argument) => Uint8Array,
  nameOf: (...given: Argument) => string,
): (...given: Argument) => Uint8Array {
  const made = new Map<string, Uint8Array>();
  return (...given) => {
    const name = nameOf(...given);
    const bytes = made.get(name) ?? make(...given);
    made.set(name, bytes);
    return bytes;
  };
}

/** A bundle signed by some keys. */
export function bundle(
  changes: Changes = {},
  by: readonly bigint[] = secrets.signers.slice(0, 2),
): Uint8Array {
  return signedContent(encodeCbor(content(changes)), by);
}
const signedContent = remembered(
  (payload: Uint8Array, by: readonly bigint[]) =>
    envelope(
      payload,
      by.map((secret) => signature(secret, payload)),
    ),
  (payload, by) => `${toHex(payload)} ${by.join(' ')}`,
);

/** A bundle that nobody has signed, though it says so: to be read, not to be believed. */
export function unsigned(changes: Changes): Uint8Array {
  const kid = header(sm3(publicKeyOf(secrets.signers[0])));
  return envelope(encodeCbor(content(changes)), [[kid, new Map(), new Uint8Array(64)]]);
}

/** A key whose point is not on the curve. */
export const offCurve = concatBytes(publicKeyOf(secrets.log).subarray(0, 64), Uint8Array.of(1));

const issuers = new Map<number, Uint8Array>();
/** An issuing certificate; another serial number makes another certificate. */
export function issuing(serial = 0x12): Uint8Array {
  const known =
    issuers.get(serial) ?? certificate({ ...goodParts, serial: Uint8Array.of(2, 1, serial) });
  issuers.set(serial, known);
  return known;
}
