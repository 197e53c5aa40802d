import { anchoredAnswer, type Anchored, type PlacedGroup } from '@yinzhao/chaincode';
import { equalBytes } from '@yinzhao/verifier/format/bytes';
import { decodeBatch } from '@yinzhao/verifier/format/batch';
import { decodeGroup, type SignedGroup } from '@yinzhao/verifier/format/group';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { GatewayError } from '../errors.js';
import type { Ledger } from '../ledger/ledger.js';
import { readGroup } from './read-log.js';

/**
 * Anchors a batch exactly once. Where it was sent and its commit not seen, whatever the reason, the groups are looked
 * up: what stands in the log was anchored.
 * @throws LedgerError a refusal; GatewayError with a transactionId where the groups are not in the log (yet)
 */
export async function anchorBatch(
  ledger: Ledger,
  batch: Uint8Array,
  engine: Engine,
): Promise<Anchored['groups']> {
  try {
    const { answer } = await ledger.submit('anchorBatch', [batch]);
    return anchoredAnswer.decode(answer).groups;
  } catch (error) {
    const sent = error instanceof GatewayError && error.transactionId !== null;
    // A ledger that is closed, or admits us no more, cannot be asked either: then the first error says most.
    const found = sent ? await findGroups(ledger, batch, engine).catch(() => null) : null;
    if (found === null) throw error;
    return found;
  }
}

async function findGroups(
  ledger: Ledger,
  batch: Uint8Array,
  engine: Engine,
): Promise<Anchored['groups'] | null> {
  const found: Anchored['groups'][number][] = [];
  for (const signed of decodeBatch(batch).groups) {
    const { log, certificate, number } = decodeGroup(signed.group);
    const placed = await readGroup(ledger, log, certificate, number);
    if (placed === null || !isPlaceOf(placed, signed, engine)) return null;
    found.push({ ...placed, certificate, number, repeated: true });
  }
  return found;
}

function isPlaceOf(placed: PlacedGroup, signed: SignedGroup, engine: Engine): boolean {
  return equalBytes(placed.digest, engine.sm3(signed.group));
}
