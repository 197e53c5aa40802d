import { describe, expect, it } from '@jest/globals';
import { encodeUtf8 } from '../src/format/bytes.js';
import { decodeReceipt, encodeReceipt } from '../src/format/receipt.js';
import { decodeLicenceFile } from '../src/format/licence-file.js';
import { shortPlace } from '../src/format/short-place.js';
import { decodeShowCode, encodeShowCode } from '../src/format/show-code.js';
import { decodeStatusSnapshot } from '../src/format/status-snapshot.js';
import { decodeSyncPack } from '../src/format/sync-pack.js';
import { cutNodeOf } from '../src/merkle/cut.js';
import { rootFromInclusion } from '../src/merkle/inclusion.js';
import { subtreesOf } from '../src/merkle/subtrees.js';
import { rangeRoot } from '../src/merkle/tree.js';
import { builtInPolicy } from '../src/policy.js';
import { verify, type Demand } from '../src/verify.js';
import { jpegOf } from './picture/jpeg.js';
import { blur, rotate, scaleTo } from './picture/picture.js';
import { drawQrCode, qrCodeOf } from './picture/qr-code.js';
import { readQrCodes } from './picture/read-qr-code.js';
import { engine, filler, leavesOf, noon, sm3 } from './world/city.js';
import { fullCode, shortCode, shownValues } from './world/fields-6of12.js';
import { goodBundle, makeScene, nowAt } from './world/scene.js';
import { showScene } from './world/show.js';
import { stateOfTrust } from '../src/state.js';

const sizeOf = (bytes: Uint8Array | null): number => bytes?.length ?? 0;

describe('the code of six fields out of twelve', () => {
  it('shows 134 bytes of UTF-8', () => {
    expect(sizeOf(encodeUtf8(shownValues.join('')))).toBe(134);
    const { disclosure } = decodeShowCode(encodeUtf8(fullCode));
    expect([...(disclosure?.fields.values() ?? [])]).toEqual(shownValues);
    expect(disclosure?.count).toBe(12);
  });

  it('has a path of 24 hashes in the full form, of 8 in the short one', () => {
    const { receipt } = decodeShowCode(encodeUtf8(fullCode));
    expect(decodeReceipt(receipt as Uint8Array)).toMatchObject({ size: 10_000_000 });
    expect(decodeReceipt(receipt as Uint8Array).path).toHaveLength(24);
    expect(decodeReceipt(receipt as Uint8Array).cosignatures).toHaveLength(2);
    expect(decodeShowCode(encodeUtf8(shortCode)).place?.path).toHaveLength(8);
  });

  // The bar is 32-L and 22-L.
  it.each([
    ['full', fullCode, 31],
    ['short', shortCode, 21],
  ])('fits a QR code in the %s form', (_form, text, version) => {
    expect(qrCodeOf(text).version).toBe(version);
  });

  it('is good evidence: all but its status holds without a pack', () => {
    const demand: Demand = { at: nowAt, policy: builtInPolicy('hall'), engine };
    const knowledge = { sync: null, state: stateOfTrust('city', goodBundle) };
    const { outcome, established, checks } = verify(encodeUtf8(fullCode), knowledge, demand);
    expect(outcome).toBe('undetermined');
    expect(established.anchored).toMatchObject({ leafIndex: 5_000_000, size: 10_000_000 });
    expect(established.shown).toMatchObject({ time: nowAt });
    expect(checks.find(({ name }) => name === 'holder')?.outcome).toBe('passed');
  });

  it.each([
    ['full', fullCode],
    ['short', shortCode],
  ])(
    'is read from a bad picture in the %s form',
    async (_form, text) => {
      const picture = scaleTo(drawQrCode(qrCodeOf(text), 8), 900);
      const file = jpegOf(blur(rotate(picture, 3), 0.7), 60);
      expect(await readQrCodes(file)).toEqual([text]);
      // Some seconds of work, on a machine that may have much else to do.
    },
    300_000,
  );

  it('is not found where there is none', async () => {
    const empty = { width: 900, pixels: new Float64Array(900 * 900).fill(255) };
    expect(await readQrCodes(jpegOf(empty, 60))).toEqual([]);
  });
});

describe('the short form', () => {
  const leaves = leavesOf(filler(700, 'entry'));

  it.each([1, 2, 16, 255, 256, 257, 300, 512, 600, 700])(
    'leads from each leaf to the one root over it, at size %i',
    (size) => {
      const subtrees = subtreesOf(sm3, leaves.slice(0, size));
      const seen = new Map<Uint8Array | null, string>();
      for (let index = 0; index < size; index++) {
        const node = cutNodeOf(index, size);
        if (node === null) throw new Error('not held');
        const span = 2 ** node.height;
        const start = index - (index % span);
        const root = node.in(subtrees);
        const place = `${start} ${span}`;
        if (!seen.has(root)) {
          seen.set(root, place);
          expect(root).toEqual(rangeRoot(sm3, leaves, start, start + span));
        }
        if (seen.get(root) !== place) throw new Error(`one root over ${place} and elsewhere`);
      }
      expect(seen.size).toBe(subtrees.roots.length + subtrees.rest.length);
      expect(cutNodeOf(size, size)).toBeNull();
    },
  );

  it('is the beginning of a receipt’s path, where the receipt has the subtree', () => {
    const { receipt } = decodeLicenceFile(
      makeScene({ subtrees: true, proofs: [8], receipt: { size: 300 }, pack: { size: 520 } }).input,
    );
    const long = decodeReceipt(receipt as Uint8Array);
    expect(shortPlace(long, 520)?.path).toEqual(long.path.slice(0, 8));
    expect(shortPlace(long, 16)?.path).toEqual(long.path.slice(0, 4));
    expect(shortPlace(long, 5)).toBeNull();
    expect(shortPlace({ ...long, size: 200 }, 520)).toBeNull();
    const { path, leafIndex } = shortPlace(long, 520) ?? { path: [], leafIndex: 0 };
    expect(
      rootFromInclusion(sm3, leaves[5] as Uint8Array, { index: leafIndex, size: 256, path }),
    ).not.toBeNull();
  });

  it('is anchored under the pack’s checkpoint, and under no other', () => {
    const { input, sync, state, at, policy } = showScene({}, { form: 'short' });
    const { outcome, established, checks } = verify(input, { sync, state }, { at, policy, engine });
    expect(outcome).toBe('valid');
    const { note, snapshot } = decodeSyncPack(sync as Uint8Array).logs[0] ?? {};
    expect(note).toBeDefined();
    expect(decodeStatusSnapshot(snapshot as Uint8Array).size).toBe(520);
    expect(established.anchored).toMatchObject({ leafIndex: 5, size: 520 });
    expect(established.anchored?.time).toBeGreaterThan(noon);
    expect(established.anchored?.time).toBe(established.status?.time);
    expect(established.status?.sameTree).toBe('proven');
    expect(checks.find(({ name }) => name === 'receipt')?.outcome).toBe('notApplicable');
  });
});

describe('a code with both receipt and place, or neither', () => {
  const code = decodeShowCode(encodeUtf8(fullCode));
  const receipt = encodeReceipt(decodeReceipt(code.receipt as Uint8Array));

  it.each([
    { receipt, place: { leafIndex: 0, path: [] } },
    { receipt: null, place: null },
  ])('is not written', (parts) => {
    expect(() => encodeShowCode({ ...code, ...parts })).toThrow(
      expect.objectContaining({ code: 'SHOW_CODE_MALFORMED' }),
    );
  });
});
