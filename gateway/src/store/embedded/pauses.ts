import { setImmediate as nextTurn } from 'node:timers/promises';

const BETWEEN = 256;

/** Lets others have a turn now and then, in work over many documents. */
export async function pauses(done: number): Promise<void> {
  if (done % BETWEEN === 0) await nextTurn();
}
