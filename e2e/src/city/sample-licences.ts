import { inventedCitizenNumber, inventedCreditCode } from './invented-codes.js';
import { sampleTypes } from './sample-body.js';

/** What is sent to a gateway. */
export interface SampleRequest {
  readonly type: string;
  readonly from: string;
  readonly to?: string;
  readonly fields: Readonly<Record<string, string | number | boolean>>;
}

const authority = '示例市行政审批局';
const roads = ['示例路', '印照路', '榕树街', '望江大道', '丹桂巷'];
const trades = ['糕点', '茶叶', '五金', '图书', '水果', '餐饮', '乳品', '文具'];
const surnames = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛'];

const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

function company(index: number): string {
  return `示例市${pick(trades, index)}${index}号有限公司`;
}

function person(index: number): string {
  return `示例${pick(surnames, index)}${index % 97}`;
}

function address(index: number): string {
  return `示例市示例区${pick(roads, index)}${(index % 900) + 1}号`;
}

function business(index: number, date: string): SampleRequest {
  return {
    type: sampleTypes.business,
    from: date,
    fields: {
      name: company(index),
      creditCode: inventedCreditCode(index),
      legalRepresentative: person(index),
      kind: pick(['有限责任公司（自然人独资）', '有限责任公司（自然人投资或控股）'], index),
      address: address(index),
      registeredCapital: `${((index % 50) + 1) * 10}万元人民币`,
      established: date,
      term: '长期',
      authority,
      approved: date,
      scope: `${pick(trades, index)}销售；${pick(trades, index + 3)}零售（仅为示例）`,
    },
  };
}

function food(index: number, date: string): SampleRequest {
  return {
    type: sampleTypes.food,
    from: date,
    to: `${Number(date.slice(0, 4)) + 4}${date.slice(4, 8)}28`,
    fields: {
      operator: company(index),
      creditCode: inventedCreditCode(index),
      number: `JY${(index % 3) + 1}999999${String(index).padStart(7, '0').slice(-7)}`,
      premises: address(index),
      businessForm: pick(['食品销售经营者', '餐饮服务经营者', '单位食堂'], index),
      items: pick(['预包装食品销售', '热食类食品制售', '糕点类食品制售'], index),
      legalRepresentative: person(index),
      address: address(index + 1),
      authority,
      signatory: person(index + 5),
      issued: date,
      online: index % 2 === 0,
    },
  };
}

function estate(index: number, date: string): SampleRequest {
  return {
    type: sampleTypes.estate,
    from: date,
    fields: {
      holder: person(index),
      location: `${address(index)}${(index % 18) + 1}01室`,
      number: `示（${date.slice(0, 4)}）示例市不动产权第${String(index).padStart(7, '0')}号`,
      holderCode: inventedCitizenNumber(index),
      usage: pick(['住宅', '商业服务', '办公'], index),
      area: `房屋建筑面积${60 + (index % 90)}.50平方米`,
      ownership: '单独所有',
      unitNumber: `999999001001GB${String(index).padStart(14, '0')}`,
      rightKind: '国有建设用地使用权/房屋所有权',
      rightNature: '出让/商品房',
      floors: 18 + (index % 16),
    },
  };
}

/** Six of ten are 营业执照, three 食品经营许可证, one 不动产权证书; the same index is always the same licence. */
export function sampleLicence(index: number, date: string): SampleRequest {
  const kind = index % 10;
  if (kind < 6) return business(index, date);
  return kind < 9 ? food(index, date) : estate(index, date);
}
