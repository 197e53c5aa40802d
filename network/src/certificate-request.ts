import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';

/** A fresh key and the request to certify it, both PEM. */
export interface KeyAndRequest {
  privateKey: string;
  request: string;
}

/**
 * Makes a P-256 key and a PKCS#10 request (RFC 2986) for it. fabric-common can do this too, in 45 ms of
 * blocked event loop per key; a network needs about 25.
 * @param commonName - the CA insists that it is the enrolment id
 * @param loopback - whether to ask for the names of a server on 127.0.0.1
 */
export function makeRequest(commonName: string, loopback: boolean): KeyAndRequest {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const info = sequence(
    Buffer.from([0x02, 0x01, 0x00]),
    sequence(tagged(0x31, sequence(COMMON_NAME, tagged(0x0c, Buffer.from(commonName))))),
    publicKey,
    tagged(0xa0, loopback ? sequence(EXTENSION_REQUEST, tagged(0x31, LOOPBACK_NAMES)) : EMPTY),
  );
  const signature = sign('sha256', info, privateKey);
  const request = sequence(
    info,
    sequence(ECDSA_WITH_SHA256),
    tagged(0x03, Buffer.concat([Buffer.from([0]), signature])),
  );
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    request: pem('CERTIFICATE REQUEST', request),
  };
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  let head = [tag, 0x82, length >> 8, length & 0xff];
  if (length < 0x100) head = [tag, 0x81, length];
  if (length < 0x80) head = [tag, length];
  return Buffer.concat([Buffer.from(head), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

const EMPTY = Buffer.alloc(0);
const COMMON_NAME = Buffer.from('0603550403', 'hex');
const ECDSA_WITH_SHA256 = Buffer.from('06082a8648ce3d040302', 'hex');
const EXTENSION_REQUEST = Buffer.from('06092a864886f70d01090e', 'hex');
const SUBJECT_ALTERNATIVE_NAME = Buffer.from('0603551d11', 'hex');
// Everything listens on 127.0.0.1 and is addressed so; `localhost` is for discovery's asLocalhost.
const LOOPBACK_NAMES = sequence(
  sequence(
    SUBJECT_ALTERNATIVE_NAME,
    tagged(
      0x04,
      sequence(tagged(0x82, Buffer.from('localhost')), tagged(0x87, Buffer.from([127, 0, 0, 1]))),
    ),
  ),
);
