import { randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { encodeUtf8, toHex } from '@yinzhao/verifier/format/bytes';
import { encodeCbor, type CborValue, decodeCbor } from '@yinzhao/verifier/format/cbor';
import { decodeKeyFile, encodeKeyFile } from '../src/storage/key-file.js';
import { isBounded } from '../src/storage/seal.js';
import {
  addIssuer,
  addRoot,
  group,
  checkpoint,
  logName,
  newSigner,
  reopen,
  testFolder,
  work,
} from './bench-of-keys.js';

const keyFile = (folder: string, id: string): string => join(folder, 'keys', `${id}.key`);

describe('a keystore', () => {
  it('keeps keys, certificates and marks over a restart, for its owner only', async () => {
    const { folder, signer } = await newSigner();
    await addRoot(signer);
    await addIssuer(signer, 'food');
    await signer.createKey({ role: 'index', name: 'holders' });
    await signer.createKey({ role: 'log', name: logName });
    await signer.signCheckpoint(checkpoint(3), []);
    await signer.retireKey('food');
    const before = await signer.describe();
    await signer.close();
    for (const name of ['', 'keys', 'state']) {
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o700);
    }
    const files = [...readdirSync(join(folder, 'keys')).map((name) => join('keys', name))];
    expect(files).toHaveLength(4);
    for (const name of [...files, 'audit.log', 'state/log.yinzhao.city.approval.1.state']) {
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    }
    const again = await reopen(folder);
    const order = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
    expect([...(await again.describe())].sort(order)).toEqual([...before].sort(order));
    await again.close();
    expect(readdirSync(folder).sort()).toEqual(['audit.log', 'keys', 'state']);
  });

  it('gives no secret away', async () => {
    const { folder, signer } = await newSigner();
    await addRoot(signer);
    const [key] = await signer.describe();
    expect(Object.keys(key ?? {}).sort()).toEqual(
      [
        'certificate',
        'generation',
        'inUse',
        'name',
        'publicKey',
        'retired',
        'role',
        'stateLost',
      ].sort(),
    );
    await signer.close();
    // The OIDs with which an unsealed PKCS#8 key of SM2 would begin.
    const opening = '06072a8648ce3d020106082a811ccf5501822d';
    expect(toHex(readFileSync(keyFile(folder, 'root.root.1'))).split(opening).length - 1).toBe(1);
  });

  it('opens with its passphrase only, and overwrites it', async () => {
    const { folder, signer } = await newSigner();
    await addRoot(signer);
    await signer.close();
    const passphrase = encodeUtf8('another passphrase');
    const wrong = reopen(folder, { passphrase });
    await expect(wrong).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
    expect(passphrase.every((byte) => byte === 0)).toBe(true);
    await (await reopen(folder)).close();
  });

  it.each([
    ['role', 2, 'index'],
    ['generation', 4, 2],
    ['retired', 7, null],
    ['used', 8, false],
    ['lost', 9, true],
  ] as const)('refuses a file whose %s was changed', async (_, place, value) => {
    const { folder, signer } = await newSigner();
    await signer.createKey({ role: 'trust', name: 'root-one' });
    await signer.createKey({ role: 'log', name: logName });
    await signer.signCheckpoint(checkpoint(3), []);
    await signer.retireKey(logName);
    await signer.close();
    const path = keyFile(folder, 'log.yinzhao.city.approval.1');
    const items = [...(decodeCbor(readFileSync(path)) as readonly CborValue[])];
    items[place] = value;
    writeFileSync(path, encodeCbor(items));
    const code = expect.stringMatching(/^(KEY_FILE_WRONG|PASSPHRASE_WRONG)$/);
    await expect(reopen(folder)).rejects.toEqual(expect.objectContaining({ code }));
  });

  it('refuses the file of another key, another keystore, or none at all', async () => {
    const { folder, signer } = await newSigner();
    await signer.createKey({ role: 'trust', name: 'one' });
    await signer.close();
    const wrong = { code: 'KEY_FILE_WRONG' };
    const path = keyFile(folder, 'trust.one.1');
    renameSync(path, keyFile(folder, 'trust.two.1'));
    await expect(reopen(folder)).rejects.toMatchObject(wrong);
    renameSync(keyFile(folder, 'trust.two.1'), path);
    const other = await newSigner();
    await other.signer.createKey({ role: 'trust', name: 'two' });
    await other.signer.close();
    const copied = keyFile(folder, 'trust.two.1');
    writeFileSync(copied, readFileSync(keyFile(other.folder, 'trust.two.1')), { mode: 0o600 });
    await expect(reopen(folder)).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
    for (const bytes of [Buffer.of(), Buffer.from('key'), readFileSync(path).subarray(0, 90)]) {
      writeFileSync(copied, bytes);
      await expect(reopen(folder)).rejects.toMatchObject(wrong);
    }
  });

  it('lets no file ask for an hour of work', async () => {
    const { folder, signer } = await newSigner();
    await signer.createKey({ role: 'trust', name: 'one' });
    await signer.close();
    const path = keyFile(folder, 'trust.one.1');
    const file = decodeKeyFile(readFileSync(path));
    for (const changes of [
      { cost: 2 ** 30 },
      { cost: 1000 },
      { cost: 512 },
      { parallel: 1000 },
      { blockSize: 4096 },
    ]) {
      const derivation = { ...file.derivation, ...changes };
      expect(isBounded(derivation)).toBe(false);
      writeFileSync(path, encodeKeyFile({ ...file, derivation }));
      await expect(reopen(folder)).rejects.toMatchObject({ code: 'KEY_FILE_WRONG' });
    }
  });

  it('does not stumble over what a kill left half made', async () => {
    const { folder, signer } = await newSigner();
    await signer.createKey({ role: 'trust', name: 'one' });
    await signer.close();
    writeFileSync(`${keyFile(folder, 'trust.two.1')}.new`, 'half');
    writeFileSync(`${keyFile(folder, 'trust.one.1')}.new`, 'half');
    const again = await reopen(folder);
    expect(await again.describe()).toHaveLength(1);
    await again.createKey({ role: 'trust', name: 'two' });
    await again.close();
  });

  it.each(['', 'keys', 'state'])(
    'does not work in a folder that others can read: "%s"',
    async (part) => {
      const { folder, signer } = await newSigner();
      await signer.close();
      chmodSync(join(folder, part), 0o750);
      await expect(reopen(folder)).rejects.toMatchObject({ code: 'PERMISSIONS_WRONG' });
    },
  );

  it('takes no file that others can read, no link for a folder', async () => {
    const { folder, signer } = await newSigner();
    await signer.createKey({ role: 'trust', name: 'one' });
    await signer.close();
    chmodSync(keyFile(folder, 'trust.one.1'), 0o640);
    await expect(reopen(folder)).rejects.toMatchObject({ code: 'PERMISSIONS_WRONG' });
    const link = join(testFolder(), 'link');
    symlinkSync(folder, link);
    await expect(reopen(link)).rejects.toMatchObject({ code: 'PERMISSIONS_WRONG' });
  });

  it('says so where it cannot write', async () => {
    const folder = testFolder();
    mkdirSync(join(folder, 'keys'), { mode: 0o700 });
    writeFileSync(join(folder, 'state'), '');
    await expect(reopen(folder)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  });
});

describe('the lock of a keystore', () => {
  it('keeps a second one out while the first is open', async () => {
    const { folder, signer } = await newSigner();
    await expect(reopen(folder)).rejects.toMatchObject({ code: 'KEYSTORE_LOCKED' });
    await signer.close();
    await (await reopen(folder)).close();
  });

  it('is kept by another process and counts for nothing once that was killed', async () => {
    const folder = testFolder();
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8');
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] as string;
    chmodSync(folder, 0o700);
    writeFileSync(join(folder, 'lock'), `${child.pid} ${started}\n`);
    await expect(reopen(folder)).rejects.toMatchObject({ code: 'KEYSTORE_LOCKED' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    await (await reopen(folder)).close();
  });

  it.each(['', 'nonsense', '1 0\n', `${process.pid} 1\n`])(
    'left behind as %p is taken',
    async (text) => {
      const folder = testFolder();
      writeFileSync(join(folder, 'lock'), text);
      await (await reopen(folder)).close();
    },
  );
});

describe('keys', () => {
  it('have names that fit their role, each for one role', async () => {
    const { signer } = await newSigner();
    const wrong = { code: 'KEY_NAME_WRONG' };
    for (const [role, name] of [
      ['log', 'approval'],
      ['log', `${logName}/witness`],
      ['witness', logName],
      ['issuing', logName],
      ['trust', '../up'],
      ['root', 'Root'],
      ['index', ''],
    ] as const) {
      await expect(signer.createKey({ role, name })).rejects.toMatchObject(wrong);
    }
    await signer.createKey({ role: 'issuing', name: 'food' });
    await expect(signer.createKey({ role: 'trust', name: 'food' })).rejects.toMatchObject(wrong);
    await signer.createKey({ role: 'index', name: 'holders' });
    const second = signer.createKey({ role: 'index', name: 'others' });
    await expect(second).rejects.toMatchObject(wrong);
    await expect(signer.retireKey('nobody')).rejects.toMatchObject({ code: 'KEY_UNKNOWN' });
    await signer.close();
  });

  it('of one name follow each other', async () => {
    const { signer } = await newSigner();
    await signer.createKey({ role: 'trust', name: 'one' });
    await Promise.all([1, 2, 3].map(() => signer.createKey({ role: 'trust', name: 'one' })));
    const keys = await signer.describe();
    expect(keys.map(({ generation }) => generation)).toEqual([1, 2, 3, 4]);
    expect(new Set(keys.map(({ publicKey }) => toHex(publicKey))).size).toBe(4);
    expect(keys.map(({ inUse }) => inUse)).toEqual([true, false, false, false]);
    await signer.close();
  });

  it('file holders under what nobody can compute without them', async () => {
    const { folder, signer } = await newSigner({ quota: 5 });
    const none = signer.holderIndex(['110101199001011234']);
    await expect(none).rejects.toMatchObject({ code: 'KEY_UNKNOWN' });
    await signer.createKey({ role: 'index', name: 'holders' });
    const [one, other, same] = await signer.holderIndex(['110101199001011234', '二', '二']);
    expect([one?.length, other]).toEqual([32, same]);
    expect(one).not.toEqual(other);
    const much = signer.holderIndex(['1', '2', '3']);
    await expect(much).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
    const malformed = { code: 'REQUEST_MALFORMED' };
    await expect(signer.holderIndex(['x'.repeat(257)])).rejects.toMatchObject(malformed);
    await signer.close();
    const again = await reopen(folder);
    expect(await again.holderIndex(['二'])).toEqual([other]);
    const audit = readFileSync(join(folder, 'audit.log'), 'utf8');
    expect(audit).toContain(
      '"operation":"holderIndex","key":"index.holders.1","count":3,"digests":[]',
    );
    const text = again.signGroup(group(randomBytes(32), 1));
    await expect(text).rejects.toMatchObject({ code: 'KEY_UNKNOWN' });
    await again.close();
    expect(work.cost).toBe(1024);
  });

  it('answer nobody once they are put away', async () => {
    const { signer } = await newSigner();
    await signer.close();
    await expect(signer.describe()).rejects.toMatchObject({ code: 'SIGNER_UNAVAILABLE' });
  });
});
