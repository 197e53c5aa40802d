import type { LedgerCode } from '@yinzhao/chaincode';
import { decodeBatch, encodeBatch, type Batch } from '@yinzhao/verifier/format/batch';
import { encodeCbor } from '@yinzhao/verifier/format/cbor';
import type { SignedGroup } from '@yinzhao/verifier/format/group';
import { leafStatus, type LeafStatus, type StatusStatement } from '@yinzhao/verifier/format/status';
import { sampleEntries, signGroup } from './groups.js';
import type { SampleBody } from './parties.js';
import type { World } from './world.js';

/** A batch that the ledger refuses, and the code it refuses it with. */
export interface BatchRefusal {
  readonly name: string;
  readonly code: LedgerCode;
  readonly batch: (world: World) => Promise<Uint8Array>;
}

/** A batch of one new group of `body`, changed after it was composed. */
function changed(change: (batch: Batch, world: World) => Partial<Batch>): BatchRefusal['batch'] {
  return async (world) => {
    const batch = decodeBatch(await world.batch([await nextGroup(world, world.body)]));
    return encodeBatch({ ...batch, ...change(batch, world) });
  };
}

/** A batch of the groups given. */
function ofGroups(
  groups: (world: World) => Promise<readonly SignedGroup[]> | readonly SignedGroup[],
): BatchRefusal['batch'] {
  return async (world) => world.batch(await groups(world));
}

async function nextGroup(
  world: World,
  body: SampleBody,
  content: Parameters<typeof signGroup>[2] = { entries: sampleEntries(2, 'refused', world.engine) },
): Promise<SignedGroup> {
  return signGroup(body, await world.next(body), content);
}

