// Reads back what was written, by other code: as strict as a small reader can be, and for tests only.
import { crc32, inflateRawSync } from 'node:zlib';

function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

/** Every part by its name. The directory, the entries and the bytes between them have to agree to the last byte. */
export function readPackage(bytes: Buffer): ReadonlyMap<string, Buffer> {
  const end = bytes.length - 22;
  must(bytes.readUInt32BE(end) === 0x504b0506, 'no end record at the end');
  const count = bytes.readUInt16LE(end + 10);
  const directory = bytes.readUInt32LE(end + 16);
  must(directory + bytes.readUInt32LE(end + 12) === end, 'the directory ends elsewhere');
  const parts = new Map<string, Buffer>();
  let [at, expected] = [directory, 0];
  for (let i = 0; i < count; i++) {
    must(bytes.readUInt32BE(at) === 0x504b0102, 'no header in the directory');
    const nameLength = bytes.readUInt16LE(at + 28);
    must(bytes.readUInt32LE(at + 30) === 0, 'an extra field or a comment');
    must(bytes.readUInt32LE(at + 42) === expected, 'a gap between entries');
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    must(/^[0-9A-Za-z_./-]+$/.test(name) && !parts.has(name), `${name} is odd or stands twice`);
    must(bytes.readUInt32BE(expected) === 0x504b0304, 'no local header');
    const isSame = bytes
      .subarray(at + 6, at + 32)
      .equals(bytes.subarray(expected + 4, expected + 30));
    must(isSame, 'the local header says otherwise');
    must(bytes.readUInt32LE(at + 12) === 0x00210000, 'another time');
    const start = expected + 30 + nameLength;
    expected = start + bytes.readUInt32LE(at + 20);
    const packed = bytes.subarray(start, expected);
    const part = bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(packed) : packed;
    must(part.length === bytes.readUInt32LE(at + 24), 'another length');
    must(crc32(part) === bytes.readUInt32LE(at + 16), 'another checksum');
    parts.set(name, part);
    at += 46 + nameLength;
  }
  must(expected === directory && at === end, 'bytes that belong to nothing');
  return parts;
}

export interface XmlNode {
  /** With its prefix. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlNode[];
  text: string;
}

const references: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

function unescape(text: string): string {
  must(!/[<>"']/.test(text), 'a character that should be a reference');
  return text.replace(/&([^;]*);?/g, (_all, name: string) => {
    const character = /^#\d+$/.test(name)
      ? String.fromCodePoint(Number(name.slice(1)))
      : references[name];
    must(character !== undefined, `the reference ${name}`);
    return character;
  });
}

/** No comments, no instructions, no mixed content: what our writer makes has none. */
export function readXml(bytes: Buffer | undefined): XmlNode {
  must(bytes !== undefined, 'no such part');
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
  must(text.startsWith(head) && text.endsWith('>\n'), 'no declaration');
  const top: XmlNode = { name: '', attributes: {}, children: [], text: '' };
  const open = [top];
  const token = /<(\/?)([A-Za-z_:]+[A-Za-z0-9_:]*)((?: [A-Za-z_:]+="[^"<]*")*)(\/?)>|([^<]+)/y;
  for (token.lastIndex = head.length; token.lastIndex < text.length - 1;) {
    const found = token.exec(text);
    must(found !== null, 'no well-formed XML');
    const [, closing, name = '', attributes = '', empty, content] = found;
    const parent = open.at(-1) as XmlNode;
    if (content !== undefined) parent.text += unescape(content);
    else if (closing === '/') must(open.pop()?.name === name, `${name} closes another element`);
    else {
      const pairs = [...attributes.matchAll(/ ([A-Za-z_:]+)="([^"]*)"/g)];
      must(new Set(pairs.map(([, key]) => key)).size === pairs.length, 'an attribute twice');
      const node: XmlNode = {
        name,
        attributes: Object.fromEntries(
          pairs.map(([, key = '', value = '']) => [key, unescape(value)]),
        ),
        children: [],
        text: '',
      };
      parent.children.push(node);
      if (empty !== '/') open.push(node);
    }
  }
  const [root, ...more] = top.children;
  must(
    root !== undefined && more.length === 0 && open.length === 1 && top.text === '',
    'not one root',
  );
  return root;
}

/** Every element of a name below, in the order of the file. */
export function elements(node: XmlNode, name: string): XmlNode[] {
  const below = node.children.flatMap((child) => elements(child, name));
  return node.name === name ? [node, ...below] : below;
}

export function textsOf(node: XmlNode, name: string): string[] {
  return elements(node, name).map(({ text }) => text);
}
