// The fonts of documents, gateway/fonts: two faces cut to the characters that licences need. The same packages give the
// same bytes. Needs a build and a registry; `--from FOLDER` takes the packages from there instead, where they lie as
// `npm pack` names them.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { format } from 'prettier';
import { readFontMetrics } from '../gateway/dist/ofd/font-metrics.js';
import { openSubsetter } from '../gateway/dist/ofd/subset-font.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'gateway', 'fonts');
const version = '0.4.3';
const { values } = parseArgs({ options: { from: { type: 'string' } } });
const temporary = mkdtempSync(join(tmpdir(), 'yinzhao-fonts-'));

/** The double bytes of GBK, as the Encoding Standard reads them, whose two bytes pass; ASCII; Latin-1. */
function* charactersOf(passes) {
  const decoder = new TextDecoder('gbk', { fatal: true });
  for (let code = 0x20; code < 0x100; code++) {
    if (code < 0x7f || (code > 0xa0 && code !== 0xad)) yield code;
  }
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f || !passes(lead, trail)) continue;
      const text = decode(decoder, Uint8Array.of(lead, trail));
      if (text !== null && !/\p{Co}/u.test(text)) yield text.codePointAt(0);
    }
  }
}

/** Null where the two bytes are no character. */
function decode(decoder, bytes) {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

/** GB 2312: symbols in rows 1 to 9, Han characters in rows 16 to 87. */
const isGb2312 = (lead, trail) =>
  trail >= 0xa1 &&
  trail <= 0xfe &&
  ((lead >= 0xa1 && lead <= 0xa9) || (lead >= 0xb0 && lead <= 0xf7));

const faces = [
  {
    name: 'serif',
    package: 'noto-serif-sc',
    file: 'NotoSerifSC-Regular-GBK.ttf',
    family: 'Noto Serif SC',
    source: 'NotoSerifSC_400Regular.ttf',
    notice: '(c) 2017-2024 Adobe (http://www.adobe.com/).',
    characters: [...new Set(charactersOf(() => true))],
  },
  {
    name: 'sans',
    package: 'noto-sans-sc',
    file: 'NotoSansSC-Regular-GB2312.ttf',
    family: 'Noto Sans SC',
    source: 'NotoSansSC_400Regular.ttf',
    notice: "(c) 2014-2021 Adobe (http://www.adobe.com/), with Reserved Font Name 'Source'.",
    characters: [...new Set(charactersOf(isGb2312))],
  },
];

/** @returns the folder of the unpacked package */
function unpack(name) {
  const archive = `expo-google-fonts-${name}-${version}.tgz`;
  const place = values.from === undefined ? temporary : resolve(values.from);
  if (values.from === undefined) {
    const pack = ['pack', `@expo-google-fonts/${name}@${version}`, '--silent', '--ignore-scripts'];
    execFileSync('npm', pack, { cwd: temporary });
  }
  const folder = join(temporary, name);
  mkdirSync(folder);
  execFileSync('tar', ['xzf', join(place, archive), '-C', folder]);
  return join(folder, 'package');
}

try {
  mkdirSync(out, { recursive: true });
  const list = {};
  const notices = [];
  let licence = '';
  for (const { name, package: from, file, family, source, notice, characters } of faces) {
    const folder = unpack(from);
    const font = readFileSync(join(folder, '400Regular', source));
    const known = readFontMetrics(font);
    const cut = openSubsetter(font).subset(characters);
    const missing = characters.filter((code) => !known.has(code));
    const sm3 = createHash('sm3').update(cut).digest('hex');
    list[name] = { file, family, characters: readFontMetrics(cut).size, sm3 };
    writeFileSync(join(out, file), cut);
    const lacking = missing.map((code) => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`);
    console.log(
      `${file}: ${cut.length} bytes, without ${lacking.join(' ') || 'nothing that it should have'}`,
    );
    const text = readFileSync(join(folder, 'LICENSE_FONT'), 'utf8');
    // What the font says of itself, which is more than its package says of the serif.
    if (!font.includes(Buffer.from(notice, 'utf16le').swap16()))
      throw new Error(`${source} says otherwise`);
    notices.push(
      `${file}: ${notice}`,
      `${family}, its package: ${text.slice(0, text.indexOf('\n')).trim()}`,
    );
    licence ||= text.slice(text.indexOf('\n') + 1);
  }
  writeFileSync(join(out, 'OFL.txt'), `${notices.join('\n')}\n${licence}`);
  writeFileSync(join(out, 'fonts.json'), await format(JSON.stringify(list), { parser: 'json' }));
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
