import { leafStatus } from '@yinzhao/verifier/format/status';
import { sampleEntries, signGroup } from '../groups.js';
import { nextGroup, ofGroups, stating, becomes, type BatchRefusal } from './make-batch.js';

/** Batches with a statement that its body may not make. */
export const statusRefusals: readonly BatchRefusal[] = [
  {
    name: 'a revoked licence reinstated',
    code: 'STATUS_TRANSITION_ILLEGAL',
    batch: becomes(1, leafStatus.valid),
  },
  {
    name: 'a revoked licence annulled',
    code: 'STATUS_TRANSITION_ILLEGAL',
    batch: becomes(1, leafStatus.annulled),
  },
  {
    name: 'a suspended licence suspended',
    code: 'STATUS_TRANSITION_ILLEGAL',
    batch: becomes(2, leafStatus.suspended),
  },
  {
    name: 'a valid licence declared valid',
    code: 'STATUS_TRANSITION_ILLEGAL',
    batch: becomes(0, leafStatus.valid),
  },
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
  {
    name: 'a statement about a statement',
    code: 'STATUS_LEAF_UNKNOWN',
    batch: stating(({ statements }) => ({ groupNumber: 2, leafIndex: statements.first })),
  },
  {
    name: 'a leaf outside the group named',
    code: 'STATUS_LEAF_UNKNOWN',
    batch: stating(({ anchored }) => ({ leafIndex: anchored.first + 3 })),
  },
  {
    name: 'a group that is not there',
    code: 'STATUS_LEAF_UNKNOWN',
    batch: stating(() => ({ groupNumber: 99 })),
  },
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
      return [
        signGroup(world.body, number, { entries }),
        signGroup(world.body, number + 1, { statements: [statement] }),
      ];
    }),
  },
];
