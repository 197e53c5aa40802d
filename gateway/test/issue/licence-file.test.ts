import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeCredential } from '@yinzhao/verifier/format/credential';
import { openDisclosure } from '@yinzhao/verifier/format/fields';
import { decodeLicenceFile } from '@yinzhao/verifier/format/licence-file';
import { decodeReceipt } from '@yinzhao/verifier/format/receipt';
import { issueLicence } from '../../src/issue/issue-licence.js';
import { licenceFile } from '../../src/issue/licence-file.js';
import { ownLicence } from '../../src/issue/query.js';
import { receiptOf } from '../../src/issue/receipt.js';
import { body, businessType, engine, openWorld, type World } from '../issuing-world.js';
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
    await world.endorse(1);
    await expect(file(null)).rejects.toEqual(code('RECEIPT_NOT_READY'));
    world.time += 1000;
    await world.endorse();
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
    await world.endorse();
    expect(decodeReceipt(await receiptOf(world, await licence())).time).toBe(world.time);
  });
});
