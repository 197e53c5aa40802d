import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { openAudit, type AuditFile } from '../src/audit/audit-file.js';
import { decodeAuditLine, type AuditLine } from '../src/audit/audit-line.js';
import {
  checkpoint,
  clock,
  engine,
  logName,
  newSigner,
  reopen,
  testFolder,
} from './bench-of-keys.js';

const use = { operation: 'sign', key: 'log.x.1', count: 1, digests: ['00'] };

async function open(path: string): Promise<{ audit: AuditFile; seen: AuditLine[] }> {
  const seen: AuditLine[] = [];
  const wish = { sm3: engine.sm3, now: () => clock.time, since: 0 };
  const audit = await openAudit(dirname(path), wish, (line) => seen.push(line));
  return { audit, seen };
}

async function written(count: number): Promise<string> {
  const path = join(testFolder(), 'audit.log');
  const { audit } = await open(path);
  for (let i = 0; i < count; i++) await audit.append(use);
  await audit.close();
  return path;
}

describe('the audit file', () => {
  it('numbers and chains its lines, many in one write', async () => {
    const path = join(testFolder(), 'audit.log');
    const { audit } = await open(path);
    const numbers = await Promise.all(Array.from({ length: 500 }, () => audit.append(use)));
    expect(numbers).toEqual(Array.from({ length: 500 }, (_, i) => i + 1));
    await audit.append(use);
    expect(audit.lines()).toBe(501);
    await audit.close();
    const again = await open(path);
    expect(again.seen).toHaveLength(501);
    expect(await again.audit.append(use)).toBe(502);
    await again.audit.close();
  });

  it.each([
    ['a changed line', (text: string) => text.replace('"line":2,"time":1', '"line":2,"time":2')],
    [
      'a line taken out',
      (text: string) =>
        text
          .split('\n')
          .filter((_, i) => i !== 1)
          .join('\n'),
    ],
    ['a line put in', (text: string) => text.replace('\n', '\n{}\n')],
    [
      'lines exchanged',
      (text: string) => {
        const [a, b, ...c] = text.split('\n');
        return [b, a, ...c].join('\n');
      },
    ],
    ['a line with a space more', (text: string) => text.replace('{"line":2,', '{"line":2, ')],
    ['a field more', (text: string) => text.replace('{"line":3,', '{"more":1,"line":3,')],
    ['another type', (text: string) => text.replace('"line":1,', '"line":"1",')],
    ['no JSON', (text: string) => `\n${text}`],
  ])('does not open with %s', async (_, change) => {
    const path = await written(4);
    const text = readFileSync(path, 'utf8');
    expect(change(text)).not.toBe(text);
    writeFileSync(path, change(text));
    await expect(open(path)).rejects.toMatchObject({ code: 'AUDIT_BROKEN' });
    expect(readFileSync(path, 'utf8')).toBe(change(text));
  });

  it.each([
    ['bytes that are no text', Buffer.of(0xff, 0x0a)],
    ['a line without end', Buffer.alloc(1_100_000, 0x20)],
    ['null', Buffer.from('null\n')],
  ])('does not open with %s', async (_, bytes) => {
    const path = await written(2);
    appendFileSync(path, bytes);
    await expect(open(path)).rejects.toMatchObject({ code: 'AUDIT_BROKEN' });
  });

  it('takes a torn last line off and says so', async () => {
    const path = await written(3);
    const length = readFileSync(path).length;
    truncateSync(path, length - 5);
    const { audit, seen } = await open(path);
    expect(seen).toHaveLength(2);
    await audit.close();
    const last = readFileSync(path, 'utf8').trimEnd().split('\n').at(-1) as string;
    expect(decodeAuditLine(last)).toMatchObject({ line: 3, operation: 'repair', key: '' });
    const again = await open(path);
    expect(again.seen).toHaveLength(3);
    await again.audit.close();
  });

  it('goes on after a write that failed, with nothing of it', async () => {
    const path = await written(1);
    const { audit } = await open(path);
    await audit.close();
    const refused = await Promise.allSettled([audit.append(use), audit.append(use)]);
    for (const outcome of refused) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'STORAGE_FAILED' } });
    }
    expect(audit.lines()).toBe(1);
    const again = await open(path);
    expect(again.seen).toHaveLength(1);
    await again.audit.close();
  });

  it('is missed by keys that have signed', async () => {
    const { folder, signer } = await newSigner();
    await signer.createKey({ role: 'log', name: logName });
    await signer.signCheckpoint(checkpoint(3), []);
    await signer.close();
    const path = join(folder, 'audit.log');
    const lines = readFileSync(path, 'utf8').split('\n');
    expect(lines).toHaveLength(3);
    const broken = { code: 'AUDIT_BROKEN' };
    writeFileSync(path, `${lines[0] as string}\n`);
    await expect(reopen(folder)).rejects.toMatchObject(broken);
    rmSync(path);
    await expect(reopen(folder)).rejects.toMatchObject(broken);
    writeFileSync(path, lines.join('\n'), { mode: 0o600 });
    await (await reopen(folder)).close();
  });
});
