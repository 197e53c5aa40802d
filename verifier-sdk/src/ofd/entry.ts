// OFD files, electronic seals and what they seal: not part of the core, nor of the file for browsers.
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
export { type OfdSignature, type PartCoverage, type ProtectionMode } from './coverage.js';
export type { DocumentInfo } from './document-entry.js';
export type { PageEntry } from './document-root.js';
export type { OfdDocument, OfdPage } from './document.js';
export type { Box } from './element.js';
export type { OfdFinding } from './finding.js';
export { portableInflate, type Inflate } from './inflate.js';
export { readOfd, type OfdReading } from './read-ofd.js';
export type { Resource } from './resources.js';
export type { Attachment, CustomTag } from './side-files.js';
export type { SignatureEntry, SignatureFile, SignedReference, Stamp } from './signature-files.js';
export type { FoundSignature } from './signatures.js';
export type { Parts } from './unzip.js';
