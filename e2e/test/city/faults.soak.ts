import { expect, it } from '@jest/globals';
import { randomInt } from 'node:crypto';
import { issueUnderKills, type CityKill } from '@yinzhao/e2e/city/kill-run';
import { soakKills, tellProgress } from '../soak-progress.js';
import { checkFaults } from './check-faults.js';
import { startOwnCity } from './own-city.js';

const orgs = ['approval', 'police', 'market'];
const processes = [
  'orderer-approval',
  ...['signer', 'gateway', 'peer', 'chaincode'].flatMap((kind) =>
    orgs.map((org) => `${kind}-${org}`),
  ),
];
const kills: CityKill[] = Array.from({ length: soakKills }, () => ({
  process: processes[randomInt(processes.length)] as string,
  delayMs: randomInt(600),
}));

it(`loses no acknowledged licence and anchors none twice in ${soakKills} kills`, async () => {
  const city = await startOwnCity();
  try {
    const faults = await issueUnderKills(city, city.client, kills, 'soak', tellProgress('city'));
    expect(faults.killed).toBe(kills.length);
    await checkFaults(city, faults);
  } finally {
    await city.remove();
  }
}, 3_600_000);
