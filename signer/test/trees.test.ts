import { readFileSync, renameSync, rmSync, writeFileSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { encodeUtf8 } from '@yinzhao/verifier/format/bytes';
import { cosignatureMessage, decodeCosignature } from '@yinzhao/verifier/format/cosignature';
import {
  decodeSignedNote,
  encodeSignedNote,
  noteKeyId,
} from '@yinzhao/verifier/format/signed-note';
import { generateKey, type KeyHandle } from '../src/key-handle.js';
import type { OpenSigner } from '../src/signer.js';
import {
  checkpoint,
  clock,
  engine,
  logName,
  minute,
  newSigner,
  proofOf,
  reopen,
  signedNote,
  start,
} from './bench-of-keys.js';

const digest = (text: string): Uint8Array => engine.sm3(encodeUtf8(text));
const witnessName = 'yinzhao/city/police/witness';

async function log(): Promise<{ folder: string; signer: OpenSigner; publicKey: Uint8Array }> {
  const opened = await newSigner();
  const { publicKey } = await opened.signer.createKey({ role: 'log', name: logName });
  return { ...opened, publicKey };
}

async function witness(): Promise<{
  folder: string;
  signer: OpenSigner;
  publicKey: Uint8Array;
  logKey: KeyHandle;
}> {
  const opened = await newSigner();
  const { publicKey } = await opened.signer.createKey({ role: 'witness', name: witnessName });
  return { ...opened, publicKey, logKey: generateKey(engine) };
}

/** The published form of a checkpoint that this signer's log key has signed. */
function published(text: Uint8Array, publicKey: Uint8Array, signature: Uint8Array): Uint8Array {
  const keyId = noteKeyId(logName, 'log', publicKey, engine.sm3);
  return encodeSignedNote({ text, signatures: [{ name: logName, keyId, signature }] });
}

describe('signCheckpoint', () => {
  it('signs a tree that grows, heartbeats included, and remembers how far', async () => {
    const { folder, signer, publicKey } = await log();
    expect(await signer.lastCheckpoint(logName)).toBeNull();
    const steps: [number, number][] = [
      [0, 0],
      [0, 3],
      [3, 3],
      [3, 10],
      [10, 64],
    ];
    for (const [from, to] of steps) {
      clock.time += 1000;
      const text = checkpoint(to);
      const proof = from === 0 || from === to ? [] : proofOf(from, to);
      const signature = await signer.signCheckpoint(text, proof);
      expect(engine.verify(publicKey, text, signature)).toBe(true);
      expect(await signer.signCheckpoint(text, proof)).toEqual(signature);
    }
    await signer.close();
    const again = await reopen(folder);
    expect(await again.lastCheckpoint(logName)).toMatchObject({
      size: 64,
      time: clock.time,
      trustVersion: 1,
    });
    await again.close();
  });

  it('never goes backwards', async () => {
    const { signer } = await log();
    const trust = { version: 2, digest: digest('trust 2') };
    const status = { sequence: 4, digest: digest('status') };
    await signer.signCheckpoint(checkpoint(10, { trust, status }), []);
    const back = { code: 'BACKWARDS' };
    const later = { trust, status, time: start + 1 };
    for (const [size, changes] of [
      [9, later],
      [12, { ...later, time: start - 1 }],
      [12, { ...later, trust: { version: 1, digest: digest('trust 1') } }],
      [12, { ...later, status: { sequence: 3, digest: digest('status') } }],
    ] as const) {
      const proof = size > 10 ? proofOf(10, size) : [];
      await expect(signer.signCheckpoint(checkpoint(size, changes), proof)).rejects.toMatchObject(
        back,
      );
    }
    await signer.signCheckpoint(checkpoint(12, later), proofOf(10, 12));
    await signer.close();
  });

  it('signs nothing that contradicts what it signed', async () => {
    const { signer } = await log();
    await signer.signCheckpoint(checkpoint(10), []);
    const refused = { code: 'NOT_CONSISTENT' };
    clock.time += 1;
    const attempts: [Uint8Array, Uint8Array[]][] = [
      [checkpoint(10, {}, 'false'), []],
      [checkpoint(10, { status: { sequence: 1, digest: digest('status 10') } }), []],
      [checkpoint(10, { status: { sequence: 0, digest: digest('other') } }), []],
      [checkpoint(12, { trust: { version: 1, digest: digest('other') } }), proofOf(10, 12)],
      [checkpoint(12, {}, 'false'), proofOf(10, 12, 'false')],
      [checkpoint(12), []],
      [checkpoint(12), proofOf(9, 12)],
      [checkpoint(10), [digest('needless')]],
      [checkpoint(12, { root: digest('root') }), proofOf(10, 12)],
    ];
    for (const [text, proof] of attempts) {
      await expect(signer.signCheckpoint(text, proof)).rejects.toMatchObject(refused);
    }
    await signer.close();
  });

  it('takes no false empty tree, no proof without a tree before it, no time far ahead', async () => {
    const { signer } = await log();
    const refused = { code: 'NOT_CONSISTENT' };
    const falseRoot = checkpoint(0, { root: digest('root') });
    await expect(signer.signCheckpoint(falseRoot, [])).rejects.toMatchObject(refused);
    const early = signer.signCheckpoint(checkpoint(5), proofOf(3, 5));
    await expect(early).rejects.toMatchObject(refused);
    const ahead = signer.signCheckpoint(checkpoint(5, { time: start + 3 * minute }), []);
    await expect(ahead).rejects.toMatchObject({ code: 'NOTE_TIME_WRONG' });
    await signer.signCheckpoint(checkpoint(0), []);
    const needless = signer.signCheckpoint(checkpoint(5), proofOf(3, 5));
    await expect(needless).rejects.toMatchObject(refused);
    await signer.close();
  });

  it('signs for own logs only', async () => {
    const { signer } = await log();
    const foreign = signer.signCheckpoint(checkpoint(1, { origin: 'yinzhao/city/police' }), []);
    await expect(foreign).rejects.toMatchObject({ code: 'KEY_UNKNOWN' });
    const digestOnly = signer.signCheckpoint(digest('text'), []);
    await expect(digestOnly).rejects.toMatchObject({ code: 'CHECKPOINT_MALFORMED' });
    await signer.close();
  });

  it('goes on under a new key once the old one is retired', async () => {
    const { signer, publicKey } = await log();
    const first = checkpoint(10);
    await signer.signCheckpoint(first, []);
    const next = await signer.createKey({ role: 'log', name: logName });
    expect(next).toMatchObject({ generation: 2, inUse: false });
    clock.time += 1;
    const second = checkpoint(12);
    const old = await signer.signCheckpoint(second, proofOf(10, 12));
    expect(engine.verify(publicKey, second, old)).toBe(true);
    expect(await signer.retireKey(logName)).toMatchObject({ generation: 1, retired: true });
    expect(await signer.lastCheckpoint(logName)).toMatchObject({ size: 12 });
    const again = await signer.signCheckpoint(second, []);
    expect(engine.verify(next.publicKey, second, again)).toBe(true);
    clock.time += 1;
    const back = signer.signCheckpoint(checkpoint(11), []);
    await expect(back).rejects.toMatchObject({ code: 'BACKWARDS' });
    await signer.signCheckpoint(checkpoint(14), proofOf(12, 14));
    await signer.retireKey(logName);
    const end = signer.signCheckpoint(checkpoint(14), []);
    await expect(end).rejects.toMatchObject({ code: 'KEY_RETIRED' });
    await expect(signer.retireKey(logName)).rejects.toMatchObject({ code: 'KEY_RETIRED' });
    await signer.close();
  });
});

describe('a log key whose state is lost', () => {
  const lost = { code: 'STATE_LOST' };

  it.each([
    [
      'gone',
      (path: string) => {
        rmSync(path);
      },
    ],
    [
      'torn',
      (path: string) => {
        writeFileSync(path, readFileSync(path).subarray(0, 40));
      },
    ],
    [
      'emptied',
      (path: string) => {
        writeFileSync(path, '');
      },
    ],
    [
      'altered',
      (path: string) => {
        const bytes = readFileSync(path);
        bytes[30] = (bytes[30] as number) ^ 1;
        writeFileSync(path, bytes);
      },
    ],
  ])('signs no more where its file is %s', async (_, harm) => {
    const { folder, signer } = await log();
    await signer.signCheckpoint(checkpoint(10), []);
    await signer.close();
    harm(join(folder, 'state', 'log.yinzhao.city.approval.1.state'));
    const again = await reopen(folder);
    await expect(again.signCheckpoint(checkpoint(10), [])).rejects.toMatchObject(lost);
    await expect(again.lastCheckpoint(logName)).rejects.toMatchObject(lost);
    expect((await again.describe())[0]).toMatchObject({ stateLost: true, retired: false });
    await again.createKey({ role: 'log', name: logName });
    await again.retireKey(logName);
    expect(await again.lastCheckpoint(logName)).toBeNull();
    await again.signCheckpoint(checkpoint(10), []);
    await again.close();
  });

  it('does not take the state of another key for its own', async () => {
    const { folder, signer } = await log();
    const police = 'yinzhao/city/police';
    await signer.createKey({ role: 'log', name: police });
    await signer.signCheckpoint(checkpoint(10), []);
    await signer.signCheckpoint(checkpoint(5, { origin: police }), []);
    await signer.close();
    const state = (org: string): string => join(folder, 'state', `log.yinzhao.city.${org}.1.state`);
    cpSync(state('police'), state('approval'));
    const again = await reopen(folder);
    await expect(again.signCheckpoint(checkpoint(10), [])).rejects.toMatchObject(lost);
    await again.close();
  });

  it('is found out by a published note that is newer than an old copy, for good', async () => {
    const { folder, signer, publicKey } = await log();
    await signer.signCheckpoint(checkpoint(10), []);
    const state = join(folder, 'state', 'log.yinzhao.city.approval.1.state');
    cpSync(state, `${state}.copy`);
    clock.time += 1000;
    const text = checkpoint(12);
    const note = published(text, publicKey, await signer.signCheckpoint(text, proofOf(10, 12)));
    await signer.showNote(note);
    await signer.close();
    renameSync(`${state}.copy`, state);
    const again = await reopen(folder);
    expect(await again.lastCheckpoint(logName)).toMatchObject({ size: 10 });
    await expect(again.showNote(note)).rejects.toMatchObject(lost);
    await expect(again.signCheckpoint(checkpoint(14), proofOf(10, 14))).rejects.toMatchObject(lost);
    await again.close();
    const third = await reopen(folder);
    await expect(third.lastCheckpoint(logName)).rejects.toMatchObject(lost);
    await third.close();
  });

  it('is not claimed by older notes, nor by notes it has not signed', async () => {
    const { signer, publicKey } = await log();
    const first = checkpoint(10);
    const oldNote = published(first, publicKey, await signer.signCheckpoint(first, []));
    clock.time += 1000;
    const heartbeat = checkpoint(10);
    await signer.signCheckpoint(heartbeat, []);
    await signer.showNote(oldNote);
    const forged = published(checkpoint(20), publicKey, new Uint8Array(64).fill(1));
    await signer.showNote(forged);
    await signer.showNote(signedNote(checkpoint(20), generateKey(engine)));
    clock.time += 1000;
    await signer.signCheckpoint(checkpoint(12), proofOf(10, 12));
    await signer.showNote(oldNote);
    await signer.close();
  });
});

describe('cosign', () => {
  it('cosigns a tree that grows, with its own clock', async () => {
    const { folder, signer, publicKey, logKey } = await witness();
    const note = signedNote(checkpoint(10), logKey);
    clock.time += 500;
    const answer = await signer.cosign(note, [], logKey.publicKey);
    const { time, signature } = decodeCosignature(answer);
    expect(time).toBe(start + 500);
    const message = cosignatureMessage(time, decodeSignedNote(note).text);
    expect(engine.verify(publicKey, message, signature)).toBe(true);
    clock.time += 500;
    expect(await signer.cosign(note, [], logKey.publicKey)).toEqual(answer);
    await signer.close();
    const again = await reopen(folder);
    expect(await again.cosign(note, [], logKey.publicKey)).toEqual(answer);
    expect(await again.lastCosigned(logName)).toMatchObject({ size: 10, time: start });
    await again.cosign(signedNote(checkpoint(12), logKey), proofOf(10, 12), logKey.publicKey);
    expect(await again.lastCosigned('yinzhao/city/market')).toBeNull();
    await again.close();
  });

  it('is not led back by its own clock', async () => {
    const { signer, logKey } = await witness();
    const first = await signer.cosign(signedNote(checkpoint(10), logKey), [], logKey.publicKey);
    const text = checkpoint(10, { time: start + 1 });
    clock.time = start - minute;
    const second = await signer.cosign(signedNote(text, logKey), [], logKey.publicKey);
    expect(decodeCosignature(second).time).toBe(decodeCosignature(first).time);
    await signer.close();
  });

  it('keeps several logs apart', async () => {
    const { signer, logKey } = await witness();
    const market = 'yinzhao/city/market';
    await signer.cosign(signedNote(checkpoint(10), logKey), [], logKey.publicKey);
    const other = signedNote(checkpoint(3, { origin: market }), logKey, market);
    await signer.cosign(other, [], logKey.publicKey);
    expect(await signer.lastCosigned(logName)).toMatchObject({ size: 10 });
    expect(await signer.lastCosigned(market)).toMatchObject({ size: 3 });
    await signer.close();
  });

  it('believes no note that the log has not signed, and not its own log', async () => {
    const { signer, logKey } = await witness();
    const other = generateKey(engine);
    const wrong = { code: 'NOTE_SIGNATURE_WRONG' };
    const note = decodeSignedNote(signedNote(checkpoint(10), logKey));
    const [line] = note.signatures;
    if (line === undefined) throw new Error('no line');
    const forged = [
      signedNote(checkpoint(10), other),
      signedNote(checkpoint(10), logKey, 'yinzhao/city/market'),
      encodeSignedNote({ text: checkpoint(11), signatures: [line] }),
      encodeSignedNote({ text: note.text, signatures: [line, line] }),
      encodeSignedNote({
        text: note.text,
        signatures: [{ ...line, signature: line.signature.subarray(1) }],
      }),
    ];
    for (const bytes of forged) {
      await expect(signer.cosign(bytes, [], logKey.publicKey)).rejects.toMatchObject(wrong);
    }
    const police = 'yinzhao/city/police';
    const own = signedNote(checkpoint(1, { origin: police }), logKey, police);
    await expect(signer.cosign(own, [], logKey.publicKey)).rejects.toMatchObject({
      code: 'NOTE_OWN_LOG',
    });
    const noNote = signer.cosign(checkpoint(1), [], logKey.publicKey);
    await expect(noNote).rejects.toMatchObject({ code: 'CHECKPOINT_MALFORMED' });
    await signer.close();
  });

  it('compares clocks and never goes backwards', async () => {
    const { signer, logKey } = await witness();
    const offer = (text: Uint8Array, proof: Uint8Array[] = []): Promise<Uint8Array> =>
      signer.cosign(signedNote(text, logKey), proof, logKey.publicKey);
    for (const minutes of [-3, 3]) {
      const text = checkpoint(10, { time: start + minutes * minute });
      await expect(offer(text)).rejects.toMatchObject({ code: 'NOTE_TIME_WRONG' });
    }
    await offer(checkpoint(10));
    await expect(offer(checkpoint(9))).rejects.toMatchObject({ code: 'BACKWARDS' });
    const early = checkpoint(10, { time: start - 1 });
    await expect(offer(early)).rejects.toMatchObject({ code: 'BACKWARDS' });
    await expect(offer(checkpoint(12))).rejects.toMatchObject({ code: 'NOT_CONSISTENT' });
    expect(await signer.evidence()).toEqual([]);
    await signer.close();
  });

  it('keeps what a log signed against its own word', async () => {
    const { folder, signer, logKey } = await witness();
    const held = signedNote(checkpoint(10), logKey);
    await signer.cosign(held, [], logKey.publicKey);
    const refused = { code: 'NOTE_CONTRADICTS' };
    clock.time += 1000;
    const fork = signedNote(checkpoint(10, {}, 'false'), logKey);
    await expect(signer.cosign(fork, [], logKey.publicKey)).rejects.toMatchObject(refused);
    clock.time += 1000;
    const longer = signedNote(checkpoint(12, {}, 'false'), logKey);
    const proof = proofOf(10, 12, 'false');
    await expect(signer.cosign(longer, proof, logKey.publicKey)).rejects.toMatchObject(refused);
    await expect(signer.cosign(fork, [], logKey.publicKey)).rejects.toMatchObject(refused);
    await signer.close();
    const again = await reopen(folder);
    const [first, second, ...more] = await again.evidence();
    expect(first).toEqual({ origin: logName, time: start + 1000, held, note: fork, proof: [] });
    expect(second).toMatchObject({ note: longer, proof });
    expect(more).toEqual([]);
    await again.cosign(signedNote(checkpoint(12), logKey), proofOf(10, 12), logKey.publicKey);
    await again.close();
  });

  it('keeps no more evidence than has its place', async () => {
    const { signer, logKey } = await witness();
    await signer.cosign(signedNote(checkpoint(1), logKey), [], logKey.publicKey);
    for (let i = 0; i < 260; i++) {
      const note = signedNote(checkpoint(1, { root: digest(`root ${i}`) }), logKey);
      const offered = signer.cosign(note, [], logKey.publicKey);
      await expect(offered).rejects.toMatchObject({ code: 'NOTE_CONTRADICTS' });
    }
    expect(await signer.evidence()).toHaveLength(256);
    await signer.close();
  });

  it('is lost when a note carries its own cosignature that it does not remember', async () => {
    const { folder, signer, publicKey, logKey } = await witness();
    await signer.cosign(signedNote(checkpoint(10), logKey), [], logKey.publicKey);
    const state = join(folder, 'state', 'witness.yinzhao.city.police.witness.1.state');
    cpSync(state, `${state}.copy`);
    const bare = signedNote(checkpoint(12), logKey);
    const signature = await signer.cosign(bare, proofOf(10, 12), logKey.publicKey);
    await signer.close();
    renameSync(`${state}.copy`, state);
    const again = await reopen(folder);
    const keyId = noteKeyId(witnessName, 'witness', publicKey, engine.sm3);
    const { text, signatures } = decodeSignedNote(bare);
    const line = { name: witnessName, keyId, signature };
    const cosigned = encodeSignedNote({ text, signatures: [...signatures, line] });
    const offered = again.cosign(cosigned, proofOf(10, 12), logKey.publicKey);
    await expect(offered).rejects.toMatchObject({ code: 'STATE_LOST' });
    await expect(again.showNote(cosigned)).rejects.toMatchObject({ code: 'STATE_LOST' });
    await expect(again.lastCosigned(logName)).rejects.toMatchObject({ code: 'STATE_LOST' });
    await again.close();
  });

  it('passes over a line under its name that is no cosignature', async () => {
    const { signer, publicKey, logKey } = await witness();
    const keyId = noteKeyId(witnessName, 'witness', publicKey, engine.sm3);
    const { text, signatures } = decodeSignedNote(signedNote(checkpoint(10), logKey));
    const junk = { name: witnessName, keyId, signature: new Uint8Array(7) };
    const note = encodeSignedNote({ text, signatures: [...signatures, junk] });
    await signer.cosign(note, [], logKey.publicKey);
    await signer.close();
  });
});
