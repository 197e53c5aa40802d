import 'reflect-metadata';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
  type Extension,
  type Name,
} from '@peculiar/x509';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { readCertificate } from '@yinzhao/verifier/x509/certificate';
import type { KeyHandle } from './key-handle.js';
import {
  bufferOf,
  privateCryptoKey,
  publicCryptoKey,
  sm2Crypto,
  sm2WithSm3,
} from './sm2-subtle.js';

/** What a certificate says. */
export interface CertificateRequest {
  /** Distinguished name, as `CN=…,O=…`. */
  readonly subject: string;
  readonly publicKey: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Hexadecimal, at most 20 bytes. */
  readonly serial: string;
}

/** Issues certificates under one SM2 key. */
export interface CertificateAuthority {
  /** DER. */
  readonly certificate: Uint8Array;
  /** A certificate to sign with: digitalSignature and nonRepudiation. DER. */
  readonly issue: (request: CertificateRequest) => Promise<Uint8Array>;
}

/** A root of its own: signs itself and issues the certificates of bodies. */
export async function createAuthority(
  key: KeyHandle,
  request: Omit<CertificateRequest, 'publicKey'>,
  engine: Engine,
): Promise<CertificateAuthority> {
  const crypto = cryptoOf(engine);
  const wanted = { ...request, publicKey: key.publicKey };
  const root = await generate(wanted, request.subject, key, crypto, [
    new BasicConstraintsExtension(true, 1, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    await subjectKeyId(key.publicKey, crypto),
  ]);
  return openAuthority(key, root, engine);
}

/** The authority that a root certificate makes of its key. */
export function openAuthority(
  key: KeyHandle,
  certificate: Uint8Array,
  engine: Engine,
): CertificateAuthority {
  const crypto = cryptoOf(engine);
  // The name as it stands: made anew from its text, its bytes could differ.
  const issuer = new X509Certificate(bufferOf(certificate)).subjectName;
  return {
    certificate,
    issue: async (wanted) =>
      generate(wanted, issuer, key, crypto, [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation, true),
        await subjectKeyId(wanted.publicKey, crypto),
        await authorityKeyId(key.publicKey, crypto),
      ]),
  };
}

/** Distinguished name of whom a certificate is about, as `CN=…,O=…`: for people, not to be compared. */
export function subjectOf(certificate: Uint8Array): string {
  return new X509Certificate(bufferOf(certificate)).subject;
}

function cryptoOf(engine: Engine): Crypto {
  const crypto = sm2Crypto(engine);
  // Some paths of the library ignore the argument and ask for the default.
  cryptoProvider.set(crypto);
  return crypto;
}

function subjectKeyId(publicKey: Uint8Array, crypto: Crypto): Promise<Extension> {
  return SubjectKeyIdentifierExtension.create(publicCryptoKey(publicKey), false, crypto);
}

function authorityKeyId(publicKey: Uint8Array, crypto: Crypto): Promise<Extension> {
  return AuthorityKeyIdentifierExtension.create(publicCryptoKey(publicKey), false, crypto);
}

async function generate(
  request: CertificateRequest,
  issuer: string | Name,
  key: KeyHandle,
  crypto: Crypto,
  extensions: Extension[],
): Promise<Uint8Array> {
  const certificate = await X509CertificateGenerator.create(
    {
      serialNumber: request.serial,
      subject: request.subject,
      issuer,
      notBefore: request.notBefore,
      notAfter: request.notAfter,
      publicKey: publicCryptoKey(request.publicKey),
      signingKey: privateCryptoKey(key),
      signingAlgorithm: { name: sm2WithSm3 },
      extensions,
    },
    crypto,
  );
  const der = new Uint8Array(certificate.rawData);
  // What we issue has to pass the reader that will judge it.
  readCertificate(der);
  return der;
}
