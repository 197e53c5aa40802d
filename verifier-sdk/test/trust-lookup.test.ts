import { describe, expect, it } from '@jest/globals';
import { noteKeyId } from '../src/format/signed-note.js';
import { decodeTrustBundle } from '../src/format/trust-bundle.js';
import type { TrustBundle, TrustedLog } from '../src/format/trust-content.js';
import { nodeEngine } from '../src/node/engine.js';
import {
  issuerByDigest,
  logByKeyId,
  logByOrigin,
  logKeyAt,
  witnessKeyAt,
} from '../src/trust-lookup.js';
import {
  day,
  issuing,
  key,
  log,
  market,
  publicKeyOf,
  secrets,
  start,
  unsigned,
} from './reference/trust-writer.js';

const { sm3 } = nodeEngine();
const formerLog = 0xb0b0b0n;
const formerWitness = 0xc0c0c0n;
const lastRoot = sm3(Uint8Array.of(1));
const otherRoot = sm3(Uint8Array.of(2));
/** Handed over at the end of the first day, at size 100. */
const handed = { 2: start + day, 3: [100, lastRoot] };
const { bundle } = decodeTrustBundle(
  unsigned({
    8: [
      log({
        3: [key(formerLog, handed), key(secrets.log, { 1: start + day + 1 })],
        4: [
          market,
          [
            'yinzhao/city/police/witness',
            [key(formerWitness, handed), key(secrets.police, { 1: start + day + 1 })],
          ],
        ],
      }),
    ],
  }),
);
const origin = 'yinzhao/city/approval';
const own = logByOrigin(bundle, origin) as TrustedLog;
const logId = (secret: bigint): Uint8Array => noteKeyId(origin, 'log', publicKeyOf(secret), sm3);
const witnessId = (org: string, secret: bigint): Uint8Array =>
  noteKeyId(`yinzhao/city/${org}/witness`, 'witness', publicKeyOf(secret), sm3);

describe('a log', () => {
  it('is found by its name and by the id of any of its keys', () => {
    expect(own.origin).toBe(origin);
    expect(logByOrigin(bundle, 'yinzhao/city/police')).toBeNull();
    expect(logByKeyId(bundle, logId(secrets.log), sm3)).toBe(own);
    expect(logByKeyId(bundle, logId(formerLog), sm3)).toBe(own);
    expect(logByKeyId(bundle, witnessId('market', secrets.market), sm3)).toBeNull();
    expect(logByKeyId(bundle, logId(secrets.market), sm3)).toBeNull();
  });

  const former = logId(formerLog);
  const present = logId(secrets.log);
  it.each([
    ['its key, once it is in use', present, start + day + 1, 101, otherRoot, true],
    ['its key, for ever after', present, start + 10_000 * day, 2 ** 40, otherRoot, true],
    ['its key, too early', present, start + day, 99, otherRoot, false],
    ['the former key, to its last instant', former, start + day, 100, lastRoot, true],
    ['the former key, a smaller tree', former, start, 99, otherRoot, true],
    ['the former key, after its end', former, start + day + 1, 99, otherRoot, false],
    ['the former key, before its beginning', former, start - 1, 99, otherRoot, false],
    ['the former key, a larger tree at an old time', former, start, 101, otherRoot, false],
    ['the former key, another tree of its last size', former, start, 100, otherRoot, false],
    ["a witness's key", witnessId('market', secrets.market), start, 1, otherRoot, false],
  ])('is vouched for by %s: %#', (_name, id, time, size, root, expected) => {
    expect(logKeyAt(own, id, time, { size, root }, sm3) !== null).toBe(expected);
  });
});

describe('a witness', () => {
  const head = { size: 100, root: lastRoot };
  it('is known by the key that it has at the time', () => {
    const former = witnessId('police', formerWitness);
    const present = witnessId('police', secrets.police);
    expect(witnessKeyAt(own, former, start, head, sm3)?.witness.name).toBe(
      'yinzhao/city/police/witness',
    );
    expect(witnessKeyAt(own, former, start + day + 1, head, sm3)).toBeNull();
    expect(witnessKeyAt(own, former, start, { size: 100, root: otherRoot }, sm3)).toBeNull();
    expect(witnessKeyAt(own, present, start, head, sm3)).toBeNull();
    const found = witnessKeyAt(own, present, start + 2 * day, { size: 500, root: otherRoot }, sm3);
    expect(found?.key).toBe(found?.witness.keys[1]);
  });

  it("is not the log, nor another witness's name over the same key", () => {
    expect(witnessKeyAt(own, logId(formerLog), start, head, sm3)).toBeNull();
    expect(witnessKeyAt(own, witnessId('police', secrets.market), start, head, sm3)).toBeNull();
    expect(witnessKeyAt(own, new Uint8Array(), start, head, sm3)).toBeNull();
  });
});

describe('an issuer', () => {
  it('is found by the digest of its certificate alone', () => {
    expect(issuerByDigest(bundle, sm3(issuing()), sm3)?.body).toBe('SAMPLE-BODY-1');
    expect(issuerByDigest(bundle, sm3(issuing(0x13)), sm3)).toBeNull();
    expect(issuerByDigest(bundle, new Uint8Array(), sm3)).toBeNull();
    // Each bundle has its own: nothing found in one is answered for another.
    const none: TrustBundle = { ...bundle, issuers: [] };
    expect(issuerByDigest(none, sm3(issuing()), sm3)).toBeNull();
  });
});
