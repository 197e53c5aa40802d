import type { Engine } from '@yinzhao/verifier/sm/engine';
import type { Config } from '../config.js';
import type { Ledger } from '../ledger/ledger.js';

/** What the command line has of the world. */
export interface Surroundings {
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
  /** Of the package. */
  readonly version: string;
  /** File of the gateway's configuration, where no option names one. */
  readonly config: string | null;
  /** Folder of the licence types that come with the gateway. */
  readonly licenceTypes: string;
  readonly openLedger: (config: Pick<Config, 'ledger'>) => Promise<Ledger>;
  readonly fetch: typeof fetch;
  readonly engine: Engine;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Cryptographically strong. */
  readonly random: (length: number) => Uint8Array;
}
