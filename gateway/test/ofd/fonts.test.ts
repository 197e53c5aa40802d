import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { faceNames, openFace, openFaces, type FontList } from '../../src/ofd/face.js';
import { readFontMetrics } from '../../src/ofd/font-metrics.js';
import { openSubsetter } from '../../src/ofd/subset-font.js';
import { faces, fontFolder, sm3 } from './sample-document.js';

const list = JSON.parse(readFileSync(join(fontFolder, 'fonts.json'), 'utf8')) as FontList;
const unusable = expect.objectContaining({ code: 'DOCUMENT_FONT_UNUSABLE' });
const points = (text: string): number[] => Array.from(text, (one) => one.codePointAt(0) ?? 0);

describe('the fonts', () => {
  it.each(faceNames)('%s is the file that was made', (name) => {
    const { file, sm3: digest, characters } = list[name];
    expect(Buffer.from(sm3(readFileSync(join(fontFolder, file)))).toString('hex')).toBe(digest);
    expect(faces()[name].metrics.size).toBe(characters);
  });

  it('come with their licence and the notice of each', () => {
    const licence = readFileSync(join(fontFolder, 'OFL.txt'), 'utf8');
    expect(licence).toContain('SIL OPEN FONT LICENSE Version 1.1');
    for (const { file } of Object.values(list)) expect(licence).toContain(`${file}: (c)`);
  });

  it('have the characters that licences are written with', () => {
    for (const [name, text] of [
      ['sans', '统一社会信用代码（负责人）：、，。·—“”0189AZaz'],
      ['serif', '镕堃喆玥〇㎡²·—“”《》（）壹贰叁０Ａ￥℃'],
    ] as const) {
      expect(points(text).filter((one) => !faces()[name].metrics.has(one))).toEqual([]);
    }
    expect(faces().serif.metrics.get(0x5370)).toBe(1);
    expect(faces().serif.metrics.get(0x20)).toBeLessThan(0.5);
    expect(faces().serif.metrics.has(0x20bb7)).toBe(false);
  });

  it('are refused where they are missing or no fonts', () => {
    const folder = mkdtempSync(join(tmpdir(), 'yinzhao-fonts-'));
    try {
      expect(() => openFaces(folder)).toThrow(unusable);
      writeFileSync(join(folder, 'fonts.json'), JSON.stringify(list));
      expect(() => openFaces(folder)).toThrow(unusable);
      writeFileSync(join(folder, list.serif.file), 'no font');
      expect(() => openFaces(folder)).toThrow(unusable);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a subset', () => {
  it('has what was asked for and is the same in every order', () => {
    const wanted = points('示例市印照ABC');
    const subset = faces().serif.subset(wanted);
    expect(Buffer.from(faces().serif.subset([...wanted].reverse())).equals(subset)).toBe(true);
    expect([...readFontMetrics(subset).keys()].sort((a, b) => a - b)).toEqual(
      [...wanted].sort((a, b) => a - b),
    );
    expect(subset.length).toBeLessThan(10_000);
    expect(openFace('again', subset).metrics.get(0x5370)).toBe(1);
  });

  it('stays as it is when another is made, and forgets the one before', () => {
    const first = faces().sans.subset(points('甲'));
    const kept = Buffer.from(first);
    expect([...readFontMetrics(faces().sans.subset(points('乙'))).keys()]).toEqual(points('乙'));
    expect(kept.equals(first)).toBe(true);
  });

  it('leaves out what the font lacks', () => {
    expect([...readFontMetrics(faces().sans.subset([0x20bb7, 0x7532])).keys()]).toEqual([0x7532]);
  });

  it('is made a thousand times without the memory filling up', () => {
    const { subset } = faces().sans;
    const wanted = [...faces().sans.metrics.keys()].slice(500, 620);
    const first = subset(wanted);
    for (let i = 0; i < 1000; i++) expect(subset(wanted).length).toBe(first.length);
  });

  it('is refused where the font is larger than the memory, or no font', () => {
    expect(() => openSubsetter(new Uint8Array(80 << 20))).toThrow(unusable);
    expect(() => openSubsetter(new Uint8Array(1000)).subset([65])).toThrow(unusable);
    expect(() => readFontMetrics(new Uint8Array(1000))).toThrow(unusable);
    expect(() => readFontMetrics(new Uint8Array(0))).toThrow(unusable);
  });
});
