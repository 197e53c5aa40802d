import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fitText, lineHeight } from '../../src/ofd/fit-text.js';
import { faces } from './sample-document.js';

const sizes = { size: 4, minimumSize: 2 };

function fit(text: string, width: number, height: number) {
  return fitText(Array.from(text), faces().serif.metrics, { width, height }, sizes);
}
const linesOf = (text: string, width: number, height = 100): string[] | undefined =>
  fit(text, width, height)?.lines.map((line) => line.text);

describe('a text in its box', () => {
  it('is broken between Han characters', () => {
    expect(linesOf('示例市示例区示例路', 16)).toEqual(['示例市示', '例区示例', '路']);
  });

  it('keeps words and numbers whole, and breaks only those that are longer than a line', () => {
    expect(linesOf('示例路2026号', 16)).toEqual(['示例路', '2026号']);
    expect(linesOf('W'.repeat(10), 16)?.join('')).toBe('W'.repeat(10));
  });

  it('begins no line with a mark that closes and ends none with one that opens', () => {
    expect(linesOf('示例市示，例区', 16)).toEqual(['示例市', '示，例区']);
    expect(linesOf('示例市（示例）', 16)).toEqual(['示例市', '（示例）']);
  });

  it('leaves blanks out where a line is broken', () => {
    expect(linesOf('示例市示 例区', 16)).toEqual(['示例市示', '例区']);
    expect(linesOf('', 16)).toEqual([]);
  });

  it('is as large as it can be, never smaller than permitted', () => {
    expect(fit('示例市示', 16, 5.6)?.size).toBe(4);
    const smaller = fit('示例市示例', 16, 5.6);
    expect(smaller?.size).toBeLessThan(3.3);
    expect(smaller?.size).toBeGreaterThan(3);
    expect(fit('示例市示例区示例', 16, 2.8)?.size).toBe(2);
    expect(fit('示例市示例区示例路', 16, 2.8)).toBeNull();
    expect(fit('示', 16, 2.7)).toBeNull();
    expect(fit('示', 1.9, 100)).toBeNull();
  });

  it('loses nothing but blanks, and nothing of it lies outside', () => {
    const letter = fc.constantFrom(...Array.from('示例（），。“”AZ09.- /'));
    fc.assert(
      fc.property(
        fc.array(letter, { maxLength: 120 }),
        fc.integer({ min: 8, max: 80 }),
        fc.integer({ min: 3, max: 40 }),
        (letters, width, height) => {
          const text = letters.join('');
          const fitted = fit(text, width, height);
          if (fitted === null) return;
          const joined = fitted.lines.map((line) => line.text).join('');
          expect(joined.replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
          expect(fitted.lines.length * fitted.size * lineHeight).toBeLessThanOrEqual(height + 1e-6);
          for (const line of fitted.lines) {
            expect(line.advances).toHaveLength(line.text.length);
            const taken = line.advances.reduce((sum, one) => sum + one, 0) * fitted.size;
            expect(taken).toBeLessThanOrEqual(width + 1e-6);
          }
        },
      ),
    );
  });
});
