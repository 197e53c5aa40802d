import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { bodyRecord, type SampleBody } from '@yinzhao/e2e/parties';
import { decodeCheckpoint, encodeCheckpoint } from '@yinzhao/verifier/format/checkpoint';
import {
  cosignatureMessage,
  decodeCosignature,
  encodeCosignature,
} from '@yinzhao/verifier/format/cosignature';
import {
  decodeSignedNote,
  encodeSignatureLine,
  encodeSignedNote,
  noteKeyId,
  type SignedNote,
} from '@yinzhao/verifier/format/signed-note';
import { decodeStatusSnapshot } from '@yinzhao/verifier/format/status-snapshot';
import { leafStatus } from '@yinzhao/verifier/format/status';
import { statusDigest } from '@yinzhao/verifier/format/status-digest';
import { nodeEngine } from '@yinzhao/verifier/node';
import { openCheckpoints, type CheckpointOptions } from '../../src/checkpoint/checkpoints.js';
import { checkpointRound, type RoundResult } from '../../src/checkpoint/round.js';
import { answerNote } from '../../src/witness/answer.js';
import { decodeAddCheckpoint, encodeAddCheckpoint } from '../../src/witness/wire.js';
import { openOffices, reach, type Office, type Offices } from '../three-offices.js';
import { refound, sampleCity, scratchFolders, type SampleCity } from '../sample-city.js';
import { until } from '../until.js';

const engine = nodeEngine();
const folders = scratchFolders();
let base: SampleCity;
let city: SampleCity;
let offices: Offices;
let police: Office;
let market: Office;

beforeAll(async () => {
  base = await sampleCity(engine);
});
beforeEach(async () => {
  city = await refound(base, engine);
  offices = await openOffices(city, folders.create, engine);
  [, police, market] = offices.all;
});
afterEach(() => offices.close());
afterAll(folders.remove);

const sizes = () => new Map<string, number>();
const round = (previous: RoundResult | null = null, known = sizes()): Promise<RoundResult> =>
  checkpointRound(offices.round, previous?.open ?? null, known);
const about = (leafIndex: number, status = leafStatus.revoked) => {
  const [{ log, digest }] = city.bodies as [SampleCity['bodies'][number]];
  return { log, leafIndex, certificate: digest, groupNumber: 1, status, time: 1 };
};
const sizeOf = ({ cosigned }: RoundResult): number | null =>
  cosigned && decodeCheckpoint(decodeSignedNote(cosigned).text).size;

