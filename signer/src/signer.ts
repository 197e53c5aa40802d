import type { SignedGroup } from '@yinzhao/verifier/format/group';
import type { Evidence } from './deeds/evidence.js';
import type { CertificateWish } from './deeds/issue-certificate.js';
import type { KeyDescription } from './deeds/keys.js';
import type { TreePosition } from './deeds/last-tree.js';
import type { TrustSignature } from './deeds/sign-trust-bundle.js';
import type { KeyRole } from './roles.js';

/**
 * Everything that can be asked of the holder of the private keys; the same in its process and over its socket. What is
 * signed comes as the object itself, is read strictly and refused where the key's role does not allow it.
 */
export interface Signer {
  readonly describe: () => Promise<readonly KeyDescription[]>;
  readonly createKey: (key: {
    readonly role: KeyRole;
    readonly name: string;
  }) => Promise<KeyDescription>;
  readonly attachCertificate: (name: string, der: Uint8Array) => Promise<void>;
  readonly retireKey: (name: string) => Promise<KeyDescription>;
  readonly issueCertificate: (wish: CertificateWish) => Promise<Uint8Array>;
  /** The certificate by its SM3, the content as encodeCredentialContent gives it; answered with the credential. */
  readonly signCredential: (certificate: Uint8Array, content: Uint8Array) => Promise<Uint8Array>;
  /** Up to 1,000; all or none. */
  readonly signCredentials: (
    certificate: Uint8Array,
    contents: readonly Uint8Array[],
  ) => Promise<readonly Uint8Array[]>;
  readonly signGroup: (group: Uint8Array) => Promise<Uint8Array>;
  readonly lastGroup: (certificate: Uint8Array) => Promise<SignedGroup | null>;
  readonly signCheckpoint: (text: Uint8Array, proof: readonly Uint8Array[]) => Promise<Uint8Array>;
  readonly lastCheckpoint: (origin: string) => Promise<TreePosition | null>;
  readonly cosign: (
    note: Uint8Array,
    proof: readonly Uint8Array[],
    logKey: Uint8Array,
  ) => Promise<Uint8Array>;
  readonly lastCosigned: (origin: string) => Promise<TreePosition | null>;
  /** A published note that own keys have signed: whether they remember it. */
  readonly showNote: (note: Uint8Array) => Promise<void>;
  readonly evidence: () => Promise<readonly Evidence[]>;
  /** By every live trust key: while one is rotated, the old and the new one. */
  readonly signTrustBundle: (payload: Uint8Array) => Promise<readonly TrustSignature[]>;
  readonly holderIndex: (texts: readonly string[]) => Promise<readonly Uint8Array[]>;
}

/** A signer in this process. */
export interface OpenSigner extends Signer {
  /** Waits for what is under way, then gives the keystore back. */
  readonly close: () => Promise<void>;
}
