import { expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NetworkError } from '../src/errors.js';

const SOURCE = join(__dirname, '..', 'src');

it('an error speaks Chinese, then English, and keeps its cause', () => {
  const cause = new Error('below');
  const error = new NetworkError('PORT_IN_USE', '端口被占用', 'port in use', { cause });
  expect(error).toMatchObject({ code: 'PORT_IN_USE', message: '端口被占用 · port in use', cause });
});

it('every code is thrown somewhere, and looked for in a test', () => {
  const text = (folder: string) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('errors.ts'))
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('\n');
  const declared = readFileSync(join(SOURCE, 'errors.ts'), 'utf8').match(/(?<=\| ')[A-Z_]+/g) ?? [];
  expect(declared.length).toBeGreaterThan(10);
  const source = text(SOURCE);
  const tests = text(__dirname);
  expect(declared.filter((code) => !source.includes(`'${code}'`))).toEqual([]);
  expect(declared.filter((code) => !tests.includes(code))).toEqual([]);
});
