// Every mutant of an encoded object in a single place: CBOR, and the CBOR, DER and signed notes inside its byte strings.
// It reads the bytes by itself, not by the decoders that the mutants are for; nothing here is random.

export interface Mutant {
  /** Where, from the outermost object on, and what was done there. */
  readonly name: string;
  readonly bytes: () => Uint8Array;
}

type Change = readonly [name: string, bytes: Uint8Array];

/** An element: what it can be changed into by itself, and what it consists of. */
export interface Part {
  readonly bytes: Uint8Array;
  readonly changes: () => readonly Change[];
  readonly children: readonly Part[];
  /** The element with other children, its lengths and counts being theirs. */
  readonly write: (children: readonly Uint8Array[]) => Uint8Array;
}

const join = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));
const bytesOf = (...bytes: readonly number[]): Uint8Array => Uint8Array.from(bytes);
const utf8 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'utf8'));

/** @param width - bytes of the argument; without it the fewest */
function head(major: number, argument: bigint, width?: 1 | 2 | 4 | 8): Uint8Array {
  if (width === undefined && argument < 24n) return bytesOf((major << 5) | Number(argument));
  const fewest = ([1, 2, 4, 8] as const).find((n) => argument < 1n << BigInt(8 * n)) ?? 8;
  const length = width ?? fewest;
  const bytes = new Uint8Array(1 + length);
  bytes[0] = (major << 5) | (24 + Math.log2(length));
  for (let i = 0; i < length; i++) bytes[length - i] = Number((argument >> BigInt(8 * i)) & 0xffn);
  return bytes;
}

const ofLength = (major: number, content: Uint8Array): Uint8Array =>
  join(head(major, BigInt(content.length)), content);
const noughts = bytesOf(0xf6);

/** What stands in place of any element: one of each other type, and the element in something more. */
function typeChanges(bytes: Uint8Array): readonly Change[] {
  return [
    ['becomes null', noughts],
    ['becomes true', bytesOf(0xf5)],
    ['becomes undefined', bytesOf(0xf7)],
    ['becomes 0', bytesOf(0)],
    ['becomes -1', bytesOf(0x20)],
    ['becomes a half float', bytesOf(0xf9, 0x3c, 0)],
    ['becomes an empty byte string', bytesOf(0x40)],
    ['becomes an empty text', bytesOf(0x60)],
    ['becomes an empty array', bytesOf(0x80)],
    ['becomes an empty map', bytesOf(0xa0)],
    ['is put into an array', join(bytesOf(0x81), bytes)],
    ['is put into a tag', join(bytesOf(0xc2), bytes)],
    ['is put into a byte string', ofLength(2, bytes)],
  ];
}

/** Content cut, lengthened and flipped: its first, a middle and its last byte, low and high bit. */
function contentChanges(content: Uint8Array): readonly (readonly [string, Uint8Array])[] {
  const flips = [...new Set([0, content.length >> 1, content.length - 1])].flatMap((i) =>
    [0x01, 0x80].map((bit) => {
      const flipped = Uint8Array.from(content);
      flipped[i] = (flipped[i] ?? 0) ^ bit;
      return [`flips ${bit} of byte ${i}`, flipped] as const;
    }),
  );
  return [
    ['loses its last byte', content.subarray(0, -1)],
    ['loses its first byte', content.subarray(1)],
    ['gets a byte more', join(content, bytesOf(0))],
    ['gets a byte before', join(bytesOf(0), content)],
    ['is all zeros', new Uint8Array(content.length)],
    ['is all ones', new Uint8Array(content.length).fill(0xff)],
    ['is turned round', Uint8Array.from(content).reverse()],
    ['stands twice in itself', join(content, content)],
    ...(content.length === 0 ? [] : flips),
  ];
}

/** Heads that lie, or are longer than needed. */
function headChanges(major: number, argument: bigint, rest: Uint8Array): readonly Change[] {
  const wider = ([1, 2, 4, 8] as const).filter((n) => argument < 1n << BigInt(8 * n));
  return [
    ...wider
      .filter((n) => n > (head(major, argument).length - 1 || 0))
      .map((n) => [`has a head of ${n}`, join(head(major, argument, n), rest)] as const),
    ['says one more', join(head(major, argument + 1n), rest)],
    ...(argument > 0n ? [['says one less', join(head(major, argument - 1n), rest)] as const] : []),
    ['says 2^32 - 1', join(head(major, 0xffffffffn), rest)],
    ['says 2^53', join(head(major, 1n << 53n), rest)],
    ['says 2^64 - 1', join(head(major, (1n << 64n) - 1n), rest)],
    ['has a reserved head', join(bytesOf((major << 5) | 28), rest)],
    ['has no definite length', join(bytesOf((major << 5) | 31), rest, bytesOf(0xff))],
    ['is of another major type', join(head((major + 1) % 6, argument), rest)],
  ];
}

