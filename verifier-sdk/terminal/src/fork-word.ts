import { judgeFork, VerifierError, type Engine } from '@yinzhao/verifier';

/** What a file of fork evidence shows by its own bytes. */
export type ForkWord = 'conclusive' | 'inconclusive' | 'damaged';

export function forkWord(file: Uint8Array, engine: Engine): ForkWord {
  try {
    return judgeFork(file, engine).isConclusive ? 'conclusive' : 'inconclusive';
  } catch (error) {
    if (error instanceof VerifierError) return 'damaged';
    throw error;
  }
}
