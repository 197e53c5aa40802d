import type { Engine } from '@yinzhao/verifier/sm/engine';
import type { ObjectStore } from '../objects/object-store.js';
import type { Store } from '../store/store.js';
import type { LicenceTypes } from '../types/licence-type.js';
import type { Issuers } from './issuers.js';

/** The part of the signer that licences need. */
export interface CredentialSigner {
  readonly signCredentials: (
    certificate: Uint8Array,
    contents: readonly Uint8Array[],
  ) => Promise<readonly Uint8Array[]>;
  readonly holderIndex: (texts: readonly string[]) => Promise<readonly Uint8Array[]>;
}

/** What the deeds on licences work with. */
export interface Desk {
  readonly store: Store;
  /** Where what was signed stands besides the database, before anybody is told of it. */
  readonly objects: ObjectStore;
  readonly signer: CredentialSigner;
  readonly issuers: Issuers;
  readonly types: LicenceTypes;
  readonly engine: Engine;
  /** Name of the own log. */
  readonly log: string;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly random: (length: number) => Uint8Array;
  /** So many items more wait for a group. */
  readonly wake: (items: number) => void;
}
