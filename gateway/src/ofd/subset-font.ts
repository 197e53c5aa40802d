import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { GatewayError } from '../errors.js';

/** One font file, in an instance of harfbuzz of its own. */
export interface FontSubsetter {
  /**
   * A font file that has these characters only; the same set, in whatever order, gives the same bytes. Characters that
   * the font lacks are left out.
   * @throws GatewayError DOCUMENT_FONT_UNUSABLE where harfbuzz has no memory left
   */
  readonly subset: (codePoints: Iterable<number>) => Uint8Array;
}

/** Addresses and handles are numbers; 0 is none. */
interface Harfbuzz {
  readonly memory: WebAssembly.Memory;
  readonly _initialize: () => void;
  readonly malloc: (length: number) => number;
  readonly free: (address: number) => void;
  readonly hb_blob_create: (
    data: number,
    length: number,
    mode: number,
    userData: number,
    destroy: number,
  ) => number;
  readonly hb_blob_destroy: (blob: number) => void;
  readonly hb_blob_get_data: (blob: number, length: number) => number;
  readonly hb_blob_get_length: (blob: number) => number;
  readonly hb_face_create: (blob: number, index: number) => number;
  readonly hb_face_destroy: (face: number) => void;
  readonly hb_face_reference_blob: (face: number) => number;
  readonly hb_set_add: (set: number, value: number) => void;
  readonly hb_set_clear: (set: number) => void;
  readonly hb_subset_preprocess: (face: number) => number;
  readonly hb_subset_input_create_or_fail: () => number;
  readonly hb_subset_input_destroy: (input: number) => void;
  readonly hb_subset_input_unicode_set: (input: number) => number;
  readonly hb_subset_input_set: (input: number, kind: number) => number;
  readonly hb_subset_input_set_flags: (input: number, flags: number) => void;
  readonly hb_subset_or_fail: (face: number, input: number) => number;
}

// hb-subset.h
const dropTables = 3;
const noHinting = 0x001;
const noLayoutClosure = 0x200;
// hb-blob.h: the bytes stay as they are while the blob lives.
const readOnly = 1;

/** Glyphs are placed one by one, so nothing of layout, hinting or vertical text is of use. */
const unused = ['GSUB', 'GPOS', 'GDEF', 'vhea', 'vmtx', 'STAT', 'VORG', 'BASE', 'gasp'];

let compiled: WebAssembly.Module | undefined;

function instantiate(): Harfbuzz {
  if (compiled === undefined) {
    const { resolve } = createRequire(import.meta.url);
    const bytes = readFileSync(resolve('harfbuzzjs/dist/harfbuzz-subset.wasm'));
    compiled = new WebAssembly.Module(new Uint8Array(bytes));
  }
  const harfbuzz = new WebAssembly.Instance(compiled).exports as unknown as Harfbuzz;
  harfbuzz._initialize();
  return harfbuzz;
}

function unusable(message: string): never {
  throw new GatewayError('DOCUMENT_FONT_UNUSABLE', message);
}

/**
 * The memory of harfbuzz is 65 MiB and never grows, so each font has its own. Where it is full `malloc` gives 0, and
 * whoever writes there overwrites the program: every answer is looked at.
 * @throws GatewayError DOCUMENT_FONT_UNUSABLE for a font that is too large or none
 */
export function openSubsetter(font: Uint8Array): FontSubsetter {
  const harfbuzz = instantiate();
  const face = prepareFace(harfbuzz, font);
  const input = prepareInput(harfbuzz);
  const wanted = harfbuzz.hb_subset_input_unicode_set(input);
  return {
    subset: (codePoints) => {
      harfbuzz.hb_set_clear(wanted);
      for (const codePoint of codePoints) harfbuzz.hb_set_add(wanted, codePoint);
      const subset = harfbuzz.hb_subset_or_fail(face, input);
      if (subset === 0) return unusable('no subset of the font can be made');
      const bytes = bytesOf(harfbuzz, subset);
      harfbuzz.hb_face_destroy(subset);
      return bytes;
    },
  };
}

/** What takes time is done once; each subset then is a tenth of a millisecond. */
function prepareFace(harfbuzz: Harfbuzz, font: Uint8Array): number {
  const address = harfbuzz.malloc(font.length);
  if (address === 0) unusable(`no memory for a font of ${font.length} bytes`);
  new Uint8Array(harfbuzz.memory.buffer).set(font, address);
  const blob = harfbuzz.hb_blob_create(address, font.length, readOnly, 0, 0);
  const face = harfbuzz.hb_face_create(blob, 0);
  harfbuzz.hb_blob_destroy(blob);
  const prepared = harfbuzz.hb_subset_preprocess(face);
  if (prepared === 0) return unusable('the font cannot be prepared');
  harfbuzz.hb_face_destroy(face);
  return prepared;
}

function prepareInput(harfbuzz: Harfbuzz): number {
  const input = harfbuzz.hb_subset_input_create_or_fail();
  if (input === 0) return unusable('no memory for the input of a subset');
  harfbuzz.hb_subset_input_set_flags(input, noHinting | noLayoutClosure);
  const dropped = harfbuzz.hb_subset_input_set(input, dropTables);
  for (const tag of unused) harfbuzz.hb_set_add(dropped, Buffer.from(tag).readUInt32BE());
  return input;
}

/** A copy: what harfbuzz holds is overwritten by the next subset. */
function bytesOf(harfbuzz: Harfbuzz, face: number): Uint8Array {
  const blob = harfbuzz.hb_face_reference_blob(face);
  const length = harfbuzz.hb_blob_get_length(blob);
  const address = harfbuzz.hb_blob_get_data(blob, 0);
  if (length === 0 || address === 0) unusable('the subset of the font is empty');
  const bytes = new Uint8Array(harfbuzz.memory.buffer, address, length).slice();
  harfbuzz.hb_blob_destroy(blob);
  return bytes;
}
