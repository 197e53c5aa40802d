import type { CertificateWish } from '../deeds/issue-certificate.js';
import type { KeyDescription } from '../deeds/keys.js';
import { SignerError } from '../errors.js';
import type { Signer } from '../signer.js';

/**
 * A generation of a name; where none is named, the newest that is not retired.
 * @throws SignerError KEY_UNKNOWN
 */
export async function findKey(
  signer: Pick<Signer, 'describe'>,
  name: string,
  generation?: number,
): Promise<KeyDescription> {
  const named = (await signer.describe()).filter((key) => key.name === name);
  const found =
    generation === undefined
      ? named
          .filter(({ retired }) => !retired)
          .sort((a, b) => a.generation - b.generation)
          .at(-1)
      : named.find((key) => key.generation === generation);
  if (found !== undefined) return found;
  const which = generation === undefined ? 'that is not retired' : `of generation ${generation}`;
  throw new SignerError('KEY_UNKNOWN', `no key ${name} ${which}`);
}

/**
 * Gives a key the certificate that the root key of the same signer issues for it; a root key certifies itself. A key
 * that has one keeps it.
 * @returns DER
 * @throws SignerError as issueCertificate and attachCertificate
 */
export async function certifyKey(
  signer: Pick<Signer, 'issueCertificate' | 'attachCertificate'>,
  { name, publicKey, certificate: known }: KeyDescription,
  wish: Omit<CertificateWish, 'publicKey'>,
): Promise<Uint8Array> {
  if (known !== null) return known;
  const certificate = await signer.issueCertificate({ ...wish, publicKey });
  await signer.attachCertificate(name, certificate);
  return certificate;
}
