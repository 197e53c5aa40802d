import { beforeAll, describe, expect, it } from '@jest/globals';
import { sampleEntries, signGroup } from '@yinzhao/e2e/groups';
import {
  bodyRecord,
  createBody,
  createParties,
  foundingRecords,
  type SampleBody,
  type SampleParties,
} from '@yinzhao/e2e/parties';
import { composeBatch } from '@yinzhao/gateway';
import { decodeBatch, encodeBatch } from '@yinzhao/verifier/format/batch';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { decodeGroup, entriesOf, type SignedGroup } from '@yinzhao/verifier/format/group';
import {
  isLegalTransition,
  leafStatus,
  type LeafStatus,
  type StatusStatement,
} from '@yinzhao/verifier/format/status';
import { leafHash } from '@yinzhao/verifier/merkle/hash';
import { treeRoot } from '@yinzhao/verifier/merkle/tree';
import { nodeEngine } from '@yinzhao/verifier/node';
import fc from 'fast-check';
import { statusRecord } from '../src/state/records.js';
import { memoryLedger, type MemoryLedger } from './memory-ledger.js';

const engine = nodeEngine();
const organisations = [
  { name: 'approval', mspId: 'ApprovalMSP' },
  { name: 'police', mspId: 'PoliceMSP' },
  { name: 'market', mspId: 'MarketMSP' },
];
let parties: SampleParties;
let bodies: SampleBody[];

beforeAll(async () => {
  parties = await createParties('city', organisations, engine);
  const [{ log }] = parties.members as [SampleParties['members'][number]];
  bodies = await Promise.all(['A', 'B', 'C'].map((id) => createBody(parties, id, log, engine)));
});

async function foundedLedger(): Promise<MemoryLedger> {
  const ledger = memoryLedger(parties, engine);
  for (const record of foundingRecords(parties)) await ledger.enact(record);
  for (const body of bodies) await ledger.enact(bodyRecord(body));
  return ledger;
}

/** What the log should be, kept by plain lists. */
interface Model {
  readonly leaves: Uint8Array[];
  /** Leaves that can have a status: where they are and to whom they belong. */
  readonly owned: {
    readonly leafIndex: number;
    readonly body: SampleBody;
    readonly groupNumber: number;
  }[];
  readonly statuses: Map<number, LeafStatus>;
  readonly sent: SignedGroup[];
  readonly numbers: Map<string, number>;
  statements: number;
}

/** One group of a random history: who, how many entries, which statements, or an old group sent again. */
const step = fc.record({
  body: fc.nat(2),
  entries: fc.nat(5),
  statements: fc.array(fc.record({ leaf: fc.nat(), status: fc.integer({ min: 0, max: 5 }) }), {
    maxLength: 3,
  }),
  again: fc.option(fc.nat(), { freq: 4 }),
});
const history = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 8,
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function legalStatements(
  model: Model,
  { body, statements }: Step,
  fresh: Map<number, LeafStatus>,
): StatusStatement[] {
  const author = bodies[body] as SampleBody;
  const own = model.owned.filter((leaf) => leaf.body === author);
  return statements.flatMap(({ leaf, status }) => {
    const target = own[leaf % Math.max(own.length, 1)];
    if (target === undefined) return [];
    const before =
      fresh.get(target.leafIndex) ?? model.statuses.get(target.leafIndex) ?? leafStatus.valid;
    const next = status as LeafStatus;
    if (!isLegalTransition(before, next)) return [];
    fresh.set(target.leafIndex, next);
    const { leafIndex, groupNumber } = target;
    return [
      {
        log: author.log,
        leafIndex,
        certificate: author.digest,
        groupNumber,
        status: next,
        time: 1,
      },
    ];
  });
}

