import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { openAudit, type AuditFile } from '../src/audit/audit-file.js';
import { decodeAuditLine, type AuditLine } from '../src/audit/audit-line.js';
import { verifyAudit } from '../src/audit/verify-audit.js';
import {
  checkpoint,
  clock,
  engine,
  logName,
  newSigner,
  proofOf,
  reopen,
  testFolder,
} from './bench-of-keys.js';

const use = { operation: 'sign', key: 'log.x.1', count: 1, digests: ['00'] };
const broken = { code: 'AUDIT_BROKEN' };
const { sm3 } = engine;
/** Of a line of this test: three fill a file. */
const fileBytes = 400;

async function open(folder: string, since = 0): Promise<{ audit: AuditFile; seen: AuditLine[] }> {
  const seen: AuditLine[] = [];
  const wish = { sm3, now: () => clock.time, since, fileBytes };
  const audit = await openAudit(folder, wish, (line) => seen.push(line));
  return { audit, seen };
}

/** Ten lines in files of three and one of one. */
async function written(count = 10): Promise<string> {
  const folder = testFolder();
  const { audit } = await open(folder);
  for (let i = 0; i < count; i++) await audit.append(use);
  await audit.close();
  return folder;
}

const files = (folder: string): string[] => readdirSync(folder).sort();
const first = 'audit-000000000001-000000000003.log';
const second = 'audit-000000000004-000000000006.log';
const third = 'audit-000000000007-000000000009.log';