describe('a round', () => {
  it('gives a note that log and witnesses have signed, with what the log is', async () => {
    await offices.log(3);
    await offices.log(2, [about(1)]);
    const { cosigned, problems } = await round();
    expect(problems).toEqual([]);
    if (!cosigned) throw new Error('no quorum');
    const { text, signatures } = decodeSignedNote(cosigned);
    const checkpoint = decodeCheckpoint(text);
    const { log } = offices.round;
    const snapshot = log.snapshotAt(6);
    expect(checkpoint).toMatchObject({ origin: log.origin, size: 6, status: { sequence: 1 } });
    expect(checkpoint.root).toEqual(await log.rootAt(6));
    expect(checkpoint.status.digest).toEqual(statusDigest(snapshot, log.sealListAt(6), engine.sm3));
    expect(decodeStatusSnapshot(snapshot).entries).toEqual([
      { leafIndex: 1, status: leafStatus.revoked },
    ]);
    const [home] = offices.all;
    const [own, ...lines] = signatures;
    expect(engine.verify(home.member.logKey.publicKey, text, own?.signature ?? text)).toBe(true);
    expect(lines.map(({ name }) => name)).toEqual([police.witness.name, market.witness.name]);
    lines.forEach(({ signature: line }, i) => {
      const { time, signature } = decodeCosignature(line);
      const key = [police, market][i]?.member.witnessKey.publicKey ?? new Uint8Array();
      expect(engine.verify(key, cosignatureMessage(time, text), signature)).toBe(true);
    });
  });

  it('needs no witness to be asked where the size is known', async () => {
    const known = sizes();
    await offices.log(3);
    const first = await round(null, known);
    await offices.log(300);
    expect(sizeOf(await round(first, known))).toBe(303);
    // Asked at first what they have, then told the proof at once.
    expect(police.answers.map(({ status }) => status)).toEqual([409, 200, 200]);
  });

  it('has no quorum while a witness is down, and the newest note gets it when it is back', async () => {
    const known = sizes();
    const { post } = market;
    await offices.log(3);
    let last = await round(null, known);
    market.post = () => Promise.reject(new Error('ECONNREFUSED'));
    for (let i = 0; i < 3; i++) {
      await offices.log(2);
      last = await round(last, known);
      expect(last.cosigned).toBeNull();
      expect(last.problems).toMatchObject([{ code: 'WITNESS_UNAVAILABLE' }]);
    }
    market.post = post;
    last = await round(last, known);
    expect(sizeOf(last)).toBe(9);
    expect(market.notary.cosigned()).toBe(2);
    // The note of the round before was still good: nobody had to sign it again.
    expect(police.notary.cosigned()).toBe(4);
  });

  it('goes on where two of three are enough', async () => {
    const [home] = offices.all;
    market.post = () => Promise.reject(new Error('ECONNREFUSED'));
    await offices.log(3);
    const { witnesses } = await offices.round.quorum();
    const parts = { ...offices.round, quorum: () => Promise.resolve({ needed: 1, witnesses }) };
    const result = await checkpointRound(parts, null, sizes());
    expect(sizeOf(result)).toBe(3);
    expect(result.problems).toMatchObject([{ code: 'WITNESS_UNAVAILABLE' }]);
    expect(home.notary.cosigned()).toBe(0);
  });

  it('waits for a witness whose peer lags', async () => {
    market.peer.hold();
    await offices.log(3);
    const running = round();
    // Nobody can be told that it waits: a release that comes early costs the test its point, not its truth.
    setTimeout(market.peer.release, 50);
    expect(sizeOf(await running)).toBe(3);
  });

  it('does not believe a witness that lies', async () => {
    await offices.log(3);
    const { post, witness, member } = market;
    const lineAt = (body: Uint8Array, behind: number): { status: number; body: string } => {
      const { text } = decodeSignedNote(decodeAddCheckpoint(body).note);
      const time = decodeCheckpoint(text).time + behind;
      const { publicKey, sign } = member.witnessKey;
      const signature = encodeCosignature({
        time,
        signature: sign(cosignatureMessage(time, text)),
      });
      const keyId = noteKeyId(witness.name, 'witness', publicKey, engine.sm3);
      const line = encodeSignatureLine({ name: witness.name, keyId, signature });
      return { status: 200, body: line };
    };
    const answers: [string, (body: Uint8Array) => Promise<{ status: number; body: string }>][] = [
      ['WITNESS_LIES', () => Promise.resolve({ status: 200, body: 'yes\n' })],
      ['WITNESS_LIES', () => Promise.resolve({ status: 200, body: '' })],
      // The good line of another witness.
      ['WITNESS_LIES', async (body) => police.post(body)],
      [
        'WITNESS_LIES',
        async (body) => {
          const answer = await post(body);
          return { ...answer, body: answer.body.replace(/.{8}\n/, 'AAAAAAA=\n') };
        },
      ],
      // Its own key, at a time that no receipt can hold, and at one that no honest witness signs at.
      ['WITNESS_LIES', (body) => Promise.resolve(lineAt(body, 2 ** 40))],
      ['WITNESS_LIES', (body) => Promise.resolve(lineAt(body, 120_001))],
      ['WITNESS_LIES', (body) => Promise.resolve(lineAt(body, -120_001))],
      ['WITNESS_REFUSES', () => Promise.resolve({ status: 409, body: '999\n' })],
      ['WITNESS_REFUSES', () => Promise.resolve({ status: 409, body: '1\n' })],
      ['WITNESS_REFUSES', () => Promise.resolve({ status: 500, body: 'x'.repeat(9999) })],
    ];
    for (const [code, lie] of answers) {
      market.post = lie;
      const { cosigned, problems } = await round(null, sizes());
      expect(cosigned).toBeNull();
      expect(problems).toMatchObject([{ code }]);
    }
  });

  it('is signed anew where the trust bundle has changed, though no leaf has', async () => {
    const known = sizes();
    await offices.log(3);
    const first = await round(null, known);
    expect(await round(first, known)).toMatchObject({ open: { note: first.open.note } });
    await city.chain.enact({ kind: 'trust', version: 2, digest: engine.sm3(Uint8Array.of(2)) });
    const { open, cosigned } = await round(first, known);
    expect(open.checkpoint.trust.version).toBe(2);
    expect(cosigned).not.toBeNull();
  });

  it('says so where nothing can be signed', async () => {
    await offices.log(3);
    const trust = { current: () => Promise.resolve(null) };
    await expect(checkpointRound({ ...offices.round, trust }, null, sizes())).rejects.toMatchObject(
      { code: 'TRUST_UNREGISTERED' },
    );
    await round();
    const log = Object.create(offices.round.log, {
      size: { value: 2 },
    }) as typeof offices.round.log;
    await expect(checkpointRound({ ...offices.round, log }, null, sizes())).rejects.toMatchObject({
      code: 'MIRROR_BEHIND',
    });
  });
});

