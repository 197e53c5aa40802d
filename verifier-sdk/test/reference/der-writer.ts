// Writes DER, and whatever else it is told to: bad certificates are built with the same few calls as good ones.
import { concatBytes, encodeUtf8, fromHex } from '../../src/format/bytes.js';
import { signatureToDer } from '../../src/sm/sm2-signature.js';
import { encodeSpki } from '../../src/sm/sm2-curve.js';
import { publicKeyOf, sign } from './sm2.js';

export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = concatBytes(...parts);
  const { length } = content;
  const head =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return concatBytes(Uint8Array.of(tag, ...head), content);
}

export const sequence = (...parts: readonly Uint8Array[]): Uint8Array => der(0x30, ...parts);
export const oid = (hex: string): Uint8Array => der(0x06, fromHex(hex));
export const utcTime = (text: string): Uint8Array => der(0x17, encodeUtf8(text));
export const generalizedTime = (text: string): Uint8Array => der(0x18, encodeUtf8(text));
export const bitString = (bytes: Uint8Array): Uint8Array => der(0x03, Uint8Array.of(0), bytes);
export const truth = Uint8Array.of(0x01, 0x01, 0xff);
export const sm2WithSm3 = sequence(oid('2a811ccf55018375'));
/** One attribute: common name (2.5.4.3), UTF8String. */
export const commonName = (text: string): Uint8Array =>
  sequence(der(0x31, sequence(oid('550403'), der(0x0c, encodeUtf8(text)))));

export function extension(id: string, value: Uint8Array, critical = false): Uint8Array {
  return sequence(oid(id), ...(critical ? [truth] : []), der(0x04, value));
}

/** The parts of a certificate, each replaceable. */
export interface CertificateParts {
  readonly version: Uint8Array;
  readonly serial: Uint8Array;
  readonly algorithm: Uint8Array;
  readonly outerAlgorithm: Uint8Array;
  readonly issuer: Uint8Array;
  readonly notBefore: Uint8Array;
  readonly notAfter: Uint8Array;
  readonly subject: Uint8Array;
  readonly spki: Uint8Array;
  /** Extensions; none at all where empty. */
  readonly extensions: readonly Uint8Array[];
  /** Anything behind the extensions. */
  readonly more: readonly Uint8Array[];
  readonly signature: ((tbs: Uint8Array) => Uint8Array) | null;
}

export const issuerSecret = 0x1234567890abcdef1234567890abcdefn;
export const bodySecret = 0x0fedcba9876543210fedcba987654321n;

export const goodParts: CertificateParts = {
  version: der(0xa0, Uint8Array.of(2, 1, 2)),
  serial: Uint8Array.of(2, 2, 0x12, 0x34),
  algorithm: sm2WithSm3,
  outerAlgorithm: sm2WithSm3,
  issuer: commonName('示例部门证书机构'),
  notBefore: utcTime('260101000000Z'),
  notAfter: utcTime('351231235959Z'),
  subject: commonName('示例许可签发'),
  spki: encodeSpki(publicKeyOf(bodySecret)),
  extensions: [
    extension('551d13', sequence(), true),
    extension('551d0f', Uint8Array.of(3, 2, 6, 0xc0), true),
    extension('551d0e', der(0x04, new Uint8Array(20).fill(7))),
    extension('551d23', sequence(der(0x80, new Uint8Array(20).fill(9)))),
  ],
  more: [],
  signature: null,
};

export function certificate(changes: Partial<CertificateParts> = {}): Uint8Array {
  const parts = { ...goodParts, ...changes };
  const extensions = parts.extensions.length > 0 ? [der(0xa3, sequence(...parts.extensions))] : [];
  const tbs = sequence(
    parts.version,
    parts.serial,
    parts.algorithm,
    parts.issuer,
    sequence(parts.notBefore, parts.notAfter),
    parts.subject,
    parts.spki,
    ...extensions,
    ...parts.more,
  );
  const signature =
    parts.signature?.(tbs) ?? bitString(signatureToDer(sign(issuerSecret, tbs, 0x5eedn)));
  return sequence(tbs, parts.outerAlgorithm, signature);
}
