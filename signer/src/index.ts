export {
  createAuthority,
  type CertificateAuthority,
  type CertificateRequest,
} from './certificate-authority.js';
export { generateKey, type KeyHandle } from './key-handle.js';