/** Composes one batch from its steps and moves the model on. */
function play(
  model: Model,
  steps: readonly Step[],
): { groups: SignedGroup[]; repeated: SignedGroup[] } {
  const groups: SignedGroup[] = [];
  const repeated: SignedGroup[] = [];
  const fresh = new Map<number, LeafStatus>();
  const owned: Model['owned'] = [];
  const earlier = [...model.sent];
  for (const one of steps) {
    const old = one.again === null ? undefined : earlier[one.again % Math.max(earlier.length, 1)];
    if (old) {
      repeated.push(old);
      continue;
    }
    const body = bodies[one.body] as SampleBody;
    const number = (model.numbers.get(body.id) ?? 0) + 1;
    model.numbers.set(body.id, number);
    const entries = sampleEntries(one.entries, `${body.id} ${number}`, engine);
    const statements = legalStatements(model, one, fresh);
    const signed = signGroup(body, number, { entries, statements });
    entries.forEach((_, i) =>
      owned.push({ leafIndex: model.leaves.length + i, body, groupNumber: number }),
    );
    for (const entry of entriesOf(decodeGroup(signed.group), engine.sm3))
      model.leaves.push(leafHash(engine.sm3, entry));
    model.statements += statements.length;
    groups.push(signed);
  }
  model.owned.push(...owned);
  model.sent.push(...groups);
  for (const [leaf, status] of fresh) model.statuses.set(leaf, status);
  return { groups, repeated };
}

describe('random histories', () => {
  it('leave the log that the lists predict, and answer every group with one place for ever', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (batches) => {
        const ledger = await foundedLedger();
        const [{ log }] = bodies as [SampleBody];
        const model: Model = {
          leaves: [],
          owned: [],
          statuses: new Map(),
          sent: [],
          numbers: new Map(),
          statements: 0,
        };
        const places = new Map<string, number>();
        for (const steps of batches) {
          const { groups, repeated } = play(model, steps);
          const head = await ledger.head(log);
          if (groups.length + repeated.length === 0) continue;
          const composed = composeBatch(
            log,
            head,
            groups.length > 0 ? groups : repeated.slice(0, 1),
            engine,
          );
          const before = ledger.dump();
          const { groups: answer } = await ledger.anchor(composed);
          if (groups.length === 0) expect(ledger.dump()).toEqual(before);
          for (const place of answer) {
            const id = `${toHex(place.certificate)}/${place.number}`;
            expect(place.repeated).toBe(places.has(id));
            expect(places.get(id) ?? place.first).toBe(place.first);
            places.set(id, place.first);
          }
          // The very same batch again changes nothing and finds everything where it stands.
          const after = ledger.dump();
          const again = await ledger.anchor(composed);
          expect(again.groups.map(({ first }) => first)).toEqual(answer.map(({ first }) => first));
          expect(ledger.dump()).toEqual(after);
        }
        const head = await ledger.head(log);
        expect(head.size).toBe(model.leaves.length);
        expect(toHex(head.root)).toBe(toHex(treeRoot(engine.sm3, model.leaves)));
        expect(head.statusSequence).toBe(model.statements);
        for (const { leafIndex } of model.owned) {
          const state = await statusRecord.read(ledger.state, log, leafIndex);
          expect(state?.status ?? leafStatus.valid).toBe(
            model.statuses.get(leafIndex) ?? leafStatus.valid,
          );
        }
      }),
      { numRuns: 40 },
    );
  });

  it('take a mix of repeated and new groups where the log ends', async () => {
    const ledger = await foundedLedger();
    const [body] = bodies as [SampleBody];
    const one = signGroup(body, 1, { entries: sampleEntries(2, 'one', engine) });
    const two = signGroup(body, 2, { entries: sampleEntries(3, 'two', engine) });
    await ledger.anchor(composeBatch(body.log, await ledger.head(body.log), [one], engine));
    // The claim is about the new group only, the old one rides along.
    const composed = composeBatch(body.log, await ledger.head(body.log), [two], engine);
    const batch = encodeBatch({ ...decodeBatch(composed), groups: [one, two] });
    const { groups, size } = await ledger.anchor(batch);
    expect(groups.map(({ first, repeated }) => [first, repeated])).toEqual([
      [0, true],
      [2, false],
    ]);
    expect(size).toBe(5);
  });
});
