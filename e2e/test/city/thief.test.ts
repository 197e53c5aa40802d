import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, type Connections } from '@yinzhao/e2e/connect';
import { sampleEntries } from '@yinzhao/e2e/groups';
import { codesOf, hallPolicy, judge } from '@yinzhao/e2e/city/judge';
import { sampleLicence } from '@yinzhao/e2e/city/sample-licences';
import { composeBatch, readHead } from '@yinzhao/gateway';
import { generateKey } from '@yinzhao/signer';
import {
  credentialMessage,
  decodeCredential,
  encodeCredential,
  encodeCredentialContent,
} from '@yinzhao/verifier/format/credential';
import { encodeGroup } from '@yinzhao/verifier/format/group';
import { decodeLicenceFile, encodeLicenceFile } from '@yinzhao/verifier/format/licence-file';
import { nodeEngine } from '@yinzhao/verifier/node';
import type { OpenCity } from '@yinzhao/e2e/city/open-city';
import { openSharedCity } from './open-city.js';

const engine = nodeEngine();
let city: OpenCity;
let stolen: Connections;

beforeAll(() => {
  city = openSharedCity();
  stolen = connect(city.network);
});

afterAll(() => {
  stolen.close();
});

describe('a thief with the identity and the database of a gateway, but without its signer', () => {
  it('can log nothing: the ledger asks for the signature of the body', async () => {
    const { client, log } = city;
    const { identifier } = await client.issue(sampleLicence(21, '2026-01-05'), 'thief-1');
    await client.waitUntil(identifier, ['receipted']);
    const { credential } = decodeLicenceFile(await client.file(identifier));
    const { kid } = decodeCredential(credential as Uint8Array);
    const ledger = await stolen.ledger('approval', 'gateway');
    const key = generateKey(engine);
    const head = await readHead(ledger, log);
    // Whatever number comes next, the signature is the first thing that is wrong.
    for (const number of [1, 2, 1_000_000]) {
      const entries = sampleEntries(1, 'thief', engine);
      const group = encodeGroup({ log, certificate: kid, number, entries, statements: [] });
      const batch = composeBatch(log, head, [{ group, signature: key.sign(group) }], engine);
      await expect(stolen.port.anchor(batch)).rejects.toMatchObject({ name: 'LedgerError' });
    }
  }, 60_000);

  it('can forge no licence: halls ask for the signature of the issuing key', async () => {
    const { client, trust } = city;
    const { identifier } = await client.issue(sampleLicence(22, '2026-01-05'), 'thief-2');
    await client.waitUntil(identifier, ['receipted']);
    const file = decodeLicenceFile(await client.file(identifier));
    const sync = await client.syncPack();
    const { kid, ...content } = decodeCredential(file.credential as Uint8Array);
    const longer = encodeCredentialContent({ ...content, to: null, from: content.from - 1 });
    const signature = generateKey(engine).sign(credentialMessage(kid, longer));
    const forged = encodeLicenceFile({
      ...file,
      credential: encodeCredential(kid, longer, signature),
    });
    const verdict = judge(forged, { sync }, hallPolicy(trust));
    expect(verdict.outcome).toBe('invalid');
    expect(codesOf(verdict)).toContain('SIGNATURE_WRONG');
  }, 60_000);
});
