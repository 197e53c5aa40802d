import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { anchorStatement } from '@yinzhao/e2e/city/anchor-statement';
import { codesOf, hallPolicy, judge } from '@yinzhao/e2e/city/judge';
import { everyLie } from '@yinzhao/e2e/city/lies';
import { hang, lyingWitness, type Lie, type LyingWitness } from '@yinzhao/e2e/city/lying-witness';
import { decodeForkEvidence } from '@yinzhao/verifier/format/fork-evidence';
import { witnessesOf } from '@yinzhao/e2e/city/note-witnesses';
import { offerTo } from '@yinzhao/e2e/city/offer-note';
import { runOffline } from '@yinzhao/e2e/city/offline';
import { otherTree } from '@yinzhao/e2e/city/other-tree';
import { openOwnKey } from '@yinzhao/e2e/city/own-key';
import { readPublishedLog, type PublishedLog } from '@yinzhao/e2e/city/published-log';
import { sampleLicence } from '@yinzhao/e2e/city/sample-licences';
import { packUnder } from '@yinzhao/e2e/city/show-under';
import { noteOf, type Liar } from '@yinzhao/e2e/city/sign-anything';
import { writeWhole } from '@yinzhao/e2e/city/write-whole';
import { formatPolicy } from '@yinzhao/verifier';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { decodeCheckpoint, encodeCheckpoint } from '@yinzhao/verifier/format/checkpoint';
import { decodeSignedNote, encodeSignedNote } from '@yinzhao/verifier/format/signed-note';
import { leafStatus } from '@yinzhao/verifier/format/status';
import { decodeSyncPack, encodeSyncPack } from '@yinzhao/verifier/format/sync-pack';
import { decodeTrustBundle } from '@yinzhao/verifier/format/trust-bundle';
import { nodeEngine } from '@yinzhao/verifier/node';
import { judgeWhen } from './judge-when.js';
import { startOwnCity, type OwnCity } from './own-city.js';

// Three organisations, w = 2, k = 2: both witnesses are needed.
const engine = nodeEngine();
const date = '2026-01-05';
const others = ['police', 'market'];
let city: OwnCity;
let log: Liar;
let witnesses: readonly Liar[];

const urlOf = (org: string): string => city.orgs.find(({ name }) => name === org)?.url ?? '';
const ownLog = (): Promise<PublishedLog> => readPublishedLog(urlOf(city.body.org), city.body.log);
const issue = async (index: number): Promise<string> =>
  (await city.client.issue(sampleLicence(index, date), `three-${index}`)).identifier;
const issued = async (index: number): Promise<Uint8Array> => {
  const identifier = await issue(index);
  await city.client.waitUntil(identifier, ['receipted']);
  return city.client.file(identifier);
};
const until = async (holds: () => boolean, timeoutMs: number): Promise<void> => {
  const end = performance.now() + timeoutMs;
  while (!holds()) {
    if (performance.now() > end) throw new Error('it has not come to that in time');
    await sleep(50);
  }
};

beforeAll(async () => {
  city = await startOwnCity();
  const { body, folders, members } = city;
  log = { name: body.log, key: openOwnKey(folders.org(body.org), 'log', body.log) };
  witnesses = members
    .filter(({ org }) => others.includes(org))
    .map(({ org, witness: name }) => ({
      name,
      key: openOwnKey(folders.org(org), 'witness', name),
    }));
}, 120_000);

afterAll(() => city.remove(), 60_000);

