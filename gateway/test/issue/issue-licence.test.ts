import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeCredential } from '@yinzhao/verifier/format/credential';
import { buildFields } from '@yinzhao/verifier/format/fields';
import { parseIdentifier } from '@yinzhao/verifier/format/licence-identifier';
import { readCertificate } from '@yinzhao/verifier/x509/certificate';
import { issueLicence } from '../../src/issue/issue-licence.js';
import { issueMany, type AskedLine, type LineOutcome } from '../../src/issue/issue-many.js';
import { licencesOfHolder, readLicence } from '../../src/issue/query.js';
import { findLicence } from '../../src/store/licence.js';
import {
  body,
  businessType,
  engine,
  foodBody,
  foodType,
  openWorld,
  types,
  type World,
} from '../issuing-world.js';
import { sampleFields } from '../sample-fields.js';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.signerUp = true;
});

const asker = { caller: 'desk', body, key: null };
const fields = sampleFields[businessType] ?? {};
const request = { type: businessType, from: '2026-11-24', fields };
const foodRequest = {
  type: foodType,
  from: '2026-01-05',
  to: '2031-01-04',
  fields: sampleFields[foodType] ?? {},
};
const code = (wanted: string): unknown => expect.objectContaining({ code: wanted });

describe('issuing one licence', () => {
  it('gives a credential that its body has signed, with a tree over the fields', async () => {
    const before = world.woken();
    const view = await issueLicence(world, asker, request);
    expect(view).toMatchObject({
      type: businessType,
      body,
      state: 'signed',
      status: 'valid',
      from: '2026-11-24',
      to: null,
      leafIndex: null,
    });
    expect(parseIdentifier(view.identifier)).toMatchObject({
      type: businessType,
      body,
      version: '001',
    });
    const stored = await findLicence(world.store.licences, view.identifier);
    const credential = decodeCredential(stored?.credential ?? new Uint8Array());
    const issuer = (await world.issuers.current()).find((one) => one.body === body);
    const { publicKey } = readCertificate(issuer?.certificate ?? new Uint8Array());
    expect(engine.verify(publicKey, credential.message, credential.signature)).toBe(true);
    const tree = buildFields(stored?.values as never, stored?.seed ?? new Uint8Array(), engine.sm3);
    expect(credential.fieldsRoot).toEqual(tree.root);
    expect(world.woken()).toBe(before + 1);
  });

  it('keeps nothing in clear that names the holder, where it looks them up', async () => {
    const view = await issueLicence(world, asker, { ...request, serial: 'HOLDER0' });
    const stored = await findLicence(world.store.licences, view.identifier);
    expect(stored?.holders).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    const found = await licencesOfHolder(world, String(fields.creditCode), body);
    expect(found.map(({ identifier }) => identifier)).toContain(view.identifier);
    expect(await licencesOfHolder(world, String(fields.creditCode), foodBody)).toEqual([]);
    expect(await licencesOfHolder(world, '91999999EXAMPLE97G', body)).toEqual([]);
  });

  it('takes everything that a licence may carry', async () => {
    const { identifier } = await issueLicence(world, asker, { ...request, serial: 'WITHALL' });
    const view = await issueLicence(world, asker, {
      ...request,
      serial: 'WITHALL',
      version: '002',
      to: '2046-11-23',
      predecessor: identifier,
      holderKey: `0232c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7`,
      artefacts: [
        { kind: 'sealedOfd', digest: '11'.repeat(32) },
        { kind: 'file', digest: '22'.repeat(32), length: 7 },
      ],
    });
    const stored = await findLicence(world.store.licences, view.identifier);
    expect(decodeCredential(stored?.credential ?? new Uint8Array())).toMatchObject({
      predecessor: identifier,
      artefacts: [{ kind: 'sealedOfd' }, { kind: 'file', length: 7 }],
    });
  });

  it('gives the same licence to the same request, by serial or by key', async () => {
    const named = { ...request, serial: 'TWICE00' };
    const first = await issueLicence(world, asker, named);
    expect(await issueLicence(world, asker, named)).toEqual(first);
    const keyed = { ...asker, key: 'case 7' };
    const second = await issueLicence(world, keyed, request);
    expect(await issueLicence(world, keyed, request)).toEqual(second);
    expect(await issueLicence(world, { ...asker, key: 'case 8' }, request)).not.toEqual(second);
    const other = { ...named, fields: { ...fields, name: '示例市另一公司' } };
    await expect(issueLicence(world, asker, other)).rejects.toEqual(code('LICENCE_TAKEN'));
    await expect(issueLicence(world, { ...asker, caller: 'other' }, named)).rejects.toEqual(
      code('LICENCE_TAKEN'),
    );
    await expect(issueLicence(world, asker, { ...named, from: '2026-11-25' })).rejects.toEqual(
      code('LICENCE_TAKEN'),
    );
  });

  it('gives one licence to a request that comes twice at once', async () => {
    const named = { ...request, serial: 'ATONCE0' };
    const views = await Promise.all([1, 2, 3].map(() => issueLicence(world, asker, named)));
    expect(new Set(views.map(({ object }) => object)).size).toBe(1);
  });

  it.each([
    [
      'an unknown type',
      { ...request, type: '11999999EXAMPLE11X009' },
      body,
      'LICENCE_TYPE_UNKNOWN',
    ],
    [
      'a wrong field',
      { ...request, fields: { ...fields, colour: 1 } },
      body,
      'LICENCE_FIELDS_INVALID',
    ],
    ["another body's type", request, foodBody, 'LICENCE_TYPE_FOREIGN'],
    ['a body without a certificate', request, '11999999EXAMPLE11X', 'ISSUER_MISSING'],
    [
      'an end before the beginning',
      { ...request, to: '2026-11-23' },
      body,
      'LICENCE_VALIDITY_INVALID',
    ],
    [
      'no end where there has to be one',
      { ...foodRequest, to: null },
      body,
      'LICENCE_VALIDITY_INVALID',
    ],
    ['an end too late', { ...foodRequest, to: '2031-01-06' }, body, 'LICENCE_VALIDITY_INVALID'],
    [
      'a predecessor that is not there',
      { ...request, predecessor: `${businessType}.${body}.NOTHERE.001.0` },
      body,
      'PREDECESSOR_INVALID',
    ],
  ])('refuses %s and stores nothing', async (_what, wanted, of, expected) => {
    const count = await world.store.licences.countDocuments({ body });
    await expect(issueLicence(world, { ...asker, body: of }, wanted as never)).rejects.toEqual(
      code(expected),
    );
    expect(await world.store.licences.countDocuments({ body })).toBe(count);
  });

  it('says which fields are wrong, by their place in the request', async () => {
    const wanted = { ...request, fields: { ...fields, creditCode: '91999999EXAMPLE89N' } };
    const refused = await issueLicence(world, asker, wanted).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      fields: [{ pointer: '#/fields/creditCode', rule: 'credit-code' }],
    });
  });

  it('a predecessor of another type or body is refused', async () => {
    const { identifier } = await issueLicence(world, asker, { ...request, serial: 'BEFORE0' });
    const follow = { ...foodRequest, predecessor: identifier };
    await expect(issueLicence(world, asker, follow)).rejects.toEqual(code('PREDECESSOR_INVALID'));
  });

  it('passes on that the signer is gone, and keeps nothing', async () => {
    world.signerUp = false;
    const wanted = { ...request, serial: 'NOSIGN0' };
    await expect(issueLicence(world, asker, wanted)).rejects.toEqual(code('SIGNER_UNAVAILABLE'));
    world.signerUp = true;
    expect((await issueLicence(world, asker, wanted)).state).toBe('signed');
  });
});

