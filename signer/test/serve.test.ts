import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { decodeCbor, encodeCbor, type CborValue } from '@yinzhao/verifier/format/cbor';
import { decodeGroup } from '@yinzhao/verifier/format/group';
import { connectSigner, type SignerClient } from '../src/client.js';
import { generateKey } from '../src/key-handle.js';
import { serveSigner, type ServeOptions, type SignerServer } from '../src/serve.js';
import type { OpenSigner, Signer } from '../src/signer.js';
import { encodeFrame } from '../src/wire/frame.js';
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
  signedNote,
  testFolder,
} from './bench-of-keys.js';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

interface Service {
  readonly path: string;
  readonly signer: OpenSigner;
  readonly server: SignerServer;
  readonly client: SignerClient;
  readonly reports: unknown[];
}

async function service(
  options: Partial<ServeOptions> = {},
  behind: (signer: OpenSigner) => Signer = (signer) => signer,
): Promise<Service> {
  const { folder, signer } = await newSigner();
  const path = join(folder, 'run', 'socket');
  const reports: unknown[] = [];
  const report = (error: unknown): void => void reports.push(error);
  const server = await serveSigner(behind(signer), path, { report, ...options });
  const client = connectSigner(path);
  open.push(
    () => signer.close(),
    () => server.close(),
    () => {
      client.close();
    },
  );
  return { path, signer, server, client, reports };
}

/** Sends bytes as they are and gives what comes back until the other side closes. */
function raw(path: string, ...parts: Uint8Array[]): Promise<CborValue[]> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(path, () => {
      for (const part of parts) socket.write(part);
    });
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('end', () => socket.end());
    socket.on('close', () => {
      const answers: CborValue[] = [];
      let rest = Buffer.concat(chunks);
      while (rest.length >= 4) {
        const end = 4 + rest.readUInt32BE(0);
        answers.push(decodeCbor(rest.subarray(4, end)));
        rest = rest.subarray(end);
      }
      resolve(answers);
    });
  });
}

const request = (...items: CborValue[]): Uint8Array => encodeFrame(encodeCbor(items));

