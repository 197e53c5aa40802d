import { anchoredAnswer, type GroupPlace } from '@yinzhao/chaincode';
import { decodeBatch } from '@yinzhao/verifier/format/batch';
import { equalBytes } from '@yinzhao/verifier/format/bytes';
import { decodeGroup, entriesOf, type Group } from '@yinzhao/verifier/format/group';
import {
  appendLeaves,
  rootOfRange,
  type CompactRange,
} from '@yinzhao/verifier/merkle/compact-range';
import { leafHash } from '@yinzhao/verifier/merkle/hash';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { GatewayError } from '../errors.js';
import type { LedgerBlock, LedgerTransaction } from '../ledger/fabric-messages.js';

/** What one transaction has appended to one log. */
export interface Appended {
  readonly log: string;
  readonly transactionId: string;
  /** The new groups in the order of their leaves. */
  readonly groups: readonly { readonly place: GroupPlace; readonly group: Group }[];
  readonly leaves: readonly Uint8Array[];
  /** Size and root of the log afterwards, as the ledger says. */
  readonly size: number;
  readonly root: Uint8Array;
}

/** The batches a block holds. The chain alone rebuilds every log: leaves are in blocks, not in state. */
export function appendedBy(block: LedgerBlock, chaincode: string, engine: Engine): Appended[] {
  return block.transactions.flatMap((transaction) => readAppended(transaction, chaincode, engine));
}

function readAppended(
  transaction: LedgerTransaction,
  chaincode: string,
  engine: Engine,
): Appended[] {
  if (transaction.code !== 'VALID') return [];
  const call = transaction.call();
  const [batch] = call?.parameters ?? [];
  if (call?.chaincode !== chaincode || call.event?.name !== 'anchored' || !batch) return [];
  const { log, size, root, groups: places } = anchoredAnswer.decode(call.event.payload);
  const groups = decodeBatch(batch)
    .groups.map(({ group }, i) => ({ group: decodeGroup(group), place: places[i] as GroupPlace }))
    .filter(({ place }) => !place.repeated);
  const leaves = groups.flatMap(({ group }) =>
    entriesOf(group, engine.sm3).map((entry) => leafHash(engine.sm3, entry)),
  );
  return [{ log, transactionId: transaction.id, groups, leaves, size, root }];
}

/**
 * The log after one more batch, recomputed from its leaves.
 * @throws GatewayError LEDGER_HISTORY_BROKEN where they do not lead to what the ledger says
 */
export function extendReplay(
  range: CompactRange,
  appended: Appended,
  engine: Engine,
): CompactRange {
  const next = appendLeaves(engine.sm3, range, appended.leaves);
  if (next.size !== appended.size || !equalBytes(rootOfRange(engine.sm3, next), appended.root)) {
    throw new GatewayError(
      'LEDGER_HISTORY_BROKEN',
      `the leaves of transaction ${appended.transactionId} do not lead to its root`,
    );
  }
  return next;
}
