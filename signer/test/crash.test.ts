import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { connectSigner } from '../src/client.js';
import { generateKey } from '../src/key-handle.js';
import {
  addIssuer,
  addRoot,
  checkpoint,
  clock,
  engine,
  group,
  licence,
  logName,
  newSigner,
  proofOf,
  reopen,
  signedNote,
  testFolder,
} from './bench-of-keys.js';

const child = join(__dirname, 'child.mjs');
const program = join(__dirname, '..', 'dist', 'main.js');

/** How a process ended. */
function ended(running: ChildProcess): Promise<{ code: number | null; signal: string | null }> {
  return new Promise((resolve) => {
    running.once('exit', (code, signal) => {
      resolve({ code, signal });
    });
  });
}

/** Does one deed in a process that is killed right after it, before any answer. */
async function unanswered(folder: string, deed: string, ...values: string[]): Promise<void> {
  const running = spawn(process.execPath, [child, folder, String(clock.time), deed, ...values], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  expect(await ended(running)).toEqual({ code: null, signal: 'SIGKILL' });
}

describe('a signer killed between what it wrote and its answer', () => {
  it('gives that very group signature when it is asked again, and no other', async () => {
    const { folder, signer } = await newSigner();
    await addRoot(signer);
    const digest = await addIssuer(signer, 'food');
    await signer.close();
    await unanswered(folder, 'signGroup', toHex(group(digest, 1)));
    const again = await reopen(folder);
    const kept = await again.lastGroup(digest);
    expect(kept?.group).toEqual(group(digest, 1));
    expect(await again.signGroup(group(digest, 1))).toEqual(kept?.signature);
    const other = group(digest, 1, { entries: [{ kind: 1, object: digest }] });
    await expect(again.signGroup(other)).rejects.toMatchObject({ code: 'GROUP_REPLACED' });
    await again.close();
  });

  it('goes on from that very checkpoint', async () => {
    const { folder, signer } = await newSigner();
    await signer.createKey({ role: 'log', name: logName });
    await signer.signCheckpoint(checkpoint(3), []);
    await signer.close();
    const text = checkpoint(5);
    await unanswered(
      folder,
      'signCheckpoint',
      toHex(text),
      JSON.stringify(proofOf(3, 5).map(toHex)),
    );
    const again = await reopen(folder);
    expect(await again.lastCheckpoint(logName)).toMatchObject({ size: 5 });
    const fork = again.signCheckpoint(checkpoint(5, {}, 'false'), []);
    await expect(fork).rejects.toMatchObject({ code: 'NOT_CONSISTENT' });
    expect(await again.signCheckpoint(text, [])).toEqual(await again.signCheckpoint(text, []));
    await again.close();
  });

  it('has cosigned that very note', async () => {
    const { folder, signer } = await newSigner();
    await signer.createKey({ role: 'witness', name: 'yinzhao/city/police/witness' });
    await signer.close();
    const { sign, publicKey } = generateKey(engine);
    const note = signedNote(checkpoint(3), { sign, publicKey });
    await unanswered(folder, 'cosign', toHex(note), '[]', toHex(publicKey));
    const again = await reopen(folder);
    expect(await again.lastCosigned(logName)).toMatchObject({ size: 3 });
    const fork = signedNote(checkpoint(3, {}, 'false'), { sign, publicKey });
    const refused = again.cosign(fork, [], publicKey);
    await expect(refused).rejects.toMatchObject({ code: 'NOTE_CONTRADICTS' });
    await again.close();
  });
});

interface Running {
  readonly process: ChildProcess;
  readonly socket: string;
}

const secret = 'a passphrase for tests';

/** The program itself, once it says that it is ready. */
async function start(folder: string, more: Record<string, string> = {}): Promise<Running> {
  const socket = join(folder, 'run', 'socket');
  const running = spawn(process.execPath, [program], {
    env: {
      YINZHAO_SIGNER_FOLDER: folder,
      YINZHAO_SIGNER_SOCKET: socket,
      YINZHAO_SIGNER_PASSPHRASE: secret,
      ...more,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    running.stdout.once('data', (text: Buffer) => {
      expect(text.toString()).toBe(`signer ready at ${socket}\n`);
      resolve();
    });
    running.once('exit', () => {
      reject(new Error('the signer ended'));
    });
  });
  return { process: running, socket };
}

/** The program where it does not start: its exit code and what it says. */
async function refused(environment: Record<string, string>): Promise<string> {
  const running = spawn(process.execPath, [program], {
    env: environment,
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  let text = '';
  running.stderr.on('data', (part: Buffer) => (text += part.toString()));
  const { code } = await ended(running);
  expect(code).toBe(1);
  return text;
}

describe('the signer as a program', () => {
  it('answers, ends when it is told, and leaves nothing but its keystore', async () => {
    const folder = testFolder();
    const first = await start(folder);
    const client = connectSigner(first.socket);
    await client.createKey({ role: 'log', name: logName });
    const second = await refused({
      YINZHAO_SIGNER_FOLDER: folder,
      YINZHAO_SIGNER_SOCKET: join(folder, 'run', 'other'),
      YINZHAO_SIGNER_PASSPHRASE: secret,
    });
    expect(second).toMatch(/^KEYSTORE_LOCKED: /);
    const end = ended(first.process);
    first.process.kill('SIGTERM');
    expect(await end).toEqual({ code: 0, signal: null });
    expect(existsSync(first.socket)).toBe(false);
    expect(readdirSync(folder).sort()).toEqual(['audit.log', 'keys', 'run', 'state']);
    await expect(client.describe()).rejects.toMatchObject({ code: 'SIGNER_UNAVAILABLE' });
    client.close();
  });

  it('takes its passphrase from a file as well', async () => {
    const folder = testFolder();
    mkdirSync(join(folder, 'secret'), { mode: 0o700 });
    const file = join(folder, 'secret', 'passphrase');
    writeFileSync(file, `${secret}\n`);
    const running = await start(folder, {
      YINZHAO_SIGNER_PASSPHRASE: '',
      YINZHAO_SIGNER_PASSPHRASE_FILE: file,
      YINZHAO_SIGNER_QUOTA: '1',
    });
    const client = connectSigner(running.socket);
    await client.createKey({ role: 'index', name: 'holders' });
    await client.holderIndex(['one']);
    await expect(client.holderIndex(['two'])).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
    client.close();
    const end = ended(running.process);
    running.process.kill('SIGINT');
    expect(await end).toEqual({ code: 0, signal: null });
    await (await reopen(folder)).close();
  });

  it('says what is wrong with its settings', async () => {
    const folder = testFolder();
    const complete = {
      YINZHAO_SIGNER_FOLDER: folder,
      YINZHAO_SIGNER_SOCKET: join(folder, 'run', 'socket'),
      YINZHAO_SIGNER_PASSPHRASE: secret,
    };
    for (const wrong of [
      { YINZHAO_SIGNER_FOLDER: '' },
      { YINZHAO_SIGNER_SOCKET: '' },
      { YINZHAO_SIGNER_PASSPHRASE: '' },
      { YINZHAO_SIGNER_PASSPHRASE_FILE: join(folder, 'nowhere') },
      { YINZHAO_SIGNER_QUOTA: 'many' },
    ]) {
      expect(await refused({ ...complete, ...wrong })).toMatch(/^SETTING_WRONG: /);
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  it('loses nothing it has answered, and signs nothing twice, killed again and again', async () => {
    const folder = testFolder();
    let running = await start(folder);
    const client = connectSigner(running.socket, { timeout: 5000 });
    clock.time = Date.now();
    await addRoot(client);
    const digest = await addIssuer(client, 'food');
    const answered = new Map<number, string>();
    let number = 1;
    for (let kill = 0; kill < 6; kill++) {
      const { process: victim } = running;
      const end = ended(victim);
      void pause(20 + kill * 37).then(() => victim.kill('SIGKILL'));
      try {
        for (;;) {
          const signature = await client.signGroup(group(digest, number));
          answered.set(number, toHex(signature));
          await client.signCredential(digest, licence(number));
          number++;
        }
      } catch (error) {
        expect(error).toMatchObject({ code: 'SIGNER_UNAVAILABLE' });
      }
      await end;
      running = await start(folder);
      const signature = toHex(await client.signGroup(group(digest, number)));
      expect(answered.get(number) ?? signature).toBe(signature);
      answered.set(number, signature);
    }
    expect(number).toBeGreaterThan(1);
    client.close();
    const end = ended(running.process);
    running.process.kill('SIGTERM');
    await end;
    const lines = readFileSync(join(folder, 'audit.log'), 'utf8').trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(2 * number - 2);
    await (await reopen(folder)).close();
  });
});
