// The reference of the gateway's configuration in docs/gateway.md, out of its schema. With --write it is written; without,
// what is out of date is said. Needs the built gateway.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configSchema } from '../gateway/dist/config.js';

const page = join(dirname(fileURLToPath(import.meta.url)), '..', 'docs', 'gateway.md');
const begin = '<!-- configuration: begin -->';
const end = '<!-- configuration: end -->';

const cell = (text) => text.replaceAll('|', '\\|');

/** What a value may be, in a word. */
function kindOf({ type, enum: values, pattern, items, minimum, maximum }) {
  if (values) return values.map((value) => `\`${value}\``).join(', ');
  if (type === 'array') return `list of ${kindOf(items)}`;
  const kinds = [type].flat().join(' or ');
  if (minimum !== undefined) return `${kinds}, ${minimum} to ${maximum}`;
  return pattern ? `${kinds}, \`${pattern}\`` : kinds;
}

/** A row for each setting, inner ones by their path. */
function rowsOf({ properties, required }, path = '') {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const here = `${path}${name}`;
    const need = required.includes(name) ? '' : ', optional';
    const { zh, en } = schema.displayName;
    const row = `| \`${here}\` | ${cell(kindOf(schema))}${need} | ${zh} | ${en} |`;
    const inner = schema.type === 'array' ? schema.items : schema;
    const below = schema.type === 'array' ? `${here}[].` : `${here}.`;
    return inner.properties ? [row, ...rowsOf(inner, below)] : [row];
  });
}

/** The page as it should be. */
function configPage(text) {
  const table = ['| setting | value | 说明 | what |', '|---|---|---|---|', ...rowsOf(configSchema)];
  const [before] = text.split(begin);
  const [, after] = text.split(end);
  return `${before}${begin}\n\n${table.join('\n')}\n\n${end}${after}`;
}

const written = readFileSync(page, 'utf8');
const wanted = configPage(written);
if (process.argv[2] === '--write') writeFileSync(page, wanted);
else if (wanted !== written) {
  console.log('docs/gateway.md is out of date: node scripts/config-page.js --write');
  process.exitCode = 1;
}