/** A note that the log's own key has signed, whatever it says. */
function signedByLog(text: Uint8Array): SignedNote {
  const [{ member }] = offices.all;
  const keyId = noteKeyId(member.log, 'log', member.logKey.publicKey, engine.sm3);
  return { text, signatures: [{ name: member.log, keyId, signature: member.logKey.sign(text) }] };
}

describe('a witness', () => {
  const ask = async (
    changes: (text: ReturnType<typeof decodeCheckpoint>) => ReturnType<typeof decodeCheckpoint>,
    old = 0,
    office = police,
  ) => {
    const { open } = await checkpointRound(
      { ...offices.round, quorum: () => Promise.resolve({ needed: 1, witnesses: [] }) },
      null,
      sizes(),
    );
    const note = encodeSignedNote(signedByLog(encodeCheckpoint(changes(open.checkpoint))));
    return { note, answer: await answerNote(office.witness, { old, proof: [], note }) };
  };
  const zero = new Uint8Array(32);

  beforeEach(() => offices.log(3));

  it('cosigns what its own peer has', async () => {
    expect((await ask((checkpoint) => checkpoint)).answer.kind).toBe('cosigned');
  });

  it.each([
    ['another root', (c: ReturnType<typeof decodeCheckpoint>) => ({ ...c, root: zero })],
    [
      'another status',
      (c: ReturnType<typeof decodeCheckpoint>) => ({ ...c, status: { ...c.status, digest: zero } }),
    ],
    [
      'another status sequence',
      (c: ReturnType<typeof decodeCheckpoint>) => ({ ...c, status: { ...c.status, sequence: 1 } }),
    ],
  ])('keeps a note with %s as evidence and does not cosign it', async (_what, changes) => {
    const { note, answer } = await ask(changes);
    expect(answer).toEqual({ kind: 'refused', code: 'NOTE_CONTRADICTS' });
    expect([...police.evidence]).toEqual([Buffer.from(note).toString('hex')]);
    expect(police.notary.cosigned()).toBe(0);
  });

  it('refuses a trust bundle that the registry does not have', async () => {
    const wrong = await ask((c) => ({ ...c, trust: { ...c.trust, digest: zero } }));
    expect(wrong.answer).toEqual({ kind: 'refused', code: 'NOTE_TRUST_WRONG' });
    const unknown = await ask((c) => ({ ...c, trust: { ...c.trust, version: 2 } }));
    expect(unknown.answer).toEqual({ kind: 'refused', code: 'WITNESS_BEHIND' });
  });

  it('refuses a time that its own clock is two minutes from', async () => {
    for (const off of [-121_000, 121_000]) {
      const { answer } = await ask((c) => ({ ...c, time: c.time + off }));
      expect(answer).toEqual({ kind: 'refused', code: 'NOTE_TIME_WRONG' });
    }
  });

  it('refuses a note that the log has not signed, its own, and one of nobody', async () => {
    const { note } = await ask((checkpoint) => checkpoint);
    const { text, signatures } = decodeSignedNote(note);
    const forged = { text, signatures: [{ ...signatures[0], signature: new Uint8Array(64) }] };
    const [home] = offices.all;
    const add = (bytes: Uint8Array) => ({ old: 0, proof: [], note: bytes });
    const bad = encodeSignedNote(forged as SignedNote);
    expect(await answerNote(police.witness, add(bad))).toMatchObject({
      code: 'NOTE_SIGNATURE_WRONG',
    });
    expect(await answerNote(home.witness, add(note))).toMatchObject({ code: 'NOTE_OWN_LOG' });
    const other = await ask((c) => ({ ...c, origin: 'yinzhao/city/nobody' }));
    expect(other.answer).toMatchObject({ code: 'NOTE_LOG_UNKNOWN' });
    const garbage = Uint8Array.of(1, 2, 3);
    expect(await answerNote(police.witness, add(garbage))).toMatchObject({
      code: 'NOTE_REQUEST_MALFORMED',
    });
  });

  it('tells its size where the request begins elsewhere', async () => {
    await ask((checkpoint) => checkpoint);
    const again = await ask((checkpoint) => checkpoint, 2);
    expect(again.answer).toEqual({ kind: 'conflict', size: 3 });
  });

  it('passes on what its signer refuses', async () => {
    await ask((checkpoint) => checkpoint);
    await offices.log(2);
    const { answer } = await ask((checkpoint) => checkpoint, 3);
    expect(answer).toEqual({ kind: 'refused', code: 'NOT_CONSISTENT' });
    await offices.log(0, [about(0)]);
    expect(await ask((c) => ({ ...c, time: c.time - 1000 }), 3)).toMatchObject({
      answer: { kind: 'conflict', size: 3 },
    });
  });

  it('refuses a log that hides a revocation, after a minute', async () => {
    const hiding = Object.create(offices.round.log, {
      size: { value: 3 },
    }) as Offices['round']['log'];
    await offices.log(0, [about(1)]);
    await reach(police.mirror.log(hiding.origin), 4);
    await reach(market.mirror.log(hiding.origin), 4);
    const parts = { ...offices.round, log: hiding };
    const known = sizes();
    const fresh = await checkpointRound(parts, null, known);
    expect(sizeOf(fresh)).toBe(3);
    offices.pass(61_000);
    const late = await checkpointRound(parts, fresh.open, known);
    expect(late.cosigned).toBeNull();
    expect(late.problems).toMatchObject([{ code: 'WITNESS_REFUSES' }, { code: 'WITNESS_REFUSES' }]);
    expect(police.answers.at(-1)).toMatchObject({ status: 409, body: '4\n' });
    // The truth is cosigned at once.
    expect(sizeOf(await checkpointRound(offices.round, late.open, known))).toBe(4);
  });

  it('refuses a log that hides a new trust bundle, after a minute', async () => {
    const [home] = offices.all;
    const old = await home.trust.current();
    await city.chain.enact({ kind: 'trust', version: 2, digest: engine.sm3(Uint8Array.of(2)) });
    await police.trust.exceededSince(1);
    const parts = { ...offices.round, trust: { current: () => Promise.resolve(old) } };
    const fresh = await checkpointRound(parts, null, sizes());
    expect(fresh.cosigned).not.toBeNull();
    offices.pass(61_000);
    const late = await checkpointRound(parts, fresh.open, sizes());
    expect(late.cosigned).toBeNull();
  });
});