const leaf = (bytes: Uint8Array, changes: Part['changes']): Part => ({
  bytes,
  changes,
  children: [],
  write: () => bytes,
});

/** @throws Error where it is no CBOR */
function readCbor(bytes: Uint8Array, at: number, depth = 0): { part: Part; end: number } {
  const first = bytes[at];
  if (first === undefined || depth > 20) throw new Error('no CBOR');
  const [major, information] = [first >> 5, first & 0x1f];
  if (information > 27) throw new Error('no CBOR of ours');
  const width = information < 24 ? 0 : 1 << (information - 24);
  let argument = width === 0 ? BigInt(information) : 0n;
  for (let i = 1; i <= width; i++) argument = (argument << 8n) | BigInt(bytes[at + i] ?? 0);
  const from = at + 1 + width;
  if (major < 2 || major === 7) {
    const own = bytes.subarray(at, from);
    const more =
      major === 7
        ? [['becomes false', bytesOf(0xf4)] as const]
        : headChanges(major, argument, bytesOf());
    return { part: leaf(own, () => [...typeChanges(own), ...more]), end: from };
  }
  if (major < 4) {
    const end = from + Number(argument);
    if (end > bytes.length) throw new Error('no CBOR');
    return { part: stringPart(major, bytes.subarray(from, end)), end };
  }
  const children: Part[] = [];
  let end = from;
  const next = (): Part => {
    const item = readCbor(bytes, end, depth + 1);
    end = item.end;
    return item.part;
  };
  for (let i = 0n; i < (major === 6 ? 1n : argument); i++) {
    children.push(major === 5 ? pairPart(next(), next()) : next());
  }
  return { part: containerPart(major, argument, children), end };
}

function pairPart(key: Part, value: Part): Part {
  return {
    bytes: join(key.bytes, value.bytes),
    changes: () => [],
    children: [key, value],
    write: (both) => join(...both),
  };
}

function containerPart(major: number, argument: bigint, children: readonly Part[]): Part {
  const content = join(...children.map(({ bytes }) => bytes));
  const write = (items: readonly Uint8Array[]): Uint8Array =>
    join(head(major, major === 6 ? argument : BigInt(items.length)), ...items);
  const bytes = write(children.map((child) => child.bytes));
  const tagChanges = (): readonly Change[] =>
    major === 6
      ? [
          ['loses its tag', content],
          ['has its tag twice', join(head(6, argument), bytes)],
        ]
      : [
          [
            'gets a null more',
            join(head(major, argument + 1n), content, noughts, ...(major === 5 ? [noughts] : [])),
          ],
        ];
  return {
    bytes,
    children,
    write,
    changes: () => [
      ...typeChanges(bytes),
      ...headChanges(major, argument, content),
      ...tagChanges(),
    ],
  };
}

function stringPart(major: number, content: Uint8Array): Part {
  const bytes = ofLength(major, content);
  const inner = innerPart(major, content);
  const odd = (): readonly Change[] =>
    major === 3
      ? [
          ['gets NUL', ofLength(3, join(content, bytesOf(0)))],
          ['gets a direction mark', ofLength(3, join(content, utf8('\u202e')))],
          ['gets a byte order mark', ofLength(3, join(utf8('\ufeff'), content))],
          ['gets a blank', ofLength(3, join(content, utf8(' ')))],
          [
            'is in small letters',
            ofLength(3, utf8(Buffer.from(content).toString('utf8').toLowerCase())),
          ],
        ]
      : [];
  return {
    bytes,
    children: inner === null ? [] : [inner],
    write: (parts) => ofLength(major, join(...parts)),
    changes: () => [
      ...typeChanges(bytes),
      ...headChanges(major, BigInt(content.length), content),
      ...contentChanges(content).map(([name, changed]): Change => [name, ofLength(major, changed)]),
      ...odd(),
    ],
  };
}

