import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLocalMsp, writeLocalMsp } from '../src/msp-folder.js';
import { writeDocument, writePrivateFile } from '../src/private-file.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yinzhao-private-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('files are 0600, folders 0700, and nothing half written is left', () => {
  writePrivateFile(join(folder, 'a', 'b', 'key.pem'), 'secret');
  writePrivateFile(join(folder, 'a', 'b', 'key.pem'), 'other');
  writeDocument(join(folder, 'a', 'core.yaml'), { peer: { id: 'x' } });
  expect(statSync(join(folder, 'a')).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, 'a', 'b')).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, 'a', 'b', 'key.pem')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(folder, 'a', 'b', 'key.pem'), 'utf8')).toBe('other');
  expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['key.pem']);
  expect(JSON.parse(readFileSync(join(folder, 'a', 'core.yaml'), 'utf8'))).toEqual({
    peer: { id: 'x' },
  });
});

it('an MSP folder counts once its certificate is there, and holds the roles', () => {
  const credential = { certificate: 'CERT', privateKey: 'KEY' };
  expect(readLocalMsp(folder)).toBeNull();
  writeLocalMsp(folder, { msp: 'MSP ROOT', tls: 'TLS ROOT' }, credential);
  expect(readLocalMsp(folder)).toEqual(credential);
  expect(readFileSync(join(folder, 'cacerts', 'ca.pem'), 'utf8')).toBe('MSP ROOT');
  expect(readFileSync(join(folder, 'tlscacerts', 'tlsca.pem'), 'utf8')).toBe('TLS ROOT');
  expect(JSON.parse(readFileSync(join(folder, 'config.yaml'), 'utf8'))).toMatchObject({
    NodeOUs: {
      Enable: true,
      AdminOUIdentifier: { Certificate: 'cacerts/ca.pem', OrganizationalUnitIdentifier: 'admin' },
    },
  });
});
