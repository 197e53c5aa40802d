import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkNamedType } from '@yinzhao/verifier/format/type-names';
import { compileSchema } from '../../src/types/json-schema.js';
import {
  licenceTypeOf,
  namesOf,
  readLicenceTypes,
  valuesInOrder,
  type LicenceType,
} from '../../src/types/licence-type.js';
import { isCreditCode } from '../../src/types/identity-codes.js';
import { sampleFields } from '../sample-fields.js';

const folder = join(__dirname, '..', '..', 'licence-types');
const types = readLicenceTypes(folder);
const [business, food, estate] = ['001', '002', '003'].map((end) =>
  types.get(`11999999EXAMPLE11X${end}`),
);

describe('the licence types', () => {
  it('are three, each defined by an invented body whose code checks', () => {
    expect([...types.values()].map(({ name }) => name.zh).sort()).toEqual([
      '不动产权证书',
      '营业执照',
      '食品经营许可证',
    ]);
    for (const { code } of types.values()) expect(isCreditCode(code.slice(0, 18))).toBe(true);
  });

  it.each(Object.entries(sampleFields))(
    '%s takes its sample and puts it in order',
    (code, sample) => {
      const type = types.get(code);
      if (type === undefined) throw new Error(`no type ${code}`);
      expect(type.check(sample)).toEqual([]);
      const values = valuesInOrder(type, sample);
      expect(values).toHaveLength(type.fields.length);
      expect(values[type.fields.findIndex(({ name }) => name === type.holder)]).toBe(
        sample[type.holder],
      );
    },
  );

  it('name every field in two languages', () => {
    for (const { fields } of types.values()) {
      for (const { displayName } of fields) {
        expect(displayName.zh).toMatch(/^\p{Script=Han}+(（\p{Script=Han}+）)?$/u);
        expect(displayName.en).toMatch(/^[A-Z][a-z A-Z-]+( \([a-z ]+\))?$/);
      }
    }
  });
});

const sample = sampleFields['11999999EXAMPLE11X001'] ?? {};
const without = Object.fromEntries(Object.entries(sample).filter(([name]) => name !== 'name'));

describe('a licence type refuses', () => {
  it.each([
    ['an unknown field', { ...sample, colour: 'red' }, '#/colour', 'additionalProperties'],
    [
      'an inherited name',
      JSON.parse(`${JSON.stringify(sample).slice(0, -1)},"__proto__":1}`),
      '#/__proto__',
      'additionalProperties',
    ],
    [
      'a name that is half a character',
      { ...sample, '\ud800': 1 },
      '#/%EF%BF%BD',
      'additionalProperties',
    ],
    ['a missing field', without, '#/name', 'required'],
    ['a number for a text', { ...sample, name: 7 }, '#/name', 'type'],
    ['a text too long', { ...sample, name: '示'.repeat(121) }, '#/name', 'maxLength'],
    ['an empty text', { ...sample, name: '' }, '#/name', 'minLength'],
    ['a line break', { ...sample, name: '示例\n公司' }, '#/name', 'plain-text'],
    ['a bidi mark', { ...sample, name: '示例\u202e公司' }, '#/name', 'plain-text'],
    ['a byte order mark', { ...sample, name: '\ufeff示例公司' }, '#/name', 'plain-text'],
    ['half a surrogate pair', { ...sample, name: '示例\ud842' }, '#/name', 'plain-text'],
    ['a private character', { ...sample, name: '示例\ue000' }, '#/name', 'plain-text'],
    ['a text that is not NFC', { ...sample, name: 'Cafe\u0301' }, '#/name', 'plain-text'],
    ['outer white space', { ...sample, name: ' 示例公司' }, '#/name', 'plain-text'],
    ['a space of another width', { ...sample, name: '示例\u2003公司' }, '#/name', 'plain-text'],
    [
      'a wrong check character',
      { ...sample, creditCode: '91999999EXAMPLE89N' },
      '#/creditCode',
      'credit-code',
    ],
    [
      'a letter that credit codes leave out',
      { ...sample, creditCode: '91999999EXAMPLI89M' },
      '#/creditCode',
      'credit-code',
    ],
    [
      'a day that does not exist',
      { ...sample, established: '2026-02-29' },
      '#/established',
      'civil-date',
    ],
    [
      'a date before all dates',
      { ...sample, established: '1899-12-31' },
      '#/established',
      'civil-date',
    ],
    ['another form', { ...sample, number: '12' }, '#/number', 'pattern'],
  ])('%s', (_what, value: unknown, pointer, rule) => {
    const problems = business?.check(value) ?? [];
    expect(problems.map((one) => [one.pointer, one.rule])).toEqual([[pointer, rule]]);
    expect(problems[0]?.zh).toMatch(/\p{Script=Han}/u);
    expect(problems[0]?.en).not.toContain('undefined');
  });

  it('shows at most 32 problems and no value', () => {
    const flood = Object.fromEntries(
      Array.from({ length: 500 }, (_, i) => [`x${i}`, '110101199003074514']),
    );
    const problems = business?.check({ ...sample, ...flood }) ?? [];
    expect(problems).toHaveLength(32);
    expect(JSON.stringify(problems)).not.toContain('199003074514');
  });

  it('a citizen number with a wrong check character, or born on no day', () => {
    const value = sampleFields['11999999EXAMPLE11X003'] ?? {};
    for (const holderCode of ['999999199001010011', '99999919900230001X', '']) {
      expect(estate?.check({ ...value, holderCode }).map(({ rule }) => rule)).toEqual([
        'holder-code',
      ]);
    }
    expect(estate?.check({ ...value, ownership: '其他', floors: 0 })).toHaveLength(2);
  });
});

