import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { isCivilDate } from './civil-date.js';
import { isCitizenNumber, isCreditCode } from './identity-codes.js';
import { isPlainText } from './text.js';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** What is wrong with one place of a document. Never holds the value: it may be personal data. */
export interface FieldProblem {
  /** JSON pointer as a URI fragment, as `#/fields/name`. */
  readonly pointer: string;
  /** Keyword of JSON Schema that it breaks, or the format. */
  readonly rule: string;
  readonly zh: string;
  readonly en: string;
}

/** Says what is wrong with a value; nothing where it is right. */
export type Check = (value: unknown) => readonly FieldProblem[];

/** A caller mends a form, not a flood. */
const shownProblems = 32;

/** Formats of our own; all are texts. The sentences are for the people who fill in forms. */
const formats: Readonly<
  Record<string, { test: (text: string) => boolean; zh: string; en: string }>
> = {
  'plain-text': {
    test: isPlainText,
    zh: '含不可见字符、首尾空格或未规范化（NFC）的文字',
    en: 'has unseen characters, outer white space or is not NFC',
  },
  'civil-date': {
    test: isCivilDate,
    zh: '不是真实日期（YYYY-MM-DD）',
    en: 'is no real date (YYYY-MM-DD)',
  },
  'credit-code': {
    test: isCreditCode,
    zh: '统一社会信用代码格式或校验码不符',
    en: 'is no unified social credit code, or its check character is wrong',
  },
  'holder-code': {
    test: (text) => isCreditCode(text) || isCitizenNumber(text),
    zh: '统一社会信用代码或公民身份号码格式或校验码不符',
    en: 'is no credit code and no citizen number, or its check character is wrong',
  },
};

const names: Readonly<Record<string, { zh: string; en: string }>> = {
  string: { zh: '文本', en: 'text' },
  integer: { zh: '整数', en: 'an integer' },
  boolean: { zh: '真或假', en: 'true or false' },
  object: { zh: '对象', en: 'an object' },
  array: { zh: '数组', en: 'an array' },
  null: { zh: '空', en: 'null' },
};

const ajv = new Ajv2020({
  strict: true,
  strictRequired: false,
  allowUnionTypes: true,
  allErrors: true,
  // Two files may not share a code, but one file may be read twice.
  addUsedSchema: false,
  // `constructor` and its like are unknown fields, not inherited ones.
  ownProperties: true,
});
ajv.addVocabulary(['licenceType', 'displayName', 'example']);
for (const [name, { test }] of Object.entries(formats)) ajv.addFormat(name, test);

/** @throws Error where the schema itself is wrong: a mistake in a file, found at start */
export function compileSchema(schema: JsonSchema): Check {
  const validate = ajv.compile(schema);
  return (value) => {
    if (validate(value)) return [];
    const problems = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if');
    return problems.slice(0, shownProblems).map(problemOf);
  };
}

function pointerOf(path: string): string {
  return `#${path.split('/').map(encodeURIComponent).join('/')}`;
}

function problemOf({ keyword, instancePath, params }: ErrorObject): FieldProblem {
  const given = params as Record<string, unknown>;
  const named =
    keyword === 'additionalProperties' ? given.additionalProperty : given.missingProperty;
  const inner = typeof named === 'string' ? `/${escapePointer(named)}` : '';
  const rule = keyword === 'format' ? String(given.format) : keyword;
  return { pointer: pointerOf(`${instancePath}${inner}`), rule, ...sentence(rule, given) };
}

function escapePointer(name: string): string {
  return name
    .slice(0, 64)
    .replace(/\p{Cs}/gu, '\ufffd')
    .replaceAll('~', '~0')
    .replaceAll('/', '~1');
}

const tooShort = { zh: '长度不足 {limit}', en: 'is shorter than {limit}' };
const tooLong = { zh: '长度超过 {limit}', en: 'is longer than {limit}' };
const outOfRange = { zh: '数值超出范围', en: 'is not {comparison} {limit}' };
const notPermitted = { zh: '不在允许的取值之内', en: 'is none of the permitted values' };
const misformed = { zh: '格式不符', en: 'does not have the required form' };

const sentences: Readonly<Record<string, { zh: string; en: string }>> = {
  additionalProperties: { zh: '未知字段', en: 'is not a field that is known here' },
  required: { zh: '缺少必填字段', en: 'is missing' },
  minLength: tooShort,
  minItems: tooShort,
  maxLength: tooLong,
  maxItems: tooLong,
  minimum: outOfRange,
  maximum: outOfRange,
  enum: notPermitted,
  const: notPermitted,
};

function sentence(rule: string, params: Record<string, unknown>): { zh: string; en: string } {
  if (rule === 'type') return typeSentence([params.type].flat().map(String));
  const { zh, en } = formats[rule] ?? sentences[rule] ?? misformed;
  const filled = (text: string): string =>
    text.replace(/\{(limit|comparison)\}/g, (_all, name: string) => String(params[name]));
  return { zh: filled(zh), en: filled(en) };
}

function typeSentence(types: readonly string[]): { zh: string; en: string } {
  const texts = types.map((type) => names[type] ?? { zh: type, en: type });
  return {
    zh: `类型应为${texts.map(({ zh }) => zh).join('或')}`,
    en: `should be ${texts.map(({ en }) => en).join(' or ')}`,
  };
}
