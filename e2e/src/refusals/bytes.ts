import { decodeBatch, encodeBatch } from '@yinzhao/verifier/format/batch';
import { encodeCbor } from '@yinzhao/verifier/format/cbor';
import { maximumStatements } from '@yinzhao/verifier/format/group';
import { encodeStatus } from '@yinzhao/verifier/format/status';
import { sampleEntries, signGroup } from '../groups.js';
import type { World } from '../world.js';
import { nextGroup, ofGroups, raw, suspensions, type BatchRefusal } from './make-batch.js';

/** A batch of one group as no encoder of ours would write it. */
async function rawGroup(world: World, records: Uint8Array, statements: readonly Uint8Array[]) {
  const { body } = world;
  const group = encodeCbor([
    'yinzhao/group/v1',
    body.log,
    body.digest,
    await world.next(body),
    records,
    statements,
  ]);
  const batch = decodeBatch(await world.batch([await nextGroup(world, body)]));
  return encodeBatch({ ...batch, groups: [{ group, signature: body.key.sign(group) }] });
}

/** Batches that are too large, or no batches at all. */
export const byteRefusals: readonly BatchRefusal[] = [
  {
    name: '10,000 entries in three groups',
    code: 'BATCH_TOO_LARGE',
    batch: ofGroups(async (world) => {
      const number = await world.next(world.body);
      return [0, 1, 2].map((i) =>
        signGroup(world.body, number + i, {
          entries: sampleEntries(i === 2 ? 1808 : 4096, `many ${i}`, world.engine),
        }),
      );
    }),
  },
  {
    name: '10,000 entries in one group',
    code: 'GROUP_TOO_LARGE',
    batch: (world) =>
      rawGroup(
        world,
        new Uint8Array(33 * 10_000).map((_, i) => (i % 33 === 0 ? 1 : 0)),
        [],
      ),
  },
  {
    name: '513 statements in two groups',
    code: 'BATCH_TOO_LARGE',
    batch: ofGroups(async (world) => {
      const statements = suspensions(world, maximumStatements + 1);
      const number = await world.next(world.body);
      return [
        signGroup(world.body, number, { statements: statements.slice(0, 256) }),
        signGroup(world.body, number + 1, { statements: statements.slice(256) }),
      ];
    }),
  },
  {
    name: '513 statements in one group',
    code: 'GROUP_TOO_LARGE',
    batch: (world) =>
      rawGroup(
        world,
        new Uint8Array(),
        suspensions(world, maximumStatements + 1).map(encodeStatus),
      ),
  },
  {
    name: 'a batch above 1 MiB',
    code: 'BATCH_TOO_LARGE',
    batch: raw(() => new Uint8Array((1 << 20) + 1)),
  },
  {
    name: 'a batch of 8 MiB, more than any frame on the way was made for',
    code: 'BATCH_TOO_LARGE',
    batch: raw(() => new Uint8Array(8 << 20)),
  },
  { name: 'no CBOR at all', code: 'CBOR_TRAILING_BYTES', batch: raw(() => new Uint8Array(100)) },
  {
    name: 'CBOR cut off',
    code: 'CBOR_TRUNCATED',
    batch: async (world) => (await world.batch([await nextGroup(world, world.body)])).slice(0, -1),
  },
  {
    name: 'an indefinite length',
    code: 'CBOR_NOT_CANONICAL',
    batch: raw(() => Uint8Array.of(0x9f, 0xff)),
  },
  {
    name: 'no group',
    code: 'BATCH_MALFORMED',
    batch: raw(() =>
      encodeCbor(['yinzhao/batch/v1', 'yinzhao/city/approval', 0, [], 0, new Uint8Array(32)]),
    ),
  },
  {
    name: 'a group cut off',
    code: 'CBOR_TRUNCATED',
    batch: async (world) => {
      const { group } = await nextGroup(world, world.body);
      const cut = group.slice(0, -1);
      const batch = decodeBatch(await world.batch([await nextGroup(world, world.body)]));
      return encodeBatch({
        ...batch,
        groups: [{ group: cut, signature: world.body.key.sign(cut) }],
      });
    },
  },
];
