// Every mutant of a JSON text in a single place: members dropped, doubled, renamed, and values of every other type.
import type { Mutant } from './mutants.js';

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** What stands in place of any value. */
const others = [
  'null',
  'true',
  'false',
  '0',
  '-0',
  '-1',
  '0.5',
  '1e3',
  '9007199254740992',
  '1e999',
  '""',
  '"\\u0000"',
  '"\\u202e"',
  '"\\ud800"',
  '"__proto__"',
  '[]',
  '{}',
  '{"__proto__":{}}',
  `${'['.repeat(3000)}${']'.repeat(3000)}`,
] as const;

/** By hand, so that a member can stand twice. */
function write(
  value: Json,
  change: (value: Json, path: string) => string | null,
  path = '',
): string {
  const changed = change(value, path);
  if (changed !== null) return changed;
  if (Array.isArray(value)) {
    return `[${(value as readonly Json[]).map((item, i) => write(item, change, `${path}/${i}`)).join()}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([name, item]) => `${JSON.stringify(name)}:${write(item, change, `${path}/${name}`)}`,
  );
  return `{${members.join()}}`;
}

function pathsOf(value: Json): readonly string[] {
  const paths: string[] = [];
  write(value, (_value, path) => {
    paths.push(path);
    return null;
  });
  return paths;
}

/** Of an object: each member left out, twice, under other names, and others beside it. */
function memberChanges(value: Json): readonly (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const members = Object.entries(value).map(
    ([name, item]) => [name, `${JSON.stringify(name)}:${JSON.stringify(item)}`] as const,
  );
  const all = members.map(([, text]) => text);
  const object = (texts: readonly string[]): string => `{${texts.join()}}`;
  return [
    ...members.flatMap(([name, text], i) => {
      const with_ = (...own: readonly string[]): string =>
        object([...all.slice(0, i), ...own, ...all.slice(i + 1)]);
      const item = text.slice(JSON.stringify(name).length + 1);
      return [
        [`loses ${name}`, with_()],
        [`has ${name} twice`, with_(text, text)],
        [`has another ${name} first`, with_(`${JSON.stringify(name)}:0`, text)],
        [`has another ${name} last`, with_(text, `${JSON.stringify(name)}:0`)],
        [`has ${name} in capitals`, with_(`${JSON.stringify(name.toUpperCase())}:${item}`)],
        [
          `has ${name} escaped`,
          with_(`"\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(1)}":${item}`),
        ],
      ] as const;
    }),
    ...['__proto__', 'constructor', 'toString', ''].map(
      (name) => [`gets ${name}`, object([...all, `${JSON.stringify(name)}:{}`])] as const,
    ),
  ];
}

/** In a fixed order. */
export function jsonMutants(bytes: Uint8Array): readonly Mutant[] {
  const text = Buffer.from(bytes).toString('utf8');
  const value = JSON.parse(text) as Json;
  const of = (name: string, changed: string): Mutant => ({
    name,
    bytes: () => Uint8Array.from(Buffer.from(changed, 'utf8')),
  });
  const inPlace = pathsOf(value).flatMap((path) => {
    const put = (other: (old: Json) => string): string =>
      write(value, (old, at) => (at === path ? other(old) : null));
    let old: Json = null;
    put((found) => {
      old = found;
      return '0';
    });
    return [
      ...others.map((other) =>
        of(
          `${path} becomes ${other.slice(0, 20)}`,
          put(() => other),
        ),
      ),
      of(
        `${path} is put into an array`,
        put((found) => `[${JSON.stringify(found)}]`),
      ),
      of(
        `${path} becomes a text`,
        put((found) => JSON.stringify(JSON.stringify(found))),
      ),
      ...memberChanges(old).map(([name, changed]) =>
        of(
          `${path} ${name}`,
          put(() => changed),
        ),
      ),
    ];
  });
  return [
    ...inPlace,
    of('begins with a byte order mark', `\ufeff${text}`),
    of('stands twice', `${text}${text}`),
    of('has a comma behind it', `${text},`),
    of('has NUL behind it', `${text}\0`),
    of('has a no-break space before it', `\u00a0${text}`),
    of('loses its last character', text.trimEnd().slice(0, -1)),
  ];
}
