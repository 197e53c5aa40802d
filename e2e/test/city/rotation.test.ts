import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { VerifierState } from '@yinzhao/verifier';
import { codesOf, hallPolicy, judge } from '@yinzhao/e2e/city/judge';
import {
  approveBundle,
  newestBundle,
  signNextBundle,
  untilHas,
} from '@yinzhao/e2e/city/next-bundle';
import { rotateIssuingKey } from '@yinzhao/e2e/city/rotate-issuing-key';
import {
  rotateLogKey,
  rotateRootKey,
  rotateTrustKeys,
  rotateWitnessKey,
} from '@yinzhao/e2e/city/rotate-member-keys';
import { sampleLicence } from '@yinzhao/e2e/city/sample-licences';
import { uploadBundle } from '@yinzhao/e2e/city/upload-bundle';
import { writeWhole } from '@yinzhao/e2e/city/write-whole';
import { decodeCredential } from '@yinzhao/verifier/format/credential';
import { decodeLicenceFile } from '@yinzhao/verifier/format/licence-file';
import { decodeReceipt } from '@yinzhao/verifier/format/receipt';
import { startOwnCity, type OwnCity } from './own-city.js';

// Nothing is started anew before the last test.
const date = '2026-01-05';
const limit = 240_000;
let city: OwnCity;
let index = 0;
/** Every licence so far as it was first handed out, under the keys of its time. */
const handedOut: { readonly identifier: string; readonly file: Uint8Array }[] = [];
/** A hall that was given the first bundle and has seen every pack since. */
let hall: VerifierState;

beforeAll(async () => {
  city = await startOwnCity();
  const { file } = await issue();
  hall = judge(file, { sync: await city.client.syncPack() }, hallPolicy(city.trust)).state;
}, limit);

afterAll(() => city.remove(), 60_000);

async function issue(): Promise<(typeof handedOut)[number]> {
  const { client } = city;
  const number = index++;
  const { identifier } = await client.issue(sampleLicence(number, date), `rotation-${number}`);
  await client.waitUntil(identifier, ['receipted'], 90_000);
  const handed = { identifier, file: await client.file(identifier) };
  handedOut.push(handed);
  return handed;
}

const kidOf = (file: Uint8Array): Uint8Array =>
  decodeCredential(decodeLicenceFile(file).credential as Uint8Array).kid;
const logKeyOf = (file: Uint8Array): Uint8Array =>
  decodeReceipt(decodeLicenceFile(file).receipt as Uint8Array).logKeyId;
const witnessKeysOf = (file: Uint8Array): string[] =>
  decodeReceipt(decodeLicenceFile(file).receipt as Uint8Array)
    .cosignatures.map(({ keyId }) => Buffer.from(keyId).toString('hex'))
    .sort();

/** A hall that pinned the first bundle, one that comes new, and every licence with its first and a new receipt. */
async function everythingHolds(version: number): Promise<void> {
  const { client, trust } = city;
  const policy = hallPolicy(trust);
  for (const state of [hall, null]) {
    const sync = await client.syncPack(state?.logs ?? []);
    for (const { identifier, file } of handedOut) {
      for (const one of [file, await client.file(identifier)]) {
        const verdict = judge(one, { sync, state }, policy);
        expect([identifier, verdict.outcome, codesOf(verdict)]).toEqual([identifier, 'valid', []]);
        expect(verdict.established.issued?.trustVersion).toBe(version);
      }
    }
    if (state === null) continue;
    const [{ file }] = handedOut.slice(-1) as [(typeof handedOut)[number]];
    hall = judge(file, { sync, state }, policy).state;
  }
}

