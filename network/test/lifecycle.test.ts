import { expect, it } from '@jest/globals';
import { endorsementPolicy } from '../src/lifecycle.js';
import { fourOrgTopology, sampleTopology } from '../src/topology.js';

it('k of all organisations, by peers only', () => {
  expect(endorsementPolicy(sampleTopology(), { endorsements: 2 })).toBe(
    "OutOf(2,'ApprovalMSP.peer','PoliceMSP.peer','MarketMSP.peer')",
  );
  expect(endorsementPolicy(fourOrgTopology(), { endorsements: 3 })).toMatch(
    /^OutOf\(3,.*'HousingMSP\.peer'\)$/,
  );
});
