import type { KeyHandle } from '@yinzhao/signer';
import {
  credentialMessage,
  decodeCredential,
  encodeCredential,
  encodeCredentialContent,
} from '@yinzhao/verifier/format/credential';
import { decodeLicenceFile, encodeLicenceFile } from '@yinzhao/verifier/format/licence-file';

/** The like of a licence, beginning a day earlier, that its issuing key has signed and that nobody has logged. */
export function unloggedLicence(file: Uint8Array, issuing: KeyHandle): Uint8Array {
  const licence = decodeLicenceFile(file);
  const { kid, ...content } = decodeCredential(licence.credential as Uint8Array);
  const payload = encodeCredentialContent({ ...content, from: content.from - 1 });
  const signature = issuing.sign(credentialMessage(kid, payload));
  return encodeLicenceFile({ ...licence, credential: encodeCredential(kid, payload, signature) });
}
