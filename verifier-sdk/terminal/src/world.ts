import type { Engine } from '@yinzhao/verifier';
import type { StateStore } from '@yinzhao/verifier/browser/state-store';
import type { Ask } from './gateway.js';
import type { Kept } from './kept.js';

/** Everything that the page has of the browser and the world; app.ts alone knows where it comes from. */
export interface World {
  readonly engine: Engine;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly kept: Kept;
  /** The verifier's state, for this page alone until it is closed. */
  readonly openState: (adopt: boolean) => Promise<StateStore>;
  readonly ask: Ask;
  /** Of the address. */
  readonly fragment: string;
  readonly isOnline: () => boolean;
  readonly isVisible: () => boolean;
  /** @returns what calls it off */
  readonly after: (milliseconds: number, deed: () => void) => () => void;
  /** Resolves once what was put on the screen is seen. */
  readonly painted: () => Promise<void>;
  /** Hands a file to whoever sits there. */
  readonly saveFile: (name: string, bytes: Uint8Array) => void;
  /** The same with evidence of forks, under the names that it has everywhere. */
  readonly saveEvidence: (evidence: readonly Uint8Array[]) => void;
  /** Asks the browser not to throw away what is kept. */
  readonly persist: () => Promise<unknown>;
  /** Texts of the QR codes in a picture. */
  readonly readPicture: (picture: Uint8Array) => Promise<readonly string[]>;
}