/** What a string contains, where it is an object of its own. */
function innerPart(major: number, content: Uint8Array): Part | null {
  const text = Buffer.from(content).toString('utf8');
  if (text.includes('\n\n— ')) return linesPart(text);
  if (major === 3 || content.length < 2) return null;
  const readers = [
    () =>
      ((content[0] as number) & 0xc0) === 0x80 || (content[0] as number) >> 5 === 6
        ? readCbor(content, 0)
        : null,
    () => (content[0] === 0x30 && content.length > 8 ? readDer(content, 0) : null),
  ];
  for (const read of readers) {
    try {
      const found = read();
      if (found?.end === content.length) return found.part;
    } catch {
      // It only begins like one.
    }
  }
  return null;
}

/** A signed note: lines of words. */
function linesPart(text: string): Part {
  const word = (one: string): Part => {
    const bytes = utf8(one);
    const number: readonly Change[] = /^[0-9]+$/.test(one)
      ? [
          ['is one more', utf8(String(BigInt(one) + 1n))],
          ['is one less', utf8(String(BigInt(one) - 1n))],
          ['is 2^53', utf8(String(2n ** 53n))],
          ['begins with 0', utf8(`0${one}`)],
          ['has a sign', utf8(`+${one}`)],
          ['is no integer', utf8(`${one}.0`)],
        ]
      : [
          [
            'in other letters',
            utf8(one.toUpperCase() === one ? one.toLowerCase() : one.toUpperCase()),
          ],
        ];
    return leaf(bytes, () => [...contentChanges(bytes), ...number]);
  };
  const line = (one: string): Part => ({
    bytes: utf8(one),
    children: one === '' ? [] : one.split(' ').map(word),
    write: (words) => utf8(words.map((bytes) => Buffer.from(bytes).toString('latin1')).join(' ')),
    changes: () => [
      ['ends with CR', utf8(`${one}\r`)],
      ['ends with a blank', utf8(`${one} `)],
      ['has two blanks', utf8(one.replace(' ', '  '))],
      ['is empty', bytesOf()],
    ],
  });
  const between =
    (separator: string) =>
    (parts: readonly Uint8Array[]): Uint8Array =>
      join(...parts.flatMap((part, i) => (i === 0 ? [part] : [utf8(separator), part])));
  return {
    bytes: utf8(text),
    children: text.split('\n').map((one) => ({ ...line(one), write: between(' ') })),
    write: between('\n'),
    changes: () => [],
  };
}

function derLength(length: number): Uint8Array {
  if (length < 0x80) return bytesOf(length);
  return length < 0x100 ? bytesOf(0x81, length) : bytesOf(0x82, length >> 8, length & 0xff);
}

/** @throws Error where it is no DER */
function readDer(bytes: Uint8Array, at: number): { part: Part; end: number } {
  const [tag, short] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || short === undefined || short > 0x82 || short === 0x80)
    throw new Error('no DER');
  const width = short > 0x80 ? short - 0x80 : 0;
  let length = width === 0 ? short : 0;
  for (let i = 0; i < width; i++) length = length * 256 + (bytes[at + 2 + i] ?? 0);
  const from = at + 2 + width;
  const end = from + length;
  if (end > bytes.length) throw new Error('no DER');
  const content = bytes.subarray(from, end);
  const children: Part[] = [];
  for (let next = from; (tag & 0x20) !== 0 && next < end;) {
    const child = readDer(bytes, next);
    children.push(child.part);
    next = child.end;
  }
  const write = (parts: readonly Uint8Array[]): Uint8Array => {
    const inside = join(...parts);
    return join(bytesOf(tag), derLength(inside.length), inside);
  };
  const own = bytes.subarray(at, end);
  const changes = (): readonly Change[] => [
    ['is of another tag', join(bytesOf(tag ^ 1), own.subarray(1))],
    ['is of another class', join(bytesOf(tag ^ 0x80), own.subarray(1))],
    ['has a longer length', join(bytesOf(tag, 0x83, 0, length >> 8, length & 0xff), content)],
    ['has no definite length', join(bytesOf(tag, 0x80), content, bytesOf(0, 0))],
    ['says one more', join(bytesOf(tag), derLength(length + 1), content)],
    ['becomes NULL', bytesOf(5, 0)],
    ...contentChanges(content).map(([name, changed]): Change => [name, write([changed])]),
  ];
  return { part: { bytes: own, changes, children, write }, end };
}

