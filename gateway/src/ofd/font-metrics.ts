import { GatewayError } from '../errors.js';

/** How wide the characters of a font are, by their code points, in em (the size of the font). Without a glyph: absent. */
export type FontMetrics = ReadonlyMap<number, number>;

interface Table {
  readonly start: number;
  readonly length: number;
}

/**
 * Reads `cmap` (format 4 or 12), `hmtx`, `hhea` and `head` of a TrueType file (ISO/IEC 14496-22).
 * @throws GatewayError DOCUMENT_FONT_UNUSABLE
 */
export function readFontMetrics(font: Uint8Array): FontMetrics {
  try {
    return readTables(new DataView(font.buffer, font.byteOffset, font.length));
  } catch (cause) {
    throw new GatewayError('DOCUMENT_FONT_UNUSABLE', 'not a TrueType font with a cmap', { cause });
  }
}

function readTables(view: DataView): FontMetrics {
  const tables = directoryOf(view);
  const at = (tag: string): number => {
    const table = tables.get(tag);
    if (table === undefined) throw new RangeError(`the font has no table ${tag}`);
    return table.start;
  };
  const unitsPerEm = view.getUint16(at('head') + 18);
  const measured = view.getUint16(at('hhea') + 34);
  const hmtx = at('hmtx');
  const metrics = new Map<number, number>();
  for (const [codePoint, glyph] of glyphsOf(view, at('cmap'))) {
    // Glyphs beyond the last that has a width of its own have that one's.
    const advance = view.getUint16(hmtx + 4 * Math.min(glyph, measured - 1));
    metrics.set(codePoint, advance / unitsPerEm);
  }
  return metrics;
}

function directoryOf(view: DataView): Map<string, Table> {
  const tables = new Map<string, Table>();
  for (let i = 0; i < view.getUint16(4); i++) {
    const at = 12 + 16 * i;
    const tag = String.fromCharCode(...[0, 1, 2, 3].map((byte) => view.getUint8(at + byte)));
    tables.set(tag, { start: view.getUint32(at + 8), length: view.getUint32(at + 12) });
  }
  return tables;
}

/** Unicode code points and their glyphs; glyph 0 is the box of what is missing. */
function* glyphsOf(view: DataView, cmap: number): Generator<[codePoint: number, glyph: number]> {
  const subtables = Array.from({ length: view.getUint16(cmap + 2) }, (_none, i) => {
    const record = cmap + 4 + 8 * i;
    const start = cmap + view.getUint32(record + 4);
    return { platform: view.getUint16(record), format: view.getUint16(start), start };
  }).filter(({ platform }) => platform === 0 || platform === 3);
  const full = subtables.find(({ format }) => format === 12);
  const basic = subtables.find(({ format }) => format === 4);
  if (full !== undefined) yield* segmentedCoverage(view, full.start);
  else if (basic !== undefined) yield* segmentMapping(view, basic.start);
  else throw new RangeError('the font has no cmap of format 4 or 12');
}

function* segmentedCoverage(view: DataView, start: number): Generator<[number, number]> {
  for (let i = 0; i < view.getUint32(start + 12); i++) {
    const group = start + 16 + 12 * i;
    const first = view.getUint32(group);
    const glyph = view.getUint32(group + 8);
    const last = Math.min(view.getUint32(group + 4), 0x10ffff);
    for (let codePoint = first; codePoint <= last; codePoint++) {
      if (glyph + codePoint - first !== 0) yield [codePoint, glyph + codePoint - first];
    }
  }
}

function* segmentMapping(view: DataView, start: number): Generator<[number, number]> {
  const double = view.getUint16(start + 6);
  const [ends, starts] = [start + 14, start + 16 + double];
  for (let at = 0; at < double; at += 2) {
    const delta = view.getUint16(starts + double + at);
    const rangeAt = starts + 2 * double + at;
    const range = view.getUint16(rangeAt);
    const first = view.getUint16(starts + at);
    for (let codePoint = first; codePoint <= view.getUint16(ends + at); codePoint++) {
      const listed =
        range === 0 ? codePoint : view.getUint16(rangeAt + range + 2 * (codePoint - first));
      const glyph = listed === 0 ? 0 : (listed + delta) & 0xffff;
      if (glyph !== 0 && codePoint !== 0xffff) yield [codePoint, glyph];
    }
  }
}
