import { expect, it } from '@jest/globals';
import { createPublicKey, verify } from 'node:crypto';
import { makeRequest } from '../src/certificate-request.js';

/** Splits the content of a DER value into its parts, each with tag and length. */
function parts(der: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let offset = contentStart(der); offset < der.length;) {
    const rest = der.subarray(offset);
    const length = contentStart(rest) + contentLength(rest);
    found.push(rest.subarray(0, length));
    offset += length;
  }
  return found;
}

function contentStart(der: Buffer): number {
  const first = der[1] ?? 0;
  return first < 0x80 ? 2 : 2 + (first & 0x7f);
}

function contentLength(der: Buffer): number {
  const first = der[1] ?? 0;
  return first < 0x80 ? first : der.readUIntBE(2, first & 0x7f);
}

function der(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64');
}

it.each([
  ['a name', false],
  ['peer-approval', true],
  ['x'.repeat(60), true],
])('a request for %s is signed by its own key', (name, loopback) => {
  const { request, privateKey } = makeRequest(name, loopback);
  expect(request).toMatch(/^-----BEGIN CERTIFICATE REQUEST-----\n/);
  const bytes = der(request);
  expect(contentStart(bytes) + contentLength(bytes)).toBe(bytes.length);
  const [info, , signature] = parts(bytes) as [Buffer, Buffer, Buffer];
  const publicKey = createPublicKey(privateKey);
  // A BIT STRING begins with the number of unused bits.
  expect(verify('sha256', info, publicKey, signature.subarray(contentStart(signature) + 1))).toBe(
    true,
  );
  expect(info.includes(publicKey.export({ type: 'spki', format: 'der' }))).toBe(true);
  expect(info.includes(Buffer.from(name))).toBe(true);
  expect(info.includes(Buffer.from([0x87, 4, 127, 0, 0, 1]))).toBe(loopback);
  expect(info.includes(Buffer.from('localhost'))).toBe(loopback);
});

it('no two requests share a key', () => {
  expect(makeRequest('a', false).privateKey).not.toBe(makeRequest('a', false).privateKey);
});
