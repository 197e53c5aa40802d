import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomInt } from 'node:crypto';
import { issueUnderKills, type CityKill } from '@yinzhao/e2e/city/kill-run';
import { checkFaults } from './check-faults.js';
import { startOwnCity, type OwnCity } from './own-city.js';

const kills: CityKill[] = [
  'gateway-approval',
  'signer-approval',
  'gateway-police',
  'peer-approval',
  'signer-market',
  'gateway-approval',
  'orderer-approval',
  'signer-approval',
  'chaincode-approval',
  'peer-police',
  'gateway-market',
  'gateway-approval',
].map((process) => ({ process, delayMs: randomInt(400) }));

let city: OwnCity;

beforeAll(async () => {
  city = await startOwnCity();
}, 120_000);

afterAll(() => city.remove(), 60_000);

it(`anchors every acknowledged licence once in spite of ${kills.length} kills`, async () => {
  // Whatever runs in a city is killed: an authority only signs certificates, before anything is issued.
  const kindOf = (name: string): string => name.split('-')[0] ?? '';
  const running = [...(await city.pids()).keys()].map(kindOf).filter((kind) => kind !== 'ca');
  expect(new Set(kills.map(({ process }) => kindOf(process)))).toEqual(new Set(running));
  const faults = await issueUnderKills(city, city.client, kills, 'kills');
  expect(faults.killed).toBe(kills.length);
  expect(faults.licences.length).toBeGreaterThan(kills.length);
  await checkFaults(city, faults);
}, 300_000);
