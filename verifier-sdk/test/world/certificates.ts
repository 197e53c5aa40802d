// SM2 certificates of the test world: one root, one authority of the departments, the bodies below it.
import {
  bitString,
  certificate,
  commonName,
  der,
  extension,
  sequence,
  truth,
  utcTime,
} from '../reference/der-writer.js';
import { signatureToDer } from '../../src/sm/sm2-signature.js';
import { encodeSpki } from '../../src/sm/sm2-curve.js';
import { signWith, testKey } from './signer.js';

export interface Wanted {
  /** Subject's common name, and the name of its key. */
  readonly subject: string;
  readonly issuer: string;
  /** Name of the key that signs; the issuer's where not given. */
  readonly signer?: string;
  readonly authority?: { readonly pathLength: number | null };
  /** Bits of the key usage as DER content, without tag and length. */
  readonly keyUsage?: readonly [number, number] | null;
  readonly notBefore?: string;
  readonly notAfter?: string;
}

const certSign = [1, 6] as const;
const signing = [6, 0xc0] as const;

export function issueCertificate(wanted: Wanted): Uint8Array {
  const { subject, issuer, authority, signer = issuer } = wanted;
  const usage = wanted.keyUsage === undefined ? (authority ? certSign : signing) : wanted.keyUsage;
  const limit = authority?.pathLength ?? null;
  const constraints = authority
    ? sequence(truth, ...(limit === null ? [] : [der(2, Uint8Array.of(limit))]))
    : sequence();
  return certificate({
    issuer: commonName(issuer),
    subject: commonName(subject),
    spki: encodeSpki(testKey(subject).publicKey),
    notBefore: utcTime(wanted.notBefore ?? '260101000000Z'),
    notAfter: utcTime(wanted.notAfter ?? '351231235959Z'),
    extensions: [
      extension('551d13', constraints, true),
      ...(usage === null ? [] : [extension('551d0f', der(3, Uint8Array.from(usage)), true)]),
    ],
    signature: (tbs) => bitString(signatureToDer(signWith(testKey(signer), tbs))),
  });
}
