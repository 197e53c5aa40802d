import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeCredential } from '@yinzhao/verifier/format/credential';
import { openDisclosure } from '@yinzhao/verifier/format/fields';
import { decodeLicenceFile } from '@yinzhao/verifier/format/licence-file';
import { decodeReceipt } from '@yinzhao/verifier/format/receipt';
import { encodeSyncPack } from '@yinzhao/verifier/format/sync-pack';
import { statusChanger } from '../../src/issue/change-status.js';
import { takeTurns } from '../../src/issue/turns.js';
import { verifyFile } from '../../src/issue/verify-file.js';
import { issueLicence } from '../../src/issue/issue-licence.js';
import { licenceFile } from '../../src/issue/licence-file.js';
import { ownLicence } from '../../src/issue/query.js';
import { receiptOf } from '../../src/issue/receipt.js';
import { body, businessType, engine, log, openWorld, type World } from '../issuing-world.js';
import { sampleFields } from '../sample-fields.js';

let world: World;
let identifier: string;
beforeAll(async () => {
  world = await openWorld();
  const request = {
    type: businessType,
    from: '2026-11-24',
    fields: sampleFields[businessType] ?? {},
  };
  identifier = (await issueLicence(world, { caller: 'desk', body, key: null }, request)).identifier;
});
afterAll(() => world.close());

const code = (wanted: string): unknown => expect.objectContaining({ code: wanted });
const licence = () => ownLicence(world, identifier, body);
const file = async (fields: string[] | null, receipt: 'required' | 'ifPresent' = 'required') =>
  decodeLicenceFile(await licenceFile(world, await licence(), { fields, receipt }));

describe('the licence file', () => {
  it('waits for the log and for the witnesses', async () => {
    await expect(file(null)).rejects.toEqual(code('LICENCE_NOT_ANCHORED'));
    expect((await file(['name'], 'ifPresent')).receipt).toBeNull();
    await world.anchor();
    await expect(file(null)).rejects.toEqual(code('RECEIPT_NOT_READY'));
    await world.witness(1);
    await expect(file(null)).rejects.toEqual(code('RECEIPT_NOT_READY'));
    world.time += 1000;
    await world.witness();
    expect((await licence()).state).toBe('receipted');
    expect((await file(null)).receipt).not.toBeNull();
  });

  it('shows the wished fields and nothing else', async () => {
    const { disclosure, credential, chain } = await file(['creditCode', 'name']);
    const opened = openDisclosure(disclosure as never, engine.sm3);
    expect([...opened.fields]).toEqual([
      [0, '示例市印照糕点有限公司'],
      [1, '91999999EXAMPLE89M'],
    ]);
    expect(opened.root).toEqual(decodeCredential(credential as Uint8Array).fieldsRoot);
    expect(chain).toHaveLength(1);
    expect((await file(null)).disclosure?.fields.size).toBe(12);
  });

  it.each([[['colour']], [['name', 'name']], [['__proto__']]])(
    'does not show %j',
    async (fields) => {
      await expect(file(fields)).rejects.toEqual(code('QUERY_INVALID'));
    },
  );

  it('carries exactly k cosignatures, anew under each checkpoint', async () => {
    const first = decodeReceipt(await receiptOf(world, await licence()));
    expect(first).toMatchObject({ leafIndex: 0, size: 1, time: world.time, documentSeal: null });
    expect(first.cosignatures).toHaveLength(2);
    world.time += 1000;
    await world.witness();
    expect(decodeReceipt(await receiptOf(world, await licence())).time).toBe(world.time);
  });
});

describe('verifying a file', () => {
  const pack = (): Uint8Array =>
    encodeSyncPack({
      network: 'city',
      bundles: [world.bundle],
      logs: [{ origin: log, note: world.note(), ...world.lists(), proofs: [], subtrees: null }],
    });
  const judge = async (sync: Uint8Array | null, bytes?: Uint8Array) =>
    verifyFile(
      { ...world, now: world.now, publication: { syncPack: () => Promise.resolve(sync) } },
      bytes ??
        (await licenceFile(world, await licence(), { fields: ['name'], receipt: 'required' })),
      'hall',
    );

  it('is what a terminal says', async () => {
    world.time += 1000;
    await world.witness();
    const verdict = await judge(pack());
    expect(
      verdict.checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'unknown'),
    ).toEqual([]);
    expect(verdict).toMatchObject({
      outcome: 'valid',
      licence: {
        identifier,
        body,
        from: '2026-11-24',
        to: null,
        typeName: { zh: '营业执照', en: 'Business licence' },
        fields: [
          { number: 0, name: 'name', zh: '名称', en: 'Name', value: '示例市印照糕点有限公司' },
        ],
      },
      established: { anchored: { leafIndex: 0, log } },
    });
  });

  it('knows nothing of revocation without a pack', async () => {
    const verdict = await judge(null);
    expect(verdict.outcome).toBe('undetermined');
    expect(verdict.checks).toContainEqual(
      expect.objectContaining({ outcome: 'unknown', code: 'STATUS_UNKNOWN' }),
    );
  });

  it('answers forged bytes too', async () => {
    const bytes = await licenceFile(world, await licence(), {
      fields: ['name'],
      receipt: 'required',
    });
    const forged = Uint8Array.from(bytes);
    const at = Buffer.from(forged).indexOf(identifier);
    forged[at + 45] = (forged[at + 45] as number) ^ 1;
    expect((await judge(pack(), forged)).outcome).toBe('invalid');
    expect((await judge(pack(), Uint8Array.of(1, 2, 3))).outcome).toBe('invalid');
  });

  it('a revoked licence is refused with the next pack', async () => {
    const change = statusChanger(world, takeTurns());
    await change.licence({
      identifier,
      action: 'revoke',
      reason: '',
      caller: 'desk',
      body,
      key: null,
    });
    await world.anchor();
    world.time += 1000;
    await world.witness();
    expect((await judge(pack())).outcome).toBe('invalid');
  });
});
