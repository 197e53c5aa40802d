export {
  createAuthority,
  openAuthority,
  type CertificateAuthority,
  type CertificateRequest,
} from './certificate-authority.js';
export { connectSigner, type ClientOptions, type SignerClient } from './client.js';
export type { Evidence } from './deeds/evidence.js';
export type { CertificateWish } from './deeds/issue-certificate.js';
export type { KeyDescription } from './deeds/keys.js';
export type { TreePosition } from './deeds/last-tree.js';
export type { TrustSignature } from './deeds/sign-trust-bundle.js';
export { SignerError, signerCodes, type SignerCode } from './errors.js';
export { signerTexts } from './error-texts.js';
export { generateKey, type KeyHandle } from './key-handle.js';
export { openSigner, usualQuota, type SignerOptions } from './open-signer.js';
export {
  decodeCertificatePem,
  decodePublicKeyPem,
  encodeCertificatePem,
  encodePublicKeyPem,
} from './pem.js';
export { keyRoles, type KeyRole } from './roles.js';
export { serveSigner, type ServeOptions, type SignerServer } from './serve.js';
export type { OpenSigner, Signer } from './signer.js';
export { certifyKey, findKey } from './tool/certify-key.js';
export { filesOfCommand, type FilesOfCommand } from './tool/files-of-command.js';
export {
  decodeSignatureFile,
  encodeSignatureFile,
  type SignatureFile,
} from './tool/signature-file.js';
export { decodePayload } from './tool/sign-trust.js';
export { changedLines, trustLines } from './tool/trust-lines.js';
export { commandName, helpAsked, whereToRead, type ToolHelp } from './tool/help.js';
export { readWords, type Words, type WordsWanted } from './tool/words.js';
