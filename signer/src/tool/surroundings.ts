import type { Engine } from '@yinzhao/verifier/sm/engine';
import type { SignerClient } from '../client.js';
import type { Signer } from '../signer.js';

/** What the command line has of the world. */
export interface Surroundings {
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
  /** Of the package. */
  readonly version: string;
  /** Of the signer, where no option names one. */
  readonly socket: string | null;
  readonly connect: (socket: string) => SignerClient;
  readonly engine: Engine;
}

/** A question to the signer: connected when it is asked, let go after the answer. */
export type WithSigner = <T>(deed: (signer: Signer) => Promise<T>) => Promise<T>;
