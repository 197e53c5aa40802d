import { describe, expect, it } from '@jest/globals';
import { deflatedPart, storedPart, writeZip } from '../../src/ofd/zip.js';
import { readPackage } from './read-package.js';

const text = Buffer.from('示例'.repeat(100));

describe('an archive', () => {
  it('gives back its parts in their order', () => {
    const parts = [
      deflatedPart('b/a.xml', text),
      storedPart('a.ttf', text),
      deflatedPart('empty', Buffer.alloc(0)),
    ];
    const read = readPackage(writeZip(parts));
    expect([...read.keys()]).toEqual(['b/a.xml', 'a.ttf', 'empty']);
    expect([...read.values()].map((one) => one.length)).toEqual([600, 600, 0]);
    expect(read.get('b/a.xml')?.equals(text)).toBe(true);
    expect(readPackage(writeZip([])).size).toBe(0);
  });

  it('deflates what gets smaller and stores what does not', () => {
    expect(deflatedPart('a', text).packed.length).toBeLessThan(100);
    const short = Buffer.from('a');
    expect(deflatedPart('a', short).packed).toBe(short);
    expect(storedPart('a', text).packed).toBe(text);
  });
});
