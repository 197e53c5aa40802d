import { decodeBatch, encodeBatch } from '@yinzhao/verifier/format/batch';
import { sampleEntries, signGroup } from '../groups.js';
import { changed, nextGroup, ofGroups, type BatchRefusal } from './make-batch.js';

/** Batches whose groups may not go where they want to go. */
export const groupRefusals: readonly BatchRefusal[] = [
  {
    name: 'a gap before it',
    code: 'BATCH_GAP',
    batch: changed(({ first, size }) => ({ first: first + 1, size: size + 1 })),
  },
  {
    name: 'an overlap with the log',
    code: 'BATCH_OVERLAP',
    batch: changed(({ first, size }) => ({ first: first - 1, size: size - 1 })),
  },
  { name: 'another size', code: 'SIZE_WRONG', batch: changed(({ size }) => ({ size: size + 1 })) },
  {
    name: 'another root',
    code: 'ROOT_WRONG',
    batch: changed((_, { engine }) => ({ root: engine.sm3(new Uint8Array()) })),
  },
  {
    name: 'a group number skipped',
    code: 'GROUP_NUMBER_SKIPPED',
    batch: ofGroups(async (world) => [
      signGroup(world.body, (await world.next(world.body)) + 1, {}),
    ]),
  },
  {
    name: 'a group number repeated with other content',
    code: 'GROUP_CONFLICT',
    batch: ofGroups(({ body, engine }) => [
      signGroup(body, 1, { entries: sampleEntries(1, 'other', engine) }),
    ]),
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
  {
    name: 'a certificate that nobody admitted',
    code: 'CERTIFICATE_UNKNOWN',
    batch: ofGroups(({ stranger }) => [signGroup(stranger, 1, {})]),
  },
  {
    name: 'an ended certificate',
    code: 'CERTIFICATE_ENDED',
    batch: ofGroups(({ ended }) => [signGroup(ended, 1, {})]),
  },
  {
    name: 'a suspended body',
    code: 'BODY_SUSPENDED',
    batch: ofGroups(({ suspended }) => [signGroup(suspended, 1, {})]),
  },
  {
    name: 'a retired body',
    code: 'BODY_RETIRED',
    batch: ofGroups(async (world) => [await nextGroup(world, world.retired)]),
  },
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
    batch: ofGroups(async (world) => [
      { ...(await nextGroup(world, world.body)), signature: new Uint8Array(64) },
    ]),
  },
  {
    name: 'a good group beside a bad one',
    code: 'GROUP_SIGNATURE_WRONG',
    batch: ofGroups(async (world) => [
      await nextGroup(world, world.body),
      { ...(await nextGroup(world, world.other)), signature: new Uint8Array(64) },
    ]),
  },
];
