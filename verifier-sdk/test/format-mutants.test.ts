import { describe, expect, it } from '@jest/globals';
import { toHex } from '../src/format/bytes.js';
import { goodObjects, mutantsOfFormat, tryFormatMutants } from './format-mutants.js';
import { jsonMutants } from './json-mutants.js';

const objects = goodObjects();
const names = [...new Set(objects.map(({ layer }) => layer))];
/** `npm run soak` tries all. */
const perLayer = 400;

describe('mutants of good objects in a single place', () => {
  it.each(names)('of %s are refused with a code, or are objects with just those bytes', (layer) => {
    const own = objects.filter((one) => one.layer === layer);
    const total = own.reduce((sum, one) => sum + mutantsOfFormat(one).length, 0);
    const stride = Math.max(1, Math.floor(total / perLayer));
    const { refused, accepted, complaints } = tryFormatMutants(own, stride);
    expect(complaints).toEqual([]);
    expect(refused).toBeGreaterThan(10);
    expect(refused + accepted).toBeGreaterThan(Math.min(total, perLayer) / 2);
  });

  it('are made of every format that has an encoder', () => {
    expect(names).toHaveLength(34);
    expect(objects.length).toBeGreaterThan(100);
  });
});

describe('a run that cannot tell', () => {
  it('is noticed: a reader that takes everything, or fails without a code, is complained of', () => {
    const [object] = objects.filter(({ layer }) => layer === 'cosignature');
    const of = (layer: string) =>
      tryFormatMutants([{ ...(object as (typeof objects)[number]), layer }], 1);
    expect(of('cosignature').complaints).toEqual([]);
    // Asked for a JSON value where it has bytes, it fails in some other way.
    expect(of('inclusion').complaints.length).toBeGreaterThan(10);
  });
});

describe('mutants of a JSON text', () => {
  const all = jsonMutants(Buffer.from('{"a":1,"b":["c"]}')).map(({ bytes }) =>
    Buffer.from(bytes()).toString('utf8'),
  );

  it.each([
    ['a member dropped', '{"b":["c"]}'],
    ['a member twice', '{"a":1,"a":1,"b":["c"]}'],
    ['another first', '{"a":0,"a":1,"b":["c"]}'],
    ['a name in another spelling', '{"\\u0061":1,"b":["c"]}'],
    ['a name that objects have', '{"a":1,"b":["c"],"__proto__":{}}'],
    ['another type', '{"a":null,"b":["c"]}'],
    ['another type inside', '{"a":1,"b":[true]}'],
    ['a text after it', '{"a":1,"b":["c"]}{"a":1,"b":["c"]}'],
  ])('have %s', (_name, text) => {
    expect(all).toContain(text);
  });

  it('are each another text', () => {
    expect(new Set(all.map((text) => toHex(Buffer.from(text)))).size).toBeGreaterThan(
      all.length * 0.9,
    );
  });
});