describe('a request to a witness', () => {
  it.each([
    ['no size', 'old x\n\nnote'],
    ['a size with a sign', 'old +1\n\nnote'],
    ['a hash that is short', 'old 1\nAAAA\n\nnote'],
    ['a hash that is no base64', 'old 1\n!\n\nnote'],
    ['too many hashes', `old 1\n${`${'A'.repeat(43)}=\n`.repeat(64)}\nnote`],
    ['no blank line', 'old 1\nnote'],
    ['bytes that are no text', 'old 1\n\xff\n\nnote'],
    ['too many bytes', `old 1\n\n${'x'.repeat(40_000)}`],
  ])('with %s is malformed', async (_what, text) => {
    const bytes = Uint8Array.from(Buffer.from(text, 'latin1'));
    expect(await police.post(bytes)).toMatchObject({
      status: 400,
      body: 'NOTE_REQUEST_MALFORMED\n',
    });
  });

  it('is read as it was written', async () => {
    const proof = [engine.sm3(Uint8Array.of(1)), engine.sm3(Uint8Array.of(2))];
    const bytes = encodeAddCheckpoint({ old: 7, proof, note: Uint8Array.of(110, 10) });
    expect(Buffer.from(bytes).toString()).toMatch(/^old 7\n.{44}\n.{44}\n\nn\n$/);
    await Promise.resolve();
  });
});