describe('a signer behind its socket', () => {
  it('answers everything as in its own process', async () => {
    const { client, signer } = await service();
    const rootDigest = engine.sm3(await addRoot(client));
    const digest = await addIssuer(client, 'food');
    expect(rootDigest).not.toEqual(digest);
    const issuing = (await client.describe()).find(({ role }) => role === 'issuing');
    expect(await client.describe()).toEqual(await signer.describe());
    const [one, two] = await client.signCredentials(digest, [licence(1), licence(2)]);
    expect(one?.length).toBe(two?.length);
    await client.signCredential(digest, licence(3));
    expect(await client.lastGroup(digest)).toBeNull();
    const signature = await client.signGroup(group(digest, 1));
    const last = await client.lastGroup(digest);
    expect(last?.signature).toEqual(signature);
    expect(decodeGroup(last?.group as Uint8Array).number).toBe(1);
    expect(engine.verify(issuing?.publicKey as Uint8Array, group(digest, 1), signature)).toBe(true);

    await client.createKey({ role: 'log', name: logName });
    expect(await client.lastCheckpoint(logName)).toBeNull();
    await client.signCheckpoint(checkpoint(3), []);
    clock.time += 1;
    await client.signCheckpoint(checkpoint(5), proofOf(3, 5));
    expect(await client.lastCheckpoint(logName)).toEqual(await signer.lastCheckpoint(logName));

    await client.createKey({ role: 'witness', name: 'yinzhao/city/police/witness' });
    const logKey = generateKey(engine);
    const note = signedNote(checkpoint(3), logKey);
    expect(await client.cosign(note, [], logKey.publicKey)).toHaveLength(72);
    expect(await client.lastCosigned(logName)).toMatchObject({ size: 3 });
    await client.showNote(note);
    const fork = signedNote(checkpoint(3, {}, 'false'), logKey);
    const refused = client.cosign(fork, [], logKey.publicKey);
    await expect(refused).rejects.toMatchObject({ name: 'SignerError', code: 'NOTE_CONTRADICTS' });
    expect(await client.evidence()).toEqual(await signer.evidence());
    expect(await client.evidence()).toHaveLength(1);

    await client.createKey({ role: 'index', name: 'holders' });
    expect(await client.holderIndex(['一'])).toEqual(await signer.holderIndex(['一']));
    expect(await client.retireKey('food')).toMatchObject({ retired: true });
    const malformed = client.signGroup(digest);
    await expect(malformed).rejects.toMatchObject({ name: 'VerifierError' });
  });

  it('takes a thousand licences in one frame, and others in between', async () => {
    const { client } = await service();
    await addRoot(client);
    const digest = await addIssuer(client, 'food');
    const many = client.signCredentials(
      digest,
      Array.from({ length: 1000 }, (_, i) => licence(i)),
    );
    const first = await Promise.race([
      many.then(() => 'many'),
      client.describe().then(() => 'few'),
    ]);
    expect(first).toBe('few');
    expect(await many).toHaveLength(1000);
  });

  it('is there for its user alone', async () => {
    const { path } = await service();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
  });

  it('does not serve in a folder of others, nor under a path too long', async () => {
    const { signer } = await newSigner();
    open.push(() => signer.close());
    const report = (): undefined => undefined;
    const tmp = serveSigner(signer, '/tmp/yz-signer-socket', { report });
    await expect(tmp).rejects.toMatchObject({ code: 'PERMISSIONS_WRONG' });
    const long = serveSigner(signer, join(testFolder(), 'x'.repeat(100)), { report });
    await expect(long).rejects.toMatchObject({ code: 'SETTING_WRONG' });
  });

  it('takes the place of a socket that nobody answers, not of one that somebody does', async () => {
    const { path, signer, server } = await service();
    const report = (): undefined => undefined;
    const second = serveSigner(signer, path, { report });
    await expect(second).rejects.toMatchObject({ code: 'SOCKET_TAKEN' });
    await server.close();
    expect(existsSync(path)).toBe(false);
    writeFileSync(path, '');
    const third = await serveSigner(signer, path, { report });
    await third.close();
  });

  it.each([
    ['no CBOR', encodeFrame(Uint8Array.of(0xff)), 'REQUEST_MALFORMED'],
    ['nothing', encodeFrame(new Uint8Array()), 'REQUEST_MALFORMED'],
    ['no array', encodeFrame(encodeCbor('describe')), 'REQUEST_MALFORMED'],
    ['no number', request('describe'), 'REQUEST_MALFORMED'],
    ['number 0', request(0, 'describe'), 'REQUEST_MALFORMED'],
    ['too much', Uint8Array.of(0x7f, 0xff, 0xff, 0xff, 1, 2, 3), 'REQUEST_TOO_LARGE'],
  ])('hangs up on a frame of %s', async (_, bytes, code) => {
    const { path, client } = await service();
    expect(await raw(path, bytes)).toEqual([[0, 1, code, expect.any(String)]]);
    await client.describe();
  });

  it('answers a request it does not understand by its number', async () => {
    const { path } = await service();
    const end = encodeFrame(Uint8Array.of(0xff));
    const wrong = [
      request(1, 'sign', new Uint8Array(32)),
      request(2, 'describe', 1),
      request(3, 'createKey', 'seal', 'name'),
      request(4, 'signGroup', 'text'),
      request(5, 'signCheckpoint', new Uint8Array(), [new Uint8Array(31)]),
      request(6, '__proto__'),
      request(7, 'close'),
    ];
    const answers = await raw(path, ...wrong, end);
    const expected = wrong.map((_, i) => [i + 1, 1, 'REQUEST_MALFORMED', expect.any(String)]);
    expect(answers.slice(0, wrong.length)).toEqual(expected);
  });

  it('reads frames however they are cut', async () => {
    const { path } = await service();
    const bytes = [...request(1, 'describe'), ...request(2, 'describe'), ...request('end')];
    const answers = await raw(path, ...bytes.map((byte) => Uint8Array.of(byte)));
    expect(answers.slice(0, 2)).toEqual([
      [1, 0, []],
      [2, 0, []],
    ]);
  });

  it('lets go of who begins a frame and does not end it, and of who says nothing', async () => {
    const { path } = await service({ frameTime: 100, idleTime: 200 });
    const began = Date.now();
    expect(await raw(path, Uint8Array.of(0, 0, 1, 0, 1))).toEqual([]);
    expect(await raw(path)).toEqual([]);
    expect(Date.now() - began).toBeGreaterThanOrEqual(295);
  });

  it('lets go of who lets a frame drip', async () => {
    const { path } = await service({ frameTime: 200, idleTime: 60_000 });
    const began = Date.now();
    const socket = connect(path);
    socket.write(Uint8Array.of(0, 0, 4, 0));
    const answered = jest.fn();
    socket.on('data', answered);
    const drip = setInterval(() => socket.write(Uint8Array.of(0)), 20);
    socket.on('error', () => socket.destroy());
    await new Promise((resolve) => socket.once('close', resolve));
    clearInterval(drip);
    expect(answered).not.toHaveBeenCalled();
    expect(Date.now() - began).toBeLessThan(30_000);
  });

  it('has room for sixteen clients', async () => {
    const { path, client } = await service();
    await client.describe();
    const others = Array.from({ length: 15 }, () => connect(path));
    await Promise.all(
      others.map((socket) => new Promise((resolve) => socket.once('connect', resolve))),
    );
    expect(await raw(path)).toEqual([[0, 1, 'SIGNER_BUSY', expect.any(String)]]);
    const late = connectSigner(path);
    await expect(late.describe()).rejects.toMatchObject({ code: 'SIGNER_BUSY' });
    for (const socket of others) socket.destroy();
    const answers = async (): Promise<boolean> => late.describe().then(Array.isArray, () => false);
    while (!(await answers())) await new Promise((resolve) => setTimeout(resolve, 20));
    late.close();
  });

  it('says nothing of its own defects, except to its output', async () => {
    const { client, reports } = await service({}, (signer) => ({
      ...signer,
      describe: () => Promise.reject(new Error('secret')),
    }));
    const asked = client.describe();
    await expect(asked).rejects.toMatchObject({ code: 'SIGNER_FAILED' });
    await expect(asked).rejects.not.toThrow(/secret/);
    expect(reports).toHaveLength(1);
  });

  it('answers what is under way before it closes', async () => {
    const { client, server } = await service();
    await addRoot(client);
    const digest = await addIssuer(client, 'food');
    const many = client.signCredentials(
      digest,
      Array.from({ length: 300 }, (_, i) => licence(i)),
    );
    await client.describe();
    await server.close();
    expect(await many).toHaveLength(300);
    await expect(client.describe()).rejects.toMatchObject({ code: 'SIGNER_UNAVAILABLE' });
  });

  it('keeps many requests of one client apart', async () => {
    const { client } = await service();
    await client.createKey({ role: 'index', name: 'holders' });
    const texts = Array.from({ length: 200 }, (_, i) => `holder ${i}`);
    const one = await Promise.all(texts.map((text) => client.holderIndex([text])));
    expect(one.flat()).toEqual(await client.holderIndex(texts));
  });
});

