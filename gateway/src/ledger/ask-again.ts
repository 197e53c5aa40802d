import { setTimeout as sleep } from 'node:timers/promises';
import { GatewayError } from '../errors.js';

/** Peers commit a few milliseconds apart: one that is behind answers differently until it has caught up. */
const divergencePausesMs = [5, 10, 20, 40, 80, 160, 320, 640];

/** Asks anew, with a new proposal each time, while peers are between two states. */
export async function askAgain<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (const pauseMs of divergencePausesMs) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof GatewayError && error.code === 'LEDGER_DIVERGENT')) throw error;
      await sleep(pauseMs);
    }
  }
  return ask();
}
