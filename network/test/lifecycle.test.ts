import { expect, it } from '@jest/globals';
import { endorsementPolicy, sendAgain } from '../src/lifecycle.js';
import { fourOrgTopology, sampleTopology } from '../src/topology.js';

it('k of all organisations, by peers only', () => {
  expect(endorsementPolicy(sampleTopology(), { endorsements: 2 })).toBe(
    "OutOf(2,'ApprovalMSP.peer','PoliceMSP.peer','MarketMSP.peer')",
  );
  expect(endorsementPolicy(fourOrgTopology(), { endorsements: 3 })).toMatch(
    /^OutOf\(3,.*'HousingMSP\.peer'\)$/,
  );
});

it.each([
  { name: 'that got lost once is sent again', lost: 1, asked: 2, ok: true },
  { name: 'that always gets lost is given up', lost: 9, asked: 3, ok: false },
])('what $name', async ({ lost, asked, ok }) => {
  let sent = 0;
  const answer = await sendAgain(() => {
    sent++;
    const output = sent > lost ? '' : 'Error: timed out waiting for txid on all peers';
    return Promise.resolve({ ok: sent > lost, output });
  });
  expect([sent, answer.ok]).toEqual([asked, ok]);
});

it('what is refused is sent once', async () => {
  let sent = 0;
  await sendAgain(() => Promise.resolve({ output: `refused ${++sent}` }));
  expect(sent).toBe(1);
});
