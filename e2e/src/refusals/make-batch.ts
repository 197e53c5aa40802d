import type { LedgerCode } from '@yinzhao/chaincode';
import { decodeBatch, encodeBatch, type Batch } from '@yinzhao/verifier/format/batch';
import type { SignedGroup } from '@yinzhao/verifier/format/group';
import { leafStatus, type LeafStatus, type StatusStatement } from '@yinzhao/verifier/format/status';
import { sampleEntries, signGroup } from '../groups.js';
import type { SampleBody } from '../parties.js';
import type { World } from '../world.js';

/** A batch that the ledger refuses, and the code it refuses it with. */
export interface BatchRefusal {
  readonly name: string;
  readonly code: LedgerCode;
  readonly batch: (world: World) => Promise<Uint8Array>;
}

/** A batch of one new group of `body`, changed after it was composed. */
export function changed(
  change: (batch: Batch, world: World) => Partial<Batch>,
): BatchRefusal['batch'] {
  return async (world) => {
    const batch = decodeBatch(await world.batch([await nextGroup(world, world.body)]));
    return encodeBatch({ ...batch, ...change(batch, world) });
  };
}

/** A batch of the groups given. */
export function ofGroups(
  groups: (world: World) => Promise<readonly SignedGroup[]> | readonly SignedGroup[],
): BatchRefusal['batch'] {
  return async (world) => world.batch(await groups(world));
}

export async function nextGroup(
  world: World,
  body: SampleBody,
  content: Parameters<typeof signGroup>[2] = { entries: sampleEntries(2, 'refused', world.engine) },
): Promise<SignedGroup> {
  return signGroup(body, await world.next(body), content);
}

/** A batch with one statement about a leaf of `body`, by `body` unless said otherwise. */
export function stating(
  statement: (world: World) => Partial<StatusStatement>,
  by: (world: World) => SampleBody = ({ body }) => body,
): BatchRefusal['batch'] {
  return ofGroups(async (world) => {
    const about = {
      log: world.body.log,
      certificate: world.body.digest,
      groupNumber: 1,
      leafIndex: world.anchored.first,
      status: leafStatus.revoked,
      time: 1767225600000,
    };
    const statements = [{ ...about, ...statement(world) }];
    return [await nextGroup(world, by(world), { statements })];
  });
}

/** Legal in turn: a leaf suspended and made valid again, over and over. */
export function suspensions(world: World, count: number): StatusStatement[] {
  const { body, anchored } = world;
  return Array.from({ length: count }, (_, i) => ({
    log: body.log,
    certificate: body.digest,
    groupNumber: 1,
    leafIndex: anchored.first,
    status: i % 2 === 0 ? leafStatus.suspended : leafStatus.valid,
    time: 1767225600000,
  }));
}

export const becomes = (offset: number, status: LeafStatus): BatchRefusal['batch'] =>
  stating(({ anchored }) => ({ leafIndex: anchored.first + offset, status }));

/** Bytes as a sender could make them who uses no encoder of ours. */
export const raw =
  (bytes: () => Uint8Array): BatchRefusal['batch'] =>
  () =>
    Promise.resolve(bytes());
