// From what is pending to a pack that a terminal opens, with the real signers of three organisations.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sampleEntries } from '@yinzhao/e2e/groups';
import type { SampleBody, SampleMember, SampleParties } from '@yinzhao/e2e/parties';
import { generateKey, openSigner, type OpenSigner } from '@yinzhao/signer';
import { decodeCheckpoint } from '@yinzhao/verifier/format/checkpoint';
import { decodeSignedNote } from '@yinzhao/verifier/format/signed-note';
import { leafStatus } from '@yinzhao/verifier/format/status';
import { decodeStatusSnapshot } from '@yinzhao/verifier/format/status-snapshot';
import { decodeSyncPack } from '@yinzhao/verifier/format/sync-pack';
import { decodeTrustBundle } from '@yinzhao/verifier/format/trust-bundle';
import { nodeEngine } from '@yinzhao/verifier/node';
import { openBatcher } from '../src/anchor/batcher.js';
import { openCheckpoints } from '../src/checkpoint/checkpoints.js';
import { checkNote } from '../src/publish/check-note.js';
import { openPublication } from '../src/publish/publication.js';
import { memorySource } from './memory-source.js';
import { sampleBundle } from './sample-bundle.js';
import { refound, sampleCity, scratchFolders } from './sample-city.js';
import { openOffices } from './three-offices.js';
import { until } from './until.js';

const engine = nodeEngine();
const folders = scratchFolders();
const signers: OpenSigner[] = [];
let parties: SampleParties;
let body: SampleBody;

/** A key that only its signer can use. */
const held = (publicKey: Uint8Array): SampleMember['logKey'] => ({
  ...generateKey(engine),
  publicKey,
  sign: () => {
    throw new Error('the key is in the signer');
  },
});

beforeAll(async () => {
  const sample = await sampleCity(engine);
  const members: SampleMember[] = [];
  for (const member of sample.parties.members) {
    const signer = await openSigner(folders.create(), {
      engine,
      passphrase: Buffer.from('an example'),
      now: Date.now,
      random: (length) => Uint8Array.from(randomBytes(length)),
      work: { cost: 1024, blockSize: 8, parallel: 1 },
    });
    signers.push(signer);
    const log = await signer.createKey({ role: 'log', name: member.log });
    const witness = await signer.createKey({ role: 'witness', name: `${member.log}/witness` });
    members.push({ ...member, logKey: held(log.publicKey), witnessKey: held(witness.publicKey) });
  }
  parties = { ...sample.parties, members };
  const [home] = signers as [OpenSigner];
  const issuing = await home.createKey({ role: 'issuing', name: 'department' });
  const certificate = await parties.authority.issue({
    subject: 'CN=示例部门,O=印照示例',
    publicKey: issuing.publicKey,
    serial: '0123456789',
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2036-01-01T00:00:00Z'),
  });
  await home.attachCertificate('department', certificate);
  const log = members[0]?.log ?? '';
  const digest = engine.sm3(certificate);
  body = { id: 'DEPARTMENT', log, certificate, digest, key: held(issuing.publicKey) };
});
afterAll(async () => {
  for (const signer of signers) await signer.close();
  folders.remove();
});

describe('the whole way', () => {
  it('leads from what is pending to a pack with its statuses', async () => {
    const city = await refound({ parties, bodies: [body] }, engine);
    const offices = await openOffices(city, folders.create, engine);
    offices.all.forEach((office, i) => {
      Object.assign(office.witness, { signer: signers[i], now: Date.now });
    });
    const [home] = offices.all;
    const [signer] = signers as [OpenSigner];
    const log = home.mirror.log(body.log);
    const source = memorySource(engine);
    const problems: Error[] = [];
    const bundle = sampleBundle(parties, 1, engine);
    const publication = await openPublication({
      folder: folders.create(),
      network: 'city',
      origin: body.log,
      mirror: home.mirror,
      newest: () => Promise.resolve(bundle),
      bundlesFrom: (version) => Promise.resolve(version > 1 ? [] : [bundle]),
      engine,
    });
    const sizes: number[] = [];
    const checkpoints = await openCheckpoints({
      ...offices.round,
      signer,
      logKey: () => Promise.resolve(home.member.logKey.publicKey),
      now: Date.now,
      mirror: home.mirror,
      notes: { load: () => Promise.resolve(null), save: () => Promise.resolve() },
      onCosigned: async (note) => {
        sizes.push(decodeCheckpoint(decodeSignedNote(note).text).size);
        await publication.publish(note);
      },
      onProblem: (error) => problems.push(error),
    });
    const batcher = openBatcher({
      ledger: home.peer,
      log,
      source,
      signer,
      certificates: () => Promise.resolve([body.digest]),
      former: () => Promise.resolve([]),
      engine,
      now: Date.now,
      prepare: () => Promise.resolve(),
      onAnchored: () => undefined,
      onProblem: (error) => problems.push(error),
    });
    source.addEntries(body.log, body.digest, sampleEntries(300, 'whole', engine));
    batcher.wake(300);
    await until(() => sizes.at(-1) === 300);
    source.addStatement(body.digest, {
      log: body.log,
      leafIndex: 7,
      certificate: body.digest,
      groupNumber: 1,
      status: leafStatus.revoked,
      time: Date.now(),
    });
    batcher.wake();
    await until(() => sizes.at(-1) === 301);
    await batcher.close();
    await checkpoints.close();
    expect(problems).toEqual([]);
    const pack = decodeSyncPack((await publication.syncPack([])) ?? new Uint8Array());
    const [opened] = pack.logs as [(typeof pack.logs)[number]];
    expect(decodeStatusSnapshot(opened.snapshot).statusAt(7)).toBe(leafStatus.revoked);
    const { bundle: trust } = decodeTrustBundle(bundle);
    const checked = await checkNote(opened.note, body.log, trust, home.mirror, engine);
    expect(checked).toMatchObject({ size: 301, status: { sequence: 1 } });
    await offices.close();
  });
});
