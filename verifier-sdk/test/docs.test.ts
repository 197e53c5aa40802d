import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { layers } from './layers.js';

const pages = join(__dirname, '..', '..', 'docs', 'format');
const vectors = join(__dirname, '..', 'vectors');
const writing = process.env.WRITE_VECTORS === '1';
/** "Example, `vectors/<layer>/<id>.json`…" and the block that follows. */
const example =
  /(Example, `vectors\/([a-z0-9-]+)\/([a-z0-9-]+)\.json`[^\n]*\n\n```text\n)([\s\S]*?)\n```/g;

/** How an input is shown: texts as they are, anything else as JSON. */
function shown(layer: string, id: string): string {
  const file = join(vectors, layer, `${id}.json`);
  if (!existsSync(file)) return `no vector ${layer}/${id}`;
  const { input } = JSON.parse(readFileSync(file, 'utf8')) as { input: unknown };
  if (typeof input === 'string') return input.trimEnd();
  return Array.isArray(input) ? JSON.stringify(input) : JSON.stringify(input, null, 2);
}

const names = readdirSync(pages).filter((name) => name.endsWith('.md'));

if (writing) {
  for (const name of names) {
    const text = readFileSync(join(pages, name), 'utf8');
    const filled = text.replace(
      example,
      (_all, head: string, layer: string, id: string) => `${head}${shown(layer, id)}\n\`\`\``,
    );
    writeFileSync(join(pages, name), filled);
  }
}

const examples = names.flatMap((name) =>
  [...readFileSync(join(pages, name), 'utf8').matchAll(example)].map(
    ([, , layer = '', id = '', text = '']) => ({ name, layer, id, text }),
  ),
);

describe('docs/format', () => {
  it.each(examples)('$name shows $layer/$id as it is', ({ layer, id, text }) => {
    expect(text).toBe(shown(layer, id));
    const one = layers[layer]?.cases.find((candidate) => candidate.id === id);
    expect(one?.id).toBe(id);
  });

  // Encodings inside others, words for bytes, and misuse have no page of their own.
  const without = ['base45', 'base64', 'demand', 'hex'];
  it.each(Object.keys(layers).filter((layer) => !without.includes(layer)))(
    'has an example of %s',
    (layer) => {
      expect(examples.some((one) => one.layer === layer)).toBe(true);
    },
  );
});
