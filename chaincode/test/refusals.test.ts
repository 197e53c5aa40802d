import { beforeAll, describe, expect, it } from '@jest/globals';
import { byteRefusals } from '@yinzhao/e2e/refusals/bytes';
import { groupRefusals } from '@yinzhao/e2e/refusals/groups';
import { statusRefusals } from '@yinzhao/e2e/refusals/statuses';
import { createParties, foundingRecords, type SampleParties } from '@yinzhao/e2e/parties';
import { recordRefusals } from '@yinzhao/e2e/refusals/records';
import { buildWorld, type World } from '@yinzhao/e2e/world';
import { encodeRegistryRecord } from '@yinzhao/verifier/format/registry';
import { nodeEngine } from '@yinzhao/verifier/node';
import { memoryLedger, type MemoryLedger } from './memory-ledger.js';

const engine = nodeEngine();
const organisations = ['approval', 'police', 'market'].map((name) => ({
  name,
  mspId: `${name.charAt(0).toUpperCase()}${name.slice(1)}MSP`,
}));
const batchRefusals = [...groupRefusals, ...statusRefusals, ...byteRefusals];
let parties: SampleParties;
let ledger: MemoryLedger;
let world: World;

beforeAll(async () => {
  parties = await createParties('city', organisations, engine);
  ledger = memoryLedger(parties, engine);
  for (const record of foundingRecords(parties)) await ledger.enact(record);
  world = await buildWorld(ledger, parties, 'BODY', engine);
});

describe('a batch is refused and nothing changes', () => {
  it.each(batchRefusals.map((refusal) => [refusal.code, refusal.name, refusal] as const))(
    '%s: %s',
    async (code, _name, refusal) => {
      const before = ledger.dump();
      await expect(async () => ledger.anchor(await refusal.batch(world))).rejects.toMatchObject({
        code,
      });
      expect(ledger.dump()).toEqual(before);
    },
  );
});

describe('a record is refused and nothing changes', () => {
  it.each(recordRefusals.map((refusal) => [refusal.code, refusal.name, refusal] as const))(
    '%s: %s',
    async (code, _name, refusal) => {
      const before = ledger.dump();
      const mspId = refusal.mspId ?? 'PoliceMSP';
      await expect(async () => ledger.approve(mspId, refusal.record(world))).rejects.toMatchObject({
        code,
      });
      expect(ledger.dump()).toEqual(before);
    },
  );

  it('CONSORTIUM_MISSING: before the consortium is founded', async () => {
    const empty = memoryLedger(parties, engine);
    const [, member] = foundingRecords(parties);
    const record = encodeRegistryRecord(member as NonNullable<typeof member>);
    await expect(empty.approve('ApprovalMSP', record)).rejects.toMatchObject({
      code: 'CONSORTIUM_MISSING',
    });
    expect(empty.dump()).toEqual([]);
  });
});