it(
  'changes the issuing key, and the licences of the old one stay valid',
  async () => {
    const { client, trust } = city;
    const policy = hallPolicy(trust);
    const before = hall;
    // The old certificate is used to the end: whatever was signed with it is anchored.
    const stop = new AbortController();
    const meanwhile = (async () => {
      while (!stop.signal.aborted) await issue();
    })();
    await rotateIssuingKey(city, 'licences-2').finally(() => {
      stop.abort();
    });
    await meanwhile;
    const next = await issue();
    expect(kidOf(next.file)).not.toEqual(kidOf(handedOut[0]?.file as Uint8Array));
    await everythingHolds(3);
    // Whoever has not heard of the bundle does not take the new key for a forgery where it can know better.
    const noPack = judge(next.file, { sync: null, state: before }, policy);
    expect(noPack.outcome).toBe('undetermined');
    expect(codesOf(noPack)).toContain('TRUST_OLD');
    expect((await client.read(next.identifier)).state).toBe('receipted');
  },
  limit,
);

it(
  'changes the key of a log',
  async () => {
    const before = hall;
    const old = handedOut.slice(-1)[0]?.file as Uint8Array;
    await rotateLogKey(city, 'approval');
    const next = await issue();
    expect(logKeyOf(next.file)).not.toEqual(logKeyOf(old));
    await everythingHolds(4);
    const stale = judge(next.file, { sync: null, state: before }, hallPolicy(city.trust));
    expect(stale.outcome).toBe('undetermined');
  },
  limit,
);

it(
  'changes the key of a witness',
  async () => {
    const before = hall;
    const old = handedOut.slice(-1)[0]?.file as Uint8Array;
    await rotateWitnessKey(city, 'police');
    const next = await issue();
    expect(witnessKeysOf(next.file)).not.toEqual(witnessKeysOf(old));
    await everythingHolds(5);
    const stale = judge(next.file, { sync: null, state: before }, hallPolicy(city.trust));
    expect(stale.outcome).toBe('undetermined');
  },
  limit,
);

it(
  'changes the keys that sign trust bundles',
  async () => {
    const before = newestBundle(city).signers.keys;
    await rotateTrustKeys(city);
    await issue();
    await everythingHolds(6);
    expect(newestBundle(city).signers.keys).not.toEqual(before);
  },
  limit,
);

it(
  'changes the root certificate: old licences stand under the old one',
  async () => {
    const old = handedOut.slice(-1)[0]?.file as Uint8Array;
    await rotateRootKey(city);
    await rotateIssuingKey(city, 'licences-3');
    const next = await issue();
    expect(kidOf(next.file)).not.toEqual(kidOf(old));
    expect(newestBundle(city).roots).toHaveLength(2);
    await everythingHolds(8);
  },
  limit,
);

it(
  'shows nothing that halls cannot follow while a bundle is in effect that nobody has brought',
  async () => {
    const { client, folders, orgs } = city;
    const home = orgs[0]?.url ?? '';
    const { version, bytes } = await signNextBundle(city, (before) => before);
    await approveBundle(city, version, bytes);
    const { identifier } = await client.issue(sampleLicence(index, date), `rotation-${index++}`);
    await client.waitUntil(identifier, ['receipted'], 90_000);
    const health = (await (await fetch(`${home}/healthz`)).json()) as { codes: object };
    expect(health.codes).toEqual({ trust: 'TRUST_BUNDLE_MISSING' });
    await everythingHolds(version - 1);
    // Another of its version is refused, also by who has none.
    const other = await signNextBundle(city, (before) => ({
      ...before,
      expires: before.expires + 1,
    }));
    await expect(uploadBundle(home, folders, other.bytes)).rejects.toMatchObject({
      code: 'TRUST_VERSION_CONFLICT',
    });
    const kept = await uploadBundle(home, folders, bytes);
    expect(await uploadBundle(home, folders, bytes)).toEqual(kept);
    writeWhole(folders.trust.replace(/1\.bundle$/, `${version}.bundle`), bytes);
    for (const { url } of orgs) await untilHas(url, bytes);
    handedOut.push({ identifier, file: await client.file(identifier) });
    // Its checkpoint is shown now.
    await sleep(1000);
    await everythingHolds(version);
  },
  limit,
);

it(
  'goes on after a start with retired keys',
  async () => {
    await city.kill('gateway-approval', 'SIGTERM');
    await city.start('gateway-approval');
    await issue();
    await everythingHolds(newestBundle(city).version);
  },
  limit,
);
