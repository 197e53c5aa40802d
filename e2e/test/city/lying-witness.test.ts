import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { codesOf, hallPolicy, judge } from '@yinzhao/e2e/city/judge';
import { everyLie } from '@yinzhao/e2e/city/lies';
import { lyingWitness, type LyingWitness } from '@yinzhao/e2e/city/lying-witness';
import { openOwnKey } from '@yinzhao/e2e/city/own-key';
import { sampleLicence } from '@yinzhao/e2e/city/sample-licences';
import type { Liar } from '@yinzhao/e2e/city/sign-anything';
import { fourOrgTopology } from '@yinzhao/network';
import { decodeSignedNote } from '@yinzhao/verifier/format/signed-note';
import { decodeSyncPack } from '@yinzhao/verifier/format/sync-pack';
import { nodeEngine } from '@yinzhao/verifier/node';
import { startOwnCity, type OwnCity } from './own-city.js';

// Four organisations, w = 3, k = 2: in the place of one witness somebody listens who has its key and lies.
const engine = nodeEngine();
const liar = 'housing';
const name = `yinzhao/city/${liar}/witness`;
let city: OwnCity;
let witness: LyingWitness;
let own: Liar;
const lies = everyLie(() => own, engine);

beforeAll(async () => {
  city = await startOwnCity(fourOrgTopology);
  own = { name, key: openOwnKey(city.folders.org(liar), 'witness', name) };
  await city.kill(`gateway-${liar}`);
  witness = await lyingWitness(city.orgs.find((org) => org.name === liar)?.url ?? '');
}, 180_000);

afterAll(async () => {
  await witness.leave();
  witness.drop();
  await city.remove();
}, 60_000);

it.each(Object.entries(lies))(
  'with %s keeps nothing back and stands nowhere',
  async (what, lie) => {
    const { client, trust, body } = city;
    witness.say(lie);
    const index = Object.keys(lies).indexOf(what);
    const { identifier } = await client.issue(sampleLicence(index, '2026-01-05'), `lie-${index}`);
    await client.waitUntil(identifier, ['receipted'], 8000);
    expect(witness.asked()).toBeGreaterThan(0);
    const sync = await client.syncPack();
    const verdict = judge(await client.file(identifier), { sync }, hallPolicy(trust));
    expect([verdict.outcome, codesOf(verdict)]).toEqual(['valid', []]);
    const { anchored, status } = verdict.established;
    expect(anchored?.witnessedBy).toEqual(['market', 'police']);
    expect(status?.witnessedBy).toEqual(['market', 'police']);
    const log = decodeSyncPack(sync).logs.find(({ origin }) => origin === body.log);
    const lines = decodeSignedNote(log?.note ?? new Uint8Array()).signatures;
    expect(lines.map((line) => line.name)).not.toContain(name);
  },
);