/** A batch with one statement about a leaf of `body`, by `body` unless said otherwise. */
function stating(
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

const becomes = (offset: number, status: LeafStatus): BatchRefusal['batch'] =>
  stating(({ anchored }) => ({ leafIndex: anchored.first + offset, status }));

/** Bytes as a sender could make them who uses no encoder of ours. */
const raw =
  (bytes: () => Uint8Array): BatchRefusal['batch'] =>
  () =>
    Promise.resolve(bytes());

export const batchRefusals: readonly BatchRefusal[] = [
  { name: 'a gap before it', code: 'BATCH_GAP', batch: changed(({ first, size }) => ({ first: first + 1, size: size + 1 })) },
  { name: 'an overlap with the log', code: 'BATCH_OVERLAP', batch: changed(({ first, size }) => ({ first: first - 1, size: size - 1 })) },
  { name: 'another size', code: 'SIZE_WRONG', batch: changed(({ size }) => ({ size: size + 1 })) },
  { name: 'another root', code: 'ROOT_WRONG', batch: changed((_, { engine }) => ({ root: engine.sm3(new Uint8Array()) })) },
  {
    name: 'a group number skipped',
    code: 'GROUP_NUMBER_SKIPPED',
    batch: ofGroups(async (world) => [signGroup(world.body, (await world.next(world.body)) + 1, {})]),
  },
  {
    name: 'a group number repeated with other content',
    code: 'GROUP_CONFLICT',
    batch: ofGroups(({ body, engine }) => [signGroup(body, 1, { entries: sampleEntries(1, 'other', engine) })]),
  },
  {
    name: 'two groups of one number in one batch',
    code: 'GROUP_CONFLICT',
    batch: ofGroups(async (world) => [
      await nextGroup(world, world.body),
      await nextGroup(world, world.body, { entries: sampleEntries(1, 'twin', world.engine) }),
    ]),
  },
  {
    name: 'a group of another log',
    code: 'GROUP_LOG_WRONG',
    batch: async (world) => {
      const [group] = [await nextGroup(world, world.foreign)];
      const batch = decodeBatch(await world.batch([await nextGroup(world, world.body)]));
      return encodeBatch({ ...batch, groups: [group] });
    },
  },
  {
    name: "a foreign body's certificate",
    code: 'CERTIFICATE_FOREIGN',
    batch: ofGroups(({ foreign, body }) => [signGroup(foreign, 1, {}, { log: body.log })]),
  },
  { name: 'a certificate that nobody admitted', code: 'CERTIFICATE_UNKNOWN', batch: ofGroups(({ stranger }) => [signGroup(stranger, 1, {})]) },
  { name: 'an ended certificate', code: 'CERTIFICATE_ENDED', batch: ofGroups(({ ended }) => [signGroup(ended, 1, {})]) },
  { name: 'a suspended body', code: 'BODY_SUSPENDED', batch: ofGroups(({ suspended }) => [signGroup(suspended, 1, {})]) },
  { name: 'a retired body', code: 'BODY_RETIRED', batch: ofGroups(async (world) => [await nextGroup(world, world.retired)]) },
  {
    name: "another body's signature",
    code: 'GROUP_SIGNATURE_WRONG',
    batch: ofGroups(async (world) => {
      const { group } = await nextGroup(world, world.body);
      return [{ group, signature: world.other.key.sign(group) }];
    }),
  },
  {
    name: 'a signature over other bytes',
    code: 'GROUP_SIGNATURE_WRONG',
    batch: ofGroups(async (world) => {
      const { group } = await nextGroup(world, world.body);
      return [{ group, signature: world.body.key.sign(world.engine.sm3(group)) }];
    }),
  },
  {
    name: 'a signature of zeros',
    code: 'GROUP_SIGNATURE_WRONG',
    batch: ofGroups(async (world) => [{ ...(await nextGroup(world, world.body)), signature: new Uint8Array(64) }]),
  },
  {
    name: 'a good group beside a bad one',
    code: 'GROUP_SIGNATURE_WRONG',
    batch: ofGroups(async (world) => [
      await nextGroup(world, world.body),
      { ...(await nextGroup(world, world.other)), signature: new Uint8Array(64) },
    ]),
  },
  { name: 'a revoked licence reinstated', code: 'STATUS_TRANSITION_ILLEGAL', batch: becomes(1, leafStatus.valid) },
  { name: 'a revoked licence annulled', code: 'STATUS_TRANSITION_ILLEGAL', batch: becomes(1, leafStatus.annulled) },
  { name: 'a suspended licence suspended', code: 'STATUS_TRANSITION_ILLEGAL', batch: becomes(2, leafStatus.suspended) },
  { name: 'a valid licence declared valid', code: 'STATUS_TRANSITION_ILLEGAL', batch: becomes(0, leafStatus.valid) },
  {
    name: 'two conflicting ends in one batch',
    code: 'STATUS_TRANSITION_ILLEGAL',
    batch: ofGroups(async (world) => {
      const about = {
        log: world.body.log,
        certificate: world.body.digest,
        groupNumber: 1,
        leafIndex: world.anchored.first,
        time: 1767225600000,
      };
      const statements = [
        { ...about, status: leafStatus.revoked },
        { ...about, status: leafStatus.superseded },
      ];
      return [await nextGroup(world, world.body, { statements })];
    }),
  },
  {
    name: "a statement about another body's licence",
    code: 'STATUS_BODY_FOREIGN',
    batch: stating(
      () => ({}),
      ({ other }) => other,
    ),
  },
  {
    name: 'a statement of a body that is no successor',
    code: 'STATUS_BODY_FOREIGN',
    batch: stating(
      ({ retired, inherited }) => ({ certificate: retired.digest, leafIndex: inherited.first }),
      ({ other }) => other,
    ),
  },
  { name: 'a statement about a statement', code: 'STATUS_LEAF_UNKNOWN', batch: stating(({ statements }) => ({ groupNumber: 2, leafIndex: statements.first })) },
  { name: 'a leaf outside the group named', code: 'STATUS_LEAF_UNKNOWN', batch: stating(({ anchored }) => ({ leafIndex: anchored.first + 3 })) },
  { name: 'a group that is not there', code: 'STATUS_LEAF_UNKNOWN', batch: stating(() => ({ groupNumber: 99 })) },
  {
    name: 'a leaf of the same batch',
    code: 'STATUS_LEAF_TOO_NEW',
    batch: ofGroups(async (world) => {
      const number = await world.next(world.body);
      const { size } = await world.port.head(world.body.log);
      const entries = sampleEntries(1, 'new', world.engine);
      const statement = {
        log: world.body.log,
        certificate: world.body.digest,
        groupNumber: number,
        leafIndex: size,
        status: leafStatus.revoked,
        time: 1767225600000,
      };
      return [signGroup(world.body, number, { entries }), signGroup(world.body, number + 1, { statements: [statement] })];
    }),
  },
  {
    name: '10,000 entries in three groups',
    code: 'BATCH_TOO_LARGE',
    batch: ofGroups(async (world) => {
      const number = await world.next(world.body);
      return [0, 1, 2].map((i) =>
        signGroup(world.body, number + i, { entries: sampleEntries(i === 2 ? 1808 : 4096, `many ${i}`, world.engine) }),
      );
    }),
  },
  {
    name: '10,000 entries in one group',
    code: 'GROUP_TOO_LARGE',
    batch: async (world) => {
      const { body } = world;
      const records = new Uint8Array(33 * 10_000).map((_, i) => (i % 33 === 0 ? 1 : 0));
      const group = encodeCbor(['yinzhao/group/v1', body.log, body.digest, await world.next(body), records, []]);
      const batch = decodeBatch(await world.batch([await nextGroup(world, body)]));
      return encodeBatch({ ...batch, groups: [{ group, signature: body.key.sign(group) }] });
    },
  },
  { name: 'a batch above 1 MiB', code: 'BATCH_TOO_LARGE', batch: raw(() => new Uint8Array((1 << 20) + 1)) },
  { name: 'no CBOR at all', code: 'CBOR_TRAILING_BYTES', batch: raw(() => new Uint8Array(100)) },
  { name: 'CBOR cut off', code: 'CBOR_TRUNCATED', batch: async (world) => (await world.batch([await nextGroup(world, world.body)])).slice(0, -1) },
  { name: 'an indefinite length', code: 'CBOR_NOT_CANONICAL', batch: raw(() => Uint8Array.of(0x9f, 0xff)) },
  { name: 'no group', code: 'BATCH_MALFORMED', batch: raw(() => encodeCbor(['yinzhao/batch/v1', 'yinzhao/city/approval', 0, [], 0, new Uint8Array(32)])) },
  {
    name: 'a group cut off',
    code: 'CBOR_TRUNCATED',
    batch: async (world) => {
      const { group } = await nextGroup(world, world.body);
      const cut = group.slice(0, -1);
      const batch = decodeBatch(await world.batch([await nextGroup(world, world.body)]));
      return encodeBatch({ ...batch, groups: [{ group: cut, signature: world.body.key.sign(cut) }] });
    },
  },
];
