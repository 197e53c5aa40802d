const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

/** GB/T 32905 §4.1. */
const initial = Int32Array.of(
  0x7380166f,
  0x4914b2b9,
  0x172442d7,
  0xda8a0600,
  0xa96f30bc,
  0x163138aa,
  0xe38dee4d,
  0xb0fb0e4e,
);

/** §5.3.3: each round's T, rotated by its number. */
const constants = Int32Array.from({ length: 64 }, (_, j) =>
  rotate(j < 16 ? 0x79cc4519 : 0x7a879d8a, j % 32),
);

/** §5.3.2: the 16 words of a block become 68. */
function expand(words: Int32Array, view: DataView, at: number): void {
  const word = (j: number): number => words[j] as number;
  for (let j = 0; j < 16; j++) words[j] = view.getInt32(at + 4 * j);
  for (let j = 16; j < 68; j++) {
    const x = word(j - 16) ^ word(j - 9) ^ rotate(word(j - 3), 15);
    const permuted = x ^ rotate(x, 15) ^ rotate(x, 23);
    words[j] = permuted ^ rotate(word(j - 13), 7) ^ word(j - 6);
  }
}

/** §5.3.3. */
function compress(state: Int32Array, words: Int32Array): void {
  let [a, b, c, d, e, f, g, h] = state as unknown as Eight;
  for (let j = 0; j < 64; j++) {
    const a12 = rotate(a, 12);
    const ss1 = rotate((a12 + e + (constants[j] as number)) | 0, 7);
    const ff = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
    const gg = j < 16 ? e ^ f ^ g : (e & f) | (~e & g);
    const word = words[j] as number;
    const tt1 = (ff + d + (ss1 ^ a12) + (word ^ (words[j + 4] as number))) | 0;
    const tt2 = (gg + h + ss1 + word) | 0;
    d = c;
    c = rotate(b, 9);
    b = a;
    a = tt1;
    h = g;
    g = rotate(f, 19);
    f = e;
    e = tt2 ^ rotate(tt2, 9) ^ rotate(tt2, 17);
  }
  const after = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < 8; i++) state[i] = (state[i] as number) ^ (after[i] as number);
}

type Eight = [number, number, number, number, number, number, number, number];

/** §5.2: a one bit, zeros, and the length in bits in the last 8 bytes. */
function padded(bytes: Uint8Array): DataView {
  const blocks = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  blocks.set(bytes);
  blocks[bytes.length] = 0x80;
  const view = new DataView(blocks.buffer);
  view.setUint32(blocks.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(blocks.length - 4, (bytes.length << 3) >>> 0);
  return view;
}

/** GB/T 32905: 32 bytes. */
export function sm3(bytes: Uint8Array): Uint8Array {
  const view = padded(bytes);
  const state = initial.slice();
  const words = new Int32Array(68);
  for (let at = 0; at < view.byteLength; at += 64) {
    expand(words, view, at);
    compress(state, words);
  }
  const digest = new DataView(new ArrayBuffer(32));
  for (let i = 0; i < 8; i++) digest.setInt32(4 * i, state[i] as number);
  return new Uint8Array(digest.buffer);
}