describe('the client', () => {
  const unavailable = { name: 'SignerError', code: 'SIGNER_UNAVAILABLE' };

  async function fake(answer: Uint8Array | null): Promise<{ path: string; server: Server }> {
    const path = join(testFolder(), 'socket');
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.on('data', () => {
        if (answer !== null) socket.write(answer);
      });
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    open.push(() => server.close());
    return { path, server };
  }

  it('connects when it is asked, and anew after a failure', async () => {
    const { signer } = await newSigner();
    const path = join(testFolder(), 'socket');
    const client = connectSigner(path);
    await expect(client.describe()).rejects.toMatchObject(unavailable);
    const report = (): undefined => undefined;
    const first = await serveSigner(signer, path, { report });
    expect(await client.describe()).toEqual([]);
    await first.close();
    await expect(client.describe()).rejects.toMatchObject(unavailable);
    const second = await serveSigner(signer, path, { report });
    expect(await client.describe()).toEqual([]);
    client.close();
    await expect(client.describe()).rejects.toMatchObject(unavailable);
    await second.close();
    await signer.close();
    expect(readdirSync(join(path, '..'))).toEqual([]);
  });

  it('does not wait for ever', async () => {
    const { path } = await fake(null);
    const client = connectSigner(path, { timeout: 100 });
    const both = await Promise.allSettled([client.describe(), client.evidence()]);
    for (const outcome of both) expect(outcome).toMatchObject({ reason: unavailable });
  });

  it.each([
    ['no CBOR', encodeFrame(Uint8Array.of(0xff))],
    ['no array', encodeFrame(encodeCbor(7))],
    ['no answer', request(1, 2, 3)],
    ['another form of result', request(1, 0, 'text')],
    ['a result too many', request(1, 0, [], null, null)],
    ['an unknown code', request(1, 1, 'SOMETHING_ELSE', 'text')],
    ['a huge frame', Uint8Array.of(0xff, 0xff, 0xff, 0xff)],
  ])('does not believe a signer that answers %s', async (_, answer) => {
    const { path } = await fake(answer);
    const client = connectSigner(path);
    open.push(() => {
      client.close();
    });
    await expect(client.describe()).rejects.toMatchObject(unavailable);
  });

  it('sends nothing that no signer would take', async () => {
    const { client } = await service();
    const huge = client.signGroup(new Uint8Array(17 * 1024 * 1024));
    await expect(huge).rejects.toMatchObject({ code: 'REQUEST_TOO_LARGE' });
    await client.describe();
  });
});
