import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { positionFile } from '../src/ledger/position-file.js';

const folder = mkdtempSync(join(tmpdir(), 'yinzhao-position-'));
const hash = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('a position file', () => {
  it('starts at 0 and gives back what was saved', async () => {
    const path = join(folder, 'fresh');
    expect(await positionFile(path).load()).toBe(0);
    expect(await positionFile(path).hash()).toBeNull();
    await positionFile(path).save(17, hash(1));
    await positionFile(path).save(18, hash(2));
    expect(await positionFile(path).load()).toBe(18);
    expect(await positionFile(path).hash()).toEqual(hash(2));
    expect(readdirSync(folder)).toEqual(['fresh']);
  });

  it.each([
    '',
    '17\n',
    `17 ${toHex(hash(1))}`,
    `17 ${toHex(hash(1).subarray(1))}\n`,
    ...['-1', '1e3', '017', '9007199254740993', 'null'].map((n) => `${n} ${toHex(hash(1))}\n`),
  ])('is not guessed from %p', async (text) => {
    const path = join(folder, 'torn');
    writeFileSync(path, text);
    await expect(positionFile(path).load()).rejects.toMatchObject({
      code: 'BLOCK_POSITION_UNREADABLE',
    });
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('does not take a folder for a fresh start', async () => {
    await expect(positionFile(folder).load()).rejects.toMatchObject({ code: 'EISDIR' });
  });
});