describe('a witness that lies where both are needed', () => {
  const lies = everyLie(() => witnesses[0] as Liar, engine);
  const told: readonly (keyof typeof lies)[] = [
    'a signature of 64 equal bytes',
    'a good signature of a year ahead',
    'nonsense as a success',
    'the same conflict again and again',
    'a body without end',
  ];
  let witness: LyingWitness;
  let waiting: readonly string[];
  let before: Uint8Array;

  it('keeps receipts back, and nothing more: licences are anchored, and halls say when they know no more', async () => {
    const { client, trust } = city;
    before = await issued(0);
    const { checkpoint } = await ownLog();
    await city.kill('gateway-police');
    witness = await lyingWitness(urlOf('police'));
    waiting = await Promise.all([1, 2, 3].map(issue));
    for (const identifier of waiting) await client.waitUntil(identifier, ['anchored']);
    for (const name of told) {
      witness.say(lies[name] as Lie);
      await until(() => witness.asked() > 0, 20_000);
    }
    // The last answer has been looked at when the next question comes.
    witness.say(hang);
    await until(() => witness.asked() > 0, 20_000);
    for (const identifier of waiting)
      expect((await client.read(identifier)).state).toBe('anchored');
    expect((await ownLog()).checkpoint).toEqual(checkpoint);
    const sync = await client.syncPack();
    const impatient = judge(before, { sync }, hallPolicy(trust, { maxKnowledgeAge: 3000 }));
    expect([impatient.outcome, codesOf(impatient)]).toEqual(['undetermined', ['KNOWLEDGE_OLD']]);
  }, 120_000);

  it('is followed by receipts within ten seconds of an honest one, though a question still hangs', async () => {
    const { client, trust } = city;
    await witness.leave();
    await city.start('gateway-police');
    const back = performance.now();
    for (const identifier of waiting) await client.waitUntil(identifier, ['receipted'], 20_000);
    expect(performance.now() - back).toBeLessThan(10_000);
    witness.drop();
    const sync = await client.syncPack();
    for (const identifier of waiting) {
      const verdict = judge(await client.file(identifier), { sync }, hallPolicy(trust));
      expect([verdict.outcome, codesOf(verdict)]).toEqual(['valid', []]);
    }
  }, 60_000);
});