/** Drops, doubles and swaps each child, then goes into it. */
function* mutantsOf(
  part: Part,
  path: string,
  put: (bytes: Uint8Array) => Uint8Array,
): Generator<Mutant> {
  const name = (what: string): string => `${path || 'all'} ${what}`;
  for (const [what, bytes] of part.changes()) yield { name: name(what), bytes: () => put(bytes) };
  const all = part.children.map(({ bytes }) => bytes);
  const withChildren = (what: string, ...children: readonly Uint8Array[]): Mutant => ({
    name: name(what),
    bytes: () => put(part.write(children)),
  });
  for (const [i, child] of part.children.entries()) {
    const [before, after] = [all.slice(0, i), all.slice(i + 1)];
    yield withChildren(`loses ${i}`, ...before, ...after);
    yield withChildren(`has ${i} twice`, ...before, child.bytes, child.bytes, ...after);
    const [next, ...rest] = after;
    if (next !== undefined) yield withChildren(`swaps ${i}`, ...before, next, child.bytes, ...rest);
    yield* mutantsOf(child, path === '' ? `${i}` : `${path}.${i}`, (bytes) =>
      put(part.write([...before, bytes, ...after])),
    );
  }
}

const base45 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

/** RFC 9285, of a text that is right. */
function fromBase45(text: string): Uint8Array {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i += 3) {
    const [a = 0, b = 0, c] = Array.from(text.slice(i, i + 3), (one) => base45.indexOf(one));
    const value = a + 45 * b + 2025 * (c ?? 0);
    bytes.push(...(c === undefined ? [value] : [value >> 8, value & 0xff]));
  }
  return Uint8Array.from(bytes);
}

function toBase45(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 2) {
    const last = bytes[i + 1];
    const value = last === undefined ? (bytes[i] ?? 0) : 256 * (bytes[i] ?? 0) + last;
    const digits = [value % 45, Math.floor(value / 45) % 45, Math.floor(value / 2025)];
    for (const digit of digits.slice(0, last === undefined ? 2 : 3)) text += base45[digit] ?? '';
  }
  return text;
}

const prefix = 'YZ1:';

/** Of a show code: its text, and what is inside. */
function textMutants(text: string): readonly Mutant[] {
  const [whole, inside] = [utf8(text), text.slice(prefix.length)];
  const changes: readonly Change[] = [
    ...contentChanges(whole),
    ['in small letters', utf8(text.toLowerCase())],
    ['ends with a blank', utf8(`${text} `)],
    ['ends with a new line', utf8(`${text}\n`)],
    ['begins with a blank', utf8(` ${text}`)],
    ['of another version', utf8(`YZ2:${inside}`)],
    ['of no scheme', utf8(inside)],
    ['a group above 65535', utf8(`${prefix}:::${inside.slice(3)}`)],
    ['a single character at the end', utf8(`${text.slice(0, -1 - ((inside.length + 2) % 3))}0`)],
  ];
  return [
    ...changes.map(([name, bytes]) => ({ name: `text ${name}`, bytes: () => bytes })),
    ...singleFieldMutants(fromBase45(inside)).map(({ name, bytes }) => ({
      name,
      bytes: () => utf8(`${prefix}${toBase45(bytes())}`),
    })),
  ];
}

/** What the bytes are: a text of lines, DER or CBOR; else bytes that have no parts. */
function wholePart(bytes: Uint8Array): Part {
  const text = Buffer.from(bytes).toString('utf8');
  const isText =
    Buffer.from(text, 'utf8').equals(bytes) && !/[^\n -~\u0080-\u{10ffff}]/u.test(text);
  if (isText && text.endsWith('\n')) return linesPart(text);
  for (const read of [readDer, readCbor]) {
    try {
      const { part, end } = read(bytes, 0);
      if (end === bytes.length) return part;
    } catch {
      // It only begins like one.
    }
  }
  return leaf(bytes, () => contentChanges(bytes));
}

/** The object as its members, those inside byte strings and of a show code too. */
export function partOf(bytes: Uint8Array): Part {
  const text = Buffer.from(bytes).toString('latin1');
  if (!text.startsWith(prefix)) return wholePart(bytes);
  const inside = wholePart(fromBase45(text.slice(prefix.length)));
  return {
    bytes,
    changes: () => [],
    children: [inside],
    write: ([first]) => utf8(`${prefix}${first === undefined ? '' : toBase45(first)}`),
  };
}

/** In a fixed order; one that equals the object itself is left out by whoever uses it. */
export function singleFieldMutants(bytes: Uint8Array): readonly Mutant[] {
  const text = Buffer.from(bytes).toString('latin1');
  if (text.startsWith(prefix)) return textMutants(text);
  return [
    ...mutantsOf(wholePart(bytes), '', (changed) => changed),
    { name: 'all gets a byte after it', bytes: () => join(bytes, bytesOf(0)) },
    { name: 'all loses its last byte', bytes: () => bytes.subarray(0, -1) },
  ];
}
