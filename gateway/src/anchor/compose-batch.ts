import type { Head } from '@yinzhao/chaincode';
import { encodeBatch } from '@yinzhao/verifier/format/batch';
import { decodeGroup, entriesOf, type SignedGroup } from '@yinzhao/verifier/format/group';
import { appendLeaves, decodeRange, rootOfRange } from '@yinzhao/verifier/merkle/compact-range';
import { leafHash } from '@yinzhao/verifier/merkle/hash';
import type { Engine } from '@yinzhao/verifier/sm/engine';

/**
 * The batch that appends these groups to a log with that head. Groups that stand in the log already must be left out:
 * the size and root claimed are those after all of them.
 * @throws VerifierError where a group is malformed or the batch too large
 */
export function composeBatch(
  log: string,
  head: Pick<Head, 'size' | 'nodes'>,
  groups: readonly SignedGroup[],
  engine: Engine,
): Uint8Array {
  const leaves = groups.flatMap(({ group }) =>
    entriesOf(decodeGroup(group), engine.sm3).map((entry) => leafHash(engine.sm3, entry)),
  );
  const range = appendLeaves(engine.sm3, decodeRange(head.size, head.nodes), leaves);
  const root = rootOfRange(engine.sm3, range);
  return encodeBatch({ log, first: head.size, groups, size: range.size, root });
}