describe('the audit over files', () => {
  it('closes a full file and goes on in the next, whose first line names the last one', async () => {
    const folder = await written();
    expect(files(folder)).toEqual([first, second, third, 'audit.log']);
    const newest = readFileSync(join(folder, 'audit.log'), 'utf8').trimEnd();
    const before = readFileSync(join(folder, third)).subarray(0, -1);
    const last = before.subarray(before.lastIndexOf(0x0a) + 1);
    expect(decodeAuditLine(newest)).toMatchObject({
      line: 10,
      previous: Buffer.from(sm3(last)).toString('hex'),
    });
    expect(statSync(join(folder, 'audit.log')).mode & 0o777).toBe(0o600);
    const { audit, seen } = await open(folder);
    expect(seen.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await audit.append(use)).toBe(11);
    await audit.close();
    expect(await verifyAudit(folder, sm3)).toMatchObject({ line: 11 });
  });

  it('reads at a start from the file on in which the wanted time lies', async () => {
    const folder = testFolder();
    for (const time of [1000, 2000, 3000, 4000]) {
      clock.time = time;
      const { audit } = await open(folder, time - 500);
      for (let i = 0; i < 3; i++) await audit.append(use);
      await audit.close();
    }
    const { audit, seen } = await open(folder, 2500);
    await audit.close();
    expect(seen.map(({ line }) => line)).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it('begins the newest file where a kill came before it was there', async () => {
    const folder = await written(3);
    renameSync(join(folder, 'audit.log'), join(folder, first));
    const { audit } = await open(folder);
    expect(await audit.append(use)).toBe(4);
    await audit.close();
    expect(files(folder)).toEqual([first, 'audit.log']);
    expect(await verifyAudit(folder, sm3)).toMatchObject({ line: 4 });
  });

  it('goes on after a file could not be closed', async () => {
    const folder = await written(2);
    const { audit } = await open(folder);
    await audit.append(use);
    // The next file cannot be made: a folder stands where it should be, once the full one has its name.
    renameSync(join(folder, 'audit.log'), join(folder, first));
    mkdirSync(join(folder, 'audit.log'));
    await expect(audit.append(use)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    rmSync(join(folder, 'audit.log'), { recursive: true });
    expect(await audit.append(use)).toBe(4);
    await audit.close();
    expect(await verifyAudit(folder, sm3)).toMatchObject({ line: 4 });
  });

  it('keeps what older files say: the newest of them, and a place for those taken away', async () => {
    const folder = await written();
    rmSync(join(folder, first));
    const { audit } = await open(folder);
    await audit.close();
    await expect(verifyAudit(folder, sm3)).rejects.toMatchObject(broken);
    const line = readFileSync(join(folder, second), 'utf8').split('\n')[0] as string;
    const { previous } = decodeAuditLine(line) as AuditLine;
    const end = await verifyAudit(folder, sm3, { from: { line: 3, previous } });
    expect(end.line).toBe(10);
    for (const name of [second, third]) rmSync(join(folder, name));
    await expect(open(folder)).rejects.toMatchObject(broken);
  });
});

describe('verifying the audit', () => {
  const change = (name: string, by: (text: string) => string) => (folder: string) => {
    const path = join(folder, name);
    writeFileSync(path, by(readFileSync(path, 'utf8')));
  };

  const spoilLast = (text: string): string => {
    const at = text.lastIndexOf('"count":1');
    return `${text.slice(0, at)}"count":2${text.slice(at + 9)}`;
  };

  it.each<[string, (folder: string) => void, RegExp]>([
    ['a line changed', change(second, (text) => text.replace('"count":1', '"count":2')), /line 5 /],
    ['a last line changed', change(second, spoilLast), /line 7 /],
    ['a line taken out', change(first, (text) => text.replace(/\n.*\n/, '\n')), /line 2 /],
    [
      'a full file cut short',
      (folder) => {
        truncateSync(join(folder, second), 300);
      },
      /line 5 /,
    ],
    ['its last line gone', change(second, (text) => text.replace(/[^\n]*\n$/, '')), /line 6 /],
    [
      'a file in between gone',
      (folder) => {
        rmSync(join(folder, second));
      },
      /does not follow/,
    ],
    [
      'the first file gone',
      (folder) => {
        rmSync(join(folder, first));
      },
      /line 1 /,
    ],
    [
      'the newest file gone',
      (folder) => {
        rmSync(join(folder, 'audit.log'));
      },
      /cannot be read/,
    ],
    [
      'the newest line cut',
      (folder) => {
        truncateSync(join(folder, 'audit.log'), 60);
      },
      /line 10 /,
    ],
    [
      'files exchanged',
      (folder) => {
        renameSync(join(folder, first), join(folder, 'x'));
        renameSync(join(folder, second), join(folder, first));
        renameSync(join(folder, 'x'), join(folder, second));
      },
      /line 1 /,
    ],
    [
      'a file under a wrong name',
      (folder) => {
        renameSync(join(folder, third), join(folder, third.replace('09.log', '08.log')));
      },
      /missing or cut off/,
    ],
  ])('says where it breaks: %s', async (_, spoil, where) => {
    const folder = await written();
    spoil(folder);
    const error = await verifyAudit(folder, sm3).then(
      () => null,
      (reason: unknown) => reason as Error & { code: string },
    );
    expect(error?.code).toBe('AUDIT_BROKEN');
    expect(error?.message).toMatch(where);
  });

  it('reads on beside a signer that closes the file just then', async () => {
    const folder = await written();
    let turned = false;
    const end = await verifyAudit(folder, (bytes) => {
      // While the first line is read the signer closes its newest file, and begins another.
      if (!turned) {
        turned = true;
        const closed = 'audit-000000000010-000000000010.log';
        renameSync(join(folder, 'audit.log'), join(folder, closed));
        writeFileSync(join(folder, 'audit.log'), '');
      }
      return sm3(bytes);
    });
    expect(end).toEqual(await verifyAudit(folder, sm3));
    expect(end.line).toBe(10);
  });

  it('waits for the end of a line that a signer is writing', async () => {
    const folder = await written();
    const path = join(folder, 'audit.log');
    const whole = readFileSync(path);
    truncateSync(path, 60);
    setTimeout(() => {
      writeFileSync(path, whole);
    }, 50);
    expect(await verifyAudit(folder, sm3)).toMatchObject({ line: 10 });
  });

  it('misses newest lines only by a line that was seen before', async () => {
    const folder = await written();
    const known = await verifyAudit(folder, sm3);
    expect(await verifyAudit(folder, sm3, { known })).toEqual(known);
    writeFileSync(join(folder, 'audit.log'), '');
    expect(await verifyAudit(folder, sm3)).toMatchObject({ line: 9 });
    await expect(verifyAudit(folder, sm3, { known })).rejects.toMatchObject(broken);
  });
});

describe('a signer whose audit has several files', () => {
  it('counts what was used within the hour, and misses lines its keys remember', async () => {
    const changes = { auditFileBytes: 1, quota: 2 };
    const { folder, signer } = await newSigner(changes);
    await signer.createKey({ role: 'log', name: logName });
    await signer.signCheckpoint(checkpoint(3), []);
    await signer.signCheckpoint(checkpoint(4), proofOf(3, 4));
    await signer.close();
    expect(existsSync(join(folder, 'audit-000000000002-000000000002.log'))).toBe(true);
    const again = await reopen(folder, changes);
    const third = again.signCheckpoint(checkpoint(5), proofOf(4, 5));
    await expect(third).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
    await again.close();
    writeFileSync(join(folder, 'audit.log'), '');
    await expect(reopen(folder, changes)).rejects.toMatchObject(broken);
  });
});