describe('checkpoints', () => {
  const open = async (changes: Partial<CheckpointOptions> = {}) => {
    const cosigned: number[] = [];
    const saved = new Map<string, Uint8Array>();
    const problems: Error[] = [];
    const [home] = offices.all;
    const checkpoints = await openCheckpoints({
      ...offices.round,
      mirror: home.mirror,
      notes: {
        load: (origin) => Promise.resolve(saved.get(origin) ?? null),
        save: async (origin, note) => {
          saved.set(origin, note);
          return Promise.resolve();
        },
      },
      onCosigned: async (note) => {
        cosigned.push(decodeCheckpoint(decodeSignedNote(note).text).size);
        return Promise.resolve();
      },
      onProblem: (error) => problems.push(error),
      ...changes,
    });
    return { checkpoints, cosigned, saved, problems };
  };

  it('follow the log and the trust bundle, and are kept', async () => {
    const { checkpoints, cosigned, saved } = await open();
    await offices.log(3);
    await until(() => cosigned.length === 1);
    await offices.log(4);
    await until(() => cosigned.length === 2);
    await city.chain.enact({ kind: 'trust', version: 2, digest: engine.sm3(Uint8Array.of(2)) });
    await until(() => cosigned.length === 3);
    expect(cosigned).toEqual([3, 7, 7]);
    const kept = checkpoints.latest();
    expect(saved.get(offices.round.log.origin)).toEqual(kept);
    await checkpoints.close();
    // After a restart the keys are shown what they have signed.
    const { notary } = offices.all[0];
    const again = await open({
      notes: { load: () => Promise.resolve(kept), save: () => Promise.resolve() },
    });
    await again.checkpoints.close();
    expect(notary.shown).toEqual([kept]);
  });

  it('come every ten minutes though nothing happens', async () => {
    const { checkpoints, cosigned } = await open();
    await offices.log(3);
    await until(() => cosigned.length === 1);
    const other = bodyRecord(city.bodies[2] as SampleBody, { version: 2, state: 1 });
    offices.pass(500_000);
    await city.chain.enact(other);
    await sleep(50);
    expect(cosigned).toHaveLength(1);
    offices.pass(100_000);
    // Any block wakes them: nobody in a test waits ten minutes.
    await city.chain.enact({ ...other, version: 3 });
    await until(() => cosigned.length === 2);
    await checkpoints.close();
  });

  it('follow within seconds of a witness’s return', async () => {
    const { post } = market;
    market.post = () => Promise.reject(new Error('ECONNREFUSED'));
    const { checkpoints, cosigned, problems } = await open({ now: Date.now });
    const witness = [police, market].map((office) =>
      Object.assign(office.witness, { now: Date.now }),
    );
    expect(witness).toHaveLength(2);
    await offices.log(3);
    await until(() => problems.length > 0);
    await offices.log(2);
    market.post = post;
    await until(() => cosigned.length > 0);
    expect(cosigned.at(-1)).toBe(5);
    await checkpoints.close();
  });
});
