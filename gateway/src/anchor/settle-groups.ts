import type { LedgerError, PlacedGroup } from '@yinzhao/chaincode';
import { equalBytes } from '@yinzhao/verifier/format/bytes';
import { decodeGroup, encodeGroup } from '@yinzhao/verifier/format/group';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import type { Ledger } from '../ledger/ledger.js';
import type { CutGroup, PendingSource } from './pending-source.js';
import { objectsOf } from './plan-groups.js';
import { readGroup } from './read-log.js';
import { fateOf } from './refusal.js';

export interface SettleParts {
  readonly ledger: Ledger;
  readonly source: PendingSource;
  readonly engine: Engine;
}

/** The groups that are in the log are finished; the others have to go on. */
export async function settle(
  parts: SettleParts,
  unfinished: readonly CutGroup[],
): Promise<CutGroup[]> {
  const open: CutGroup[] = [];
  for (const cut of unfinished) {
    const placed = await readGroup(parts.ledger, cut.log, cut.certificate, cut.number);
    if (placed === null) open.push(cut);
    else await finish(parts, cut, placed);
  }
  return open;
}

/** Whichever group was committed first holds the number: the one that was cut, or another. */
export async function finish(
  { source, engine }: Omit<SettleParts, 'ledger'>,
  cut: CutGroup,
  placed: PlacedGroup,
): Promise<void> {
  if (equalBytes(placed.digest, engine.sm3(cut.group))) await source.anchored(cut, placed);
  else await source.release(cut);
}

/** Whether the refusal is final, and has been acted on. */
export async function giveUp(
  parts: SettleParts,
  cut: CutGroup,
  { code }: LedgerError,
): Promise<boolean> {
  const fate = fateOf(code);
  if (fate === 'wait') return false;
  if (fate === 'replace') {
    const content = decodeGroup(cut.group);
    await parts.source.replace(cut, encodeGroup({ ...content, entries: [], statements: [] }));
    return true;
  }
  // It may have been committed just before what it is refused for.
  if ((await settle(parts, [cut])).length === 0) return true;
  await parts.source.release(cut);
  if (fate === 'dead') {
    const objects = objectsOf(decodeGroup(cut.group), parts.engine);
    await parts.source.refuse(cut.log, objects, code);
  }
  return true;
}
