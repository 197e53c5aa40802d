import { GatewayError } from '../errors.js';
import { throwIfOwnFault } from './endorse.js';
import type { Envelope, FabricChannel } from './channel.js';
import { Unreachable } from './unreachable.js';

/**
 * Hands a transaction to the first orderer that takes it, starting with the one that did last time. `true` means
 * that one has it or may have it, not that it is durable: an orderer that dies may forget it.
 * @throws GatewayError LEDGER_ACCESS_DENIED, LEDGER_IDENTITY_EXPIRED, LEDGER_INVALID where orderers refuse and none takes it
 */
export type Order = (envelope: Envelope, timeoutMs: number) => Promise<boolean>;

export function createOrder(channel: FabricChannel): Order {
  let preferred = 0;
  return async (envelope, timeoutMs) => {
    const { orderers } = channel;
    let refusal: Answer | null = null;
    let unclear = false;
    for (let i = 0; i < orderers.length; i++) {
      const index = (preferred + i) % orderers.length;
      const answer = await attempt(channel, orderers[index] as string, envelope, timeoutMs);
      if (answer === 'unclear') unclear = true;
      if (typeof answer === 'string' || answer.status === 'SERVICE_UNAVAILABLE') continue;
      if (answer.status === 'SUCCESS') {
        preferred = index;
        return true;
      }
      // One that has not joined the channel, or is behind in its configuration, does not speak for the others.
      refusal = answer;
    }
    if (refusal !== null && !unclear) refuse(refusal.status, refusal.info);
    return unclear;
  };
}

type Answer = Awaited<ReturnType<FabricChannel['broadcast']>>;

/** An orderer that cannot be reached has nothing; one that was sent it and does not answer may have it. */
async function attempt(
  channel: FabricChannel,
  orderer: string,
  envelope: Envelope,
  timeoutMs: number,
): Promise<Answer | 'unreachable' | 'unclear'> {
  try {
    return await channel.broadcast(orderer, envelope, timeoutMs);
  } catch (error) {
    return error instanceof Unreachable ? 'unreachable' : 'unclear';
  }
}

function refuse(status: string, info: string): never {
  throwIfOwnFault(new Error(info));
  if (status === 'FORBIDDEN') {
    throw new GatewayError('LEDGER_ACCESS_DENIED', `the orderer refuses: ${info}`);
  }
  throw new GatewayError('LEDGER_INVALID', `the orderer refuses: ${status} ${info}`);
}
