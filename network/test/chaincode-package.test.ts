import { expect, it } from '@jest/globals';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { packageChaincode } from '../src/chaincode-package.js';

async function entries(tarGz: Buffer): Promise<Record<string, Buffer>> {
  const archive = extract();
  archive.end(gunzipSync(tarGz));
  const found: Record<string, Buffer> = {};
  for await (const entry of archive) {
    expect(entry.header).toMatchObject({ uid: 0, gid: 0, mtime: new Date(0), mode: 0o644 });
    const parts: Buffer[] = [];
    for await (const part of entry) parts.push(part as Buffer);
    found[entry.header.name] = Buffer.concat(parts);
  }
  return found;
}

it('a package holds its label and nothing of any organisation', async () => {
  const { bytes } = await packageChaincode('sample_1.0');
  const outer = await entries(bytes);
  expect(Object.keys(outer)).toEqual(['metadata.json', 'code.tar.gz']);
  expect(JSON.parse(outer['metadata.json']?.toString() ?? '')).toEqual({
    path: '',
    type: 'yinzhao',
    label: 'sample_1.0',
  });
  const inner = await entries(outer['code.tar.gz'] ?? Buffer.alloc(0));
  expect(inner['connection.json']?.toString()).toBe('{}');
});

it('the same label gives the same bytes, here and on every other machine', async () => {
  const { packageId } = await packageChaincode('sample_1.0');
  expect((await packageChaincode('sample_1.0')).packageId).toBe(packageId);
  expect(packageId).toBe(
    'sample_1.0:de0faeff9832936d7661b77953c65741ea45e61c237fa8fbc3138874f3bd2e7d',
  );
});

it('another label gives another id', async () => {
  const first = await packageChaincode('sample_1.0');
  const second = await packageChaincode('sample_1.1');
  expect(second.packageId).toMatch(/^sample_1\.1:[0-9a-f]{64}$/);
  expect(second.packageId.split(':')[1]).not.toBe(first.packageId.split(':')[1]);
});