describe('a file of a licence type', () => {
  const file = food?.schema as Record<string, unknown>;
  const head = file.licenceType as Record<string, unknown>;

  it.each([
    ['that lets unknown fields pass', { ...file, additionalProperties: true }],
    [
      'with a text without bounds',
      {
        ...file,
        properties: {
          ...(file.properties as object),
          operator: { type: 'string', displayName: { zh: '名', en: 'N' } },
        },
      },
    ],
    [
      'with fractions',
      {
        ...file,
        properties: {
          ...(file.properties as object),
          operator: { type: 'number', displayName: { zh: '名', en: 'N' } },
        },
      },
    ],
    [
      'with a field whose name is no machine name',
      {
        ...file,
        licenceType: { ...head, order: [...(head.order as string[]), '名称'] },
        properties: {
          ...(file.properties as object),
          名称: { type: 'boolean', displayName: { zh: '名', en: 'N' } },
        },
      },
    ],
    [
      'whose display name has two lines',
      { ...file, licenceType: { ...head, name: { zh: '许可\n证', en: 'N' } } },
    ],
    ['whose order leaves a field out', { ...file, licenceType: { ...head, order: ['operator'] } }],
    ['whose holder may be missing', { ...file, licenceType: { ...head, holder: 'supervisor' } }],
    ['with another code', { ...file, licenceType: { ...head, code: 'FOOD' } }],
  ])('%s is refused', (_what, schema) => {
    expect(() => licenceTypeOf(schema)).toThrow();
  });

  it('stands once per code', () => {
    const twice = mkdtempSync(join(tmpdir(), 'types-'));
    const text = readFileSync(join(folder, 'food-licence.json'), 'utf8');
    writeFileSync(join(twice, 'a.json'), text);
    expect(readLicenceTypes(twice).size).toBe(1);
    writeFileSync(join(twice, 'b.json'), text.replace('urn:yinzhao', 'urn:other'));
    expect(() => readLicenceTypes(twice)).toThrow('stands twice');
    writeFileSync(join(twice, 'b.json'), '{');
    expect(() => readLicenceTypes(twice)).toThrow('b.json is not a licence type');
  });
});

it('a type gives the names that a trust bundle carries, fields in their order', () => {
  const [business] = readLicenceTypes(folder).values();
  const named = namesOf(business as LicenceType);
  expect(Object.keys(named).sort()).toEqual(['code', 'fields', 'name']);
  expect(named).toMatchObject({ code: '11999999EXAMPLE11X001', name: { zh: '营业执照' } });
  expect(named.fields.map(({ name }) => name)).toEqual(business?.fields.map(({ name }) => name));
  expect(named.fields[1]).toEqual({
    name: 'creditCode',
    displayName: { zh: '统一社会信用代码', en: 'Unified social credit code' },
  });
  for (const type of readLicenceTypes(folder).values()) checkNamedType(namesOf(type));
});

it('a type is named in a sentence of two languages', () => {
  const check = compileSchema({ type: ['string', 'null'] });
  expect(check(1)).toEqual([
    { pointer: '#', rule: 'type', zh: '类型应为文本或空', en: 'should be text or null' },
  ]);
});
