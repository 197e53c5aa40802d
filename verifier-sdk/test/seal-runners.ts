// How vectors of seals are run: decoding here, judgements in judge-seal-vector.ts.
import { fromHex, toHex } from '../src/format/bytes.js';
import {
  decodeDocumentSeal,
  encodeDocumentSeal,
  encodeDocumentSealContent,
  type DocumentSeal,
} from '../src/ofd/document-seal.js';
import { decodeSeal, encodeSeal, encodeSealInfo, type Seal } from '../src/ofd/seal.js';
import type { Engine } from '../src/sm/engine.js';
import { readRevocationList } from '../src/x509/revocation-list.js';
import { readCertificate } from '../src/x509/certificate.js';
import type { Input } from './cases/case.js';
import { bytesOf, type Runs } from './layer.js';

export function sealRuns(engine: Engine): Runs {
  const { verify } = engine;
  /** The key of the certificate, where it has signed just those bytes. */
  const keyOf = (certificate: Uint8Array, signed: Uint8Array, signature: Uint8Array) => {
    const { publicKey } = readCertificate(certificate);
    return verify(publicKey, signed, signature) ? publicKey : null;
  };
  /** Only where it is asked: a mutant may have no certificate, and is a seal all the same. */
  const withKey = (value: Input | undefined, key: () => Uint8Array | null): object =>
    value === undefined ? {} : { key: key() };
  return {
    'revocation-list': (input) => {
      const { list, authority } = input as { list: Input; authority: string };
      return readRevocationList(bytesOf(list), fromHex(authority), engine);
    },
    seal: (input, value) => {
      const seal = decodeSeal(bytesOf(input));
      if (seal.version === 4) expectSame(seal, decodeSeal(writeAgain(seal)));
      const { makerCertificate, signed, signature } = seal;
      return { ...seal, ...withKey(value, () => keyOf(makerCertificate, signed, signature)) };
    },
    'document-seal': (input, value) => {
      const sealed = decodeDocumentSeal(bytesOf(input));
      if (sealed.version === 4 && sealed.seal.version === 4) {
        expectSame(sealed, decodeDocumentSeal(writeDocumentAgain(sealed)));
      }
      const { signerCertificate, signed, signature } = sealed;
      return { ...sealed, ...withKey(value, () => keyOf(signerCertificate, signed, signature)) };
    },
  };
}

export function writeAgain({ info, makerCertificate, signature }: Seal): Uint8Array {
  return encodeSeal(encodeSealInfo(info), makerCertificate, signature);
}

export function writeDocumentAgain(sealed: DocumentSeal): Uint8Array {
  const { seal, time, signerCertificate, signature, timeStamp } = sealed;
  const content = encodeDocumentSealContent(seal.raw, { ...sealed, time: time as number });
  return encodeDocumentSeal(content, signerCertificate, signature, timeStamp);
}

/** All that is said; how it was written, r ‖ s or a BOOLEAN left out, may differ. */
function expectSame(one: Seal | DocumentSeal, other: Seal | DocumentSeal): void {
  const said = (value: object): string =>
    JSON.stringify(
      { ...value, raw: null, signed: null, signatureValue: null },
      (_name, item: unknown) => (item instanceof Uint8Array ? toHex(item) : item),
    );
  if (said(one) !== said(other)) throw new Error(`encodes to ${said(other)}`);
}
