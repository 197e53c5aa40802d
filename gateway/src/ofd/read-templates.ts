import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileSchema } from '../types/json-schema.js';
import type { LicenceType, LicenceTypes } from '../types/licence-type.js';
import { faceNames } from './face.js';
import { facts, type Box, type Template, type TypeTemplate } from './template.js';

interface TemplateFile extends Omit<Template, 'pictures'> {
  readonly type: string;
  readonly pictures: readonly { readonly box: Box; readonly file: string }[];
}

const millimetres = { type: 'number', minimum: 0, maximum: 1000 };
const box = { type: 'array', minItems: 4, maxItems: 4, items: millimetres };
const colour = {
  type: 'array',
  minItems: 3,
  maxItems: 3,
  items: { type: 'integer', minimum: 0, maximum: 255 },
};
const size = { type: 'number', minimum: 1, maximum: 50 };
const fieldName = { type: 'string' };

function closed(properties: Readonly<Record<string, unknown>>, optional: readonly string[] = []) {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', additionalProperties: false, required, properties };
}

const checkFile = compileSchema(
  closed({
    type: { type: 'string' },
    page: closed({
      width: { ...millimetres, minimum: 50 },
      height: { ...millimetres, minimum: 50 },
    }),
    particulars: closed({
      holderName: fieldName,
      holderCode: fieldName,
      number: fieldName,
      issuer: { type: ['string', 'null'] },
      issued: { type: ['string', 'null'] },
    }),
    styles: {
      type: 'object',
      additionalProperties: closed({
        face: { enum: faceNames },
        size,
        minimumSize: size,
        align: { enum: ['left', 'center', 'right'] },
        vertical: { enum: ['top', 'middle'] },
        colour,
      }),
    },
    texts: {
      type: 'array',
      minItems: 1,
      maxItems: 256,
      items: {
        ...closed(
          {
            style: { type: 'string' },
            box,
            text: { type: 'string', minLength: 1, maxLength: 500, format: 'plain-text' },
            field: fieldName,
            fact: { enum: facts },
            absent: { type: 'string', minLength: 1, maxLength: 40, format: 'plain-text' },
          },
          ['text', 'field', 'fact', 'absent'],
        ),
        oneOf: [{ required: ['text'] }, { required: ['field'] }, { required: ['fact'] }],
        dependentRequired: { absent: ['field'] },
      },
    },
    lines: {
      type: 'array',
      maxItems: 256,
      items: closed({
        points: { type: 'array', minItems: 4, maxItems: 64, items: millimetres },
        width: { type: 'number', minimum: 0.05, maximum: 10 },
        colour,
      }),
    },
    pictures: {
      type: 'array',
      maxItems: 16,
      items: closed({ box, file: { type: 'string', pattern: '^[0-9a-z-]+\\.png$' } }),
    },
    seal: box,
  }),
);

/**
 * @param readPicture - gives a file that lies beside the template
 * @throws Error that says what is wrong with it
 */
export function templateOf(
  content: unknown,
  types: LicenceTypes,
  readPicture: (file: string) => Uint8Array,
): TypeTemplate {
  const [problem] = checkFile(content);
  if (problem !== undefined) throw new Error(`${problem.pointer} ${problem.en}`);
  const { type: code, pictures, ...file } = content as TemplateFile;
  const type = types.get(code);
  if (type === undefined) throw new Error(`there is no licence type ${code}`);
  const template = {
    ...file,
    pictures: pictures.map((one) => ({ box: one.box, png: pngOf(one.file, readPicture) })),
  };
  checkStyles(template);
  checkFields(template, type);
  checkPlaces(template);
  return { type, template };
}

function pngOf(file: string, readPicture: (file: string) => Uint8Array): Uint8Array {
  const bytes = readPicture(file);
  if (Buffer.from(bytes.subarray(0, 8)).toString('latin1') !== '\x89PNG\r\n\x1a\n') {
    throw new Error(`${file} is no PNG picture`);
  }
  return bytes;
}

function checkStyles({ texts, styles }: Template): void {
  for (const { style } of texts) {
    if (!Object.hasOwn(styles, style)) throw new Error(`there is no style ${style}`);
  }
  for (const [name, { size, minimumSize }] of Object.entries(styles)) {
    if (minimumSize > size) throw new Error(`the smallest size of ${name} is larger than its size`);
  }
}

function checkFields({ texts, particulars }: Template, type: LicenceType): void {
  const required = new Map(type.fields.map(({ name, required }) => [name, required]));
  const shown = new Set(texts.map(({ field }) => field));
  for (const name of shown) {
    if (name !== undefined && !required.has(name)) throw new Error(`there is no field ${name}`);
  }
  for (const name of Object.values(particulars) as (string | null)[]) {
    if (name !== null && required.get(name) !== true) {
      throw new Error(`${name} is no field that every licence of the type has`);
    }
  }
  // What the licence says to machines has to stand on the page as well.
  for (const { name } of type.fields) {
    if (!shown.has(name)) throw new Error(`the page does not show ${name}`);
  }
}

function checkPlaces({ page, texts, pictures, lines, seal }: Template): void {
  const boxes = [...texts, ...pictures].map((one) => one.box);
  for (const [left, top, width, height] of [...boxes, seal]) {
    const isInside = left + width <= page.width && top + height <= page.height;
    if (!isInside || width === 0 || height === 0) {
      throw new Error(`the box ${[left, top, width, height].join(' ')} does not lie on the page`);
    }
  }
  for (const { points } of lines) {
    const isInside = points.every((at, i) => at <= (i % 2 === 0 ? page.width : page.height));
    if (!isInside || points.length % 2 !== 0) {
      throw new Error(`the line ${points.join(' ')} does not lie on the page`);
    }
  }
}

/**
 * Every `.json` file of a folder.
 * @returns by the code of the type
 * @throws Error where a file is no template, or two are of one type
 */
export function readTemplates(
  folder: string,
  types: LicenceTypes,
): ReadonlyMap<string, TypeTemplate> {
  const templates = new Map<string, TypeTemplate>();
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()) {
    let one: TypeTemplate;
    try {
      const content: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      one = templateOf(content, types, (picture) => readFileSync(join(folder, picture)));
    } catch (cause) {
      throw new Error(`${name} is not the page of a licence type: ${String(cause)}`, { cause });
    }
    const { code } = one.type;
    if (templates.has(code)) throw new Error(`${name}: the type ${code} has two pages`);
    templates.set(code, one);
  }
  return templates;
}