async function* chunked(
  lines: readonly AskedLine[],
  size: number,
): AsyncGenerator<readonly AskedLine[]> {
  for (let at = 0; at < lines.length; at += size) yield Promise.resolve(lines.slice(at, at + size));
}

describe('issuing many', () => {
  const who = { caller: 'desk', body };
  const take = async (lines: readonly AskedLine[], size = 100): Promise<LineOutcome[]> => {
    const all: LineOutcome[] = [];
    for await (const outcomes of issueMany(world, who, chunked(lines, size))) all.push(...outcomes);
    return all;
  };

  it('answers every line, in order, whatever the others are', async () => {
    const lines = Array.from({ length: 700 }, (_, i) => ({
      number: i + 1,
      request: { ...request, key: `many ${i}`, ...(i % 7 === 3 ? { type: 'x' } : {}) },
    }));
    const outcomes = await take(lines, 300);
    expect(outcomes.map(({ number }) => number)).toEqual(lines.map(({ number }) => number));
    for (const { number, outcome } of outcomes) {
      if ((number - 1) % 7 === 3) expect(outcome).toEqual(code('LICENCE_TYPE_UNKNOWN'));
      else expect(outcome).toMatchObject({ state: 'signed' });
    }
    expect(await take(lines.slice(0, 3), 1)).toEqual(outcomes.slice(0, 3));
  });

  it('one key stands for one licence', async () => {
    const line = (number: number, name: string): AskedLine => ({
      number,
      request: { ...request, key: 'one', fields: { ...fields, name } },
    });
    const [first, same, other] = await take([
      line(1, '示例甲公司'),
      line(2, '示例甲公司'),
      line(3, '示例乙公司'),
    ]);
    expect(same?.outcome).toEqual(first?.outcome);
    expect(other?.outcome).toEqual(code('IDEMPOTENCY_REUSED'));
  });

  it('a signer that is gone is told to each line', async () => {
    world.signerUp = false;
    const [one] = await take([{ number: 1, request }]);
    expect(one?.outcome).toEqual(code('SIGNER_UNAVAILABLE'));
  });
});

it('a licence is read by its body only, with its fields in order', async () => {
  const { identifier } = await issueLicence(world, asker, { ...request, serial: 'READIT0' });
  const whole = await readLicence(world, identifier, body);
  expect(whole.fields).toEqual(fields);
  expect(Object.keys(whole.fields)).toEqual(
    types
      .get(businessType)
      ?.fields.map(({ name }) => name)
      .filter((name) => name in fields),
  );
  await expect(readLicence(world, identifier, foodBody)).rejects.toEqual(code('LICENCE_UNKNOWN'));
});
