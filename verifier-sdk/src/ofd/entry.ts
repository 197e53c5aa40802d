// Electronic seals and what they seal, for those who have to do with OFD: not part of the core, nor of the file for
// browsers.
export {
  decodeDocumentSeal,
  encodeDocumentSeal,
  encodeDocumentSealContent,
  type DocumentSeal,
  type DocumentSealContent,
} from './document-seal.js';
export { judgeDocumentSeal, type DocumentSealVerdict } from './judge-document-seal.js';
export { judgeSeal, type SealVerdict } from './judge-seal.js';
export { decodeSeal, encodeSeal, encodeSealInfo, type Seal } from './seal.js';
export {
  documentSealCheckNames,
  sealCheckCodes,
  sealCheckEffects,
  sealCheckNames,
  type DocumentSealCheckName,
  type SealCheck,
  type SealCheckCode,
  type SealCheckName,
} from './seal-checks.js';
export type { SealExtension, SealSignature } from './seal-fields.js';
export type {
  CertificateDigest,
  SealInfo,
  SealPicture,
  SealUsers,
  SealVersion,
} from './seal-info.js';
export { sealCheckText, sealCheckTitle } from './seal-texts.js';
export type { DocumentSealDemand, SealDemand, SealTrust } from './seal-trust.js';
export {
  readRevocationList,
  type RevocationList,
  type RevokedCertificate,
} from '../x509/revocation-list.js';