describe('a log that hides a revocation behind fresh notes', () => {
  let file: Uint8Array;
  let pack: Uint8Array;
  let old: PublishedLog;
  let committed: number;
  /** The newest note of the old size that both witnesses have cosigned. */
  let hidden: Uint8Array;

  /** The same tree as before, at the time that it is now: asked of both witnesses over the wire. */
  const offerOld = async (): Promise<readonly { status: number; body: string }[]> => {
    const text = encodeCheckpoint({ ...old.checkpoint, time: Date.now() });
    const note = noteOf(text, log, [], 0, engine);
    const size = old.checkpoint.size;
    const replies = await Promise.all(
      others.map((org) => offerTo(urlOf(org), { old: size, proof: [], note })),
    );
    if (replies.every(({ status }) => status === 200)) {
      const lines = replies.map(({ body }) => `${body}\n`).join('');
      hidden = Buffer.concat([note, Buffer.from(lines)]);
    }
    return replies;
  };
  const packOf = (note: Uint8Array): Uint8Array => {
    const { logs, ...rest } = decodeSyncPack(pack);
    return encodeSyncPack({
      ...rest,
      logs: logs.map((one) => (one.origin === log.name ? { ...one, note } : one)),
    });
  };

  it('gets them cosigned at first: peers may lag', async () => {
    const { client, network, body, folders } = city;
    file = await issued(10);
    ({ pack } = await judgeWhen(city, file, 'valid'));
    old = await ownLog();
    const { leafIndex } = await client.read(await issue(10));
    await city.kill(`gateway-${body.org}`, 'SIGTERM');
    const key = openOwnKey(folders.org(body.org), 'issuing', 'licences');
    const about = { leafIndex: leafIndex as number, status: leafStatus.revoked };
    await anchorStatement(network, body, key, about);
    committed = Date.now();
    expect((await offerOld()).map(({ status }) => status)).toEqual([200, 200]);
    const { witnesses } = witnessesOf(hidden, bundle(), engine);
    expect(witnesses).toHaveLength(2);
    const verdict = judge(file, { sync: packOf(hidden) }, hallPolicy(city.trust));
    expect([verdict.outcome, codesOf(verdict)]).toEqual(['valid', []]);
  }, 60_000);

  const bundle = () => decodeTrustBundle(city.trust.bytes).bundle;

  // While that minute passes.
  it('meanwhile, two dishonest witnesses: both trees are witnessed, and who holds one keeps the proof of the fork', async () => {
    const { folders, trust } = city;
    const { checkpoint, leaves } = old;
    const other = otherTree(
      {
        ...{ origin: log.name, sequence: checkpoint.status.sequence, statuses: [] },
        ...{ trust: checkpoint.trust, time: checkpoint.time + 1 },
        leaves: [...leaves.slice(0, 1), ...leaves.slice(0, 1), ...leaves.slice(2)],
      },
      engine,
    );
    const note = noteOf(other.text, log, witnesses, checkpoint.time + 2, engine);
    const place = (name: string): string => join(folders.home, 'fork', name);
    writeWhole(place('policy.json'), formatPolicy({ ...hallPolicy(trust), name: 'fork' }));
    writeWhole(place('licence.yzl'), file);
    writeWhole(place('ledger.yzs'), pack);
    writeWhole(place('other.yzs'), packUnder(pack, other, note));
    for (const [first, second] of [
      ['ledger', 'other'],
      ['other', 'ledger'],
    ] as const) {
      const state = place(`${first}.state`);
      const verify = (sync: string) =>
        runOffline([
          ...['verify', place('licence.yzl'), '--sync', place(`${sync}.yzs`)],
          ...['--policy', place('policy.json'), '--state', state, '--json'],
        ]);
      const archive = await verify(first);
      // The receipt is of the ledger's tree: a hall that begins with the other pack sees the fork at once.
      expect(archive.code).toBe(first === 'ledger' ? 0 : 1);
      const { code, stdout } = await verify(second);
      const { outcome, checks } = JSON.parse(stdout) as {
        outcome: string;
        checks: { code: string | null }[];
      };
      expect([code, outcome]).toEqual([1, 'invalid']);
      expect(checks.map((check) => check.code)).toContain('FORK');
      const kept = readdirSync(`${state}.evidence`).flatMap((name) => {
        const file = new Uint8Array(readFileSync(join(`${state}.evidence`, name)));
        return decodeForkEvidence(file).notes;
      });
      const shown = kept.map((one) => witnessesOf(one, bundle(), engine));
      expect(shown.length).toBeGreaterThanOrEqual(2);
      for (const one of shown) expect(one.witnesses).toHaveLength(2);
      const roots = new Set(shown.map((one) => toHex(one.checkpoint.root)));
      expect(roots).toEqual(new Set([checkpoint, other.checkpoint].map(({ root }) => toHex(root))));
    }
  }, 60_000);

  it('gets none a minute after the revocation was committed, and is told what the witnesses have', async () => {
    let replies = await offerOld();
    while (replies.some(({ status }) => status === 200)) {
      expect(Date.now() - committed).toBeLessThan(75_000);
      await sleep(2000);
      replies = await offerOld();
    }
    expect(Date.now() - committed).toBeGreaterThan(59_000);
    const size = `${old.checkpoint.size + 1}`;
    expect(replies).toEqual(others.map(() => ({ status: 409, body: size })));
  }, 120_000);

  it('keeps no hall at valid beyond the maximum age', () => {
    const policy = hallPolicy(city.trust);
    const sync = packOf(hidden);
    const { time } = decodeCheckpoint(decodeSignedNote(hidden).text);
    expect(time - committed).toBeLessThan(75_000);
    const { freshness } = judge(file, { sync }, policy, time);
    const maximumAge = freshness.maximumAge as number;
    expect(maximumAge).toBeGreaterThan(0);
    for (const late of [1, 60_000, maximumAge]) {
      const verdict = judge(file, { sync }, policy, time + maximumAge + late);
      expect([verdict.outcome, codesOf(verdict)]).toEqual(['undetermined', ['KNOWLEDGE_OLD']]);
    }
    // Another time in the note is another note: nobody has signed that.
    const { text, signatures } = decodeSignedNote(hidden);
    const fresher = encodeCheckpoint({ ...decodeCheckpoint(text), time: time + maximumAge });
    const sold = judge(
      file,
      { sync: packOf(encodeSignedNote({ text: fresher, signatures })) },
      policy,
      time + maximumAge + 1,
    );
    expect(sold.outcome).toBe('undetermined');
    expect(codesOf(sold)).toContain('SYNC_SIGNATURE_WRONG');
  });

  it('cannot hide it any longer once it asks for what is committed', async () => {
    await city.start(`gateway-${city.body.org}`);
    const { verdict } = await judgeWhen(city, file, 'invalid');
    expect([verdict.outcome, codesOf(verdict)]).toEqual(['invalid', ['LICENCE_REVOKED']]);
  }, 60_000);
});
