import { emptyState, type Engine } from '@yinzhao/verifier';
import { fetchPack, fetchTrust, type Ask } from './gateway.js';
import { offerTrust, type SetUp } from './set-up.js';

/**
 * Asks the gateway for a first bundle: its newest, or the earlier one that the address demands, from which the newest
 * follows.
 */
export async function askFirstTrust(setUp: SetUp, ask: Ask, engine: Engine): Promise<SetUp> {
  if (setUp.stage !== 'choosing') return setUp;
  const newest = await fetchTrust(ask, engine);
  if (!newest.ok) return { ...setUp, refusal: 'GATEWAY_UNREACHABLE' };
  const offered = offerTrust(setUp, newest.bytes, engine);
  if (offered.stage !== 'choosing' || offered.refusal !== 'TRUST_PIN_DIFFERS') return offered;
  // Whoever names no version gets them all.
  const pack = await fetchPack(ask, emptyState, null, engine);
  return pack.ok ? offerTrust(setUp, pack.bytes, engine) : offered;
}
