// FIPS 180-4, written from its text for tests only: vectors of trees with SHA-256 run where there is no node:crypto.

/** The first 64 primes. */
const primes: number[] = [];
for (let i = 2; primes.length < 64; i++)
  if (primes.every((prime) => i % prime !== 0)) primes.push(i);

/** First 32 bits of the fractional part; exact, as 52 bits of a root below 8 leave 49 behind the point. */
const fraction = (root: number): number => Math.floor((root - Math.floor(root)) * 2 ** 32) | 0;
const constants = primes.map((prime) => fraction(Math.cbrt(prime)));
const initial = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));

const rotate = (x: number, by: number): number => (x >>> by) | (x << (32 - by));

function compress(state: readonly number[], block: DataView): number[] {
  const w: number[] = [];
  const at = (j: number): number => w[j] as number;
  for (let j = 0; j < 16; j++) w.push(block.getInt32(4 * j));
  for (let j = 16; j < 64; j++) {
    const s0 = rotate(at(j - 15), 7) ^ rotate(at(j - 15), 18) ^ (at(j - 15) >>> 3);
    const s1 = rotate(at(j - 2), 17) ^ rotate(at(j - 2), 19) ^ (at(j - 2) >>> 10);
    w.push((at(j - 16) + s0 + at(j - 7) + s1) | 0);
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let j = 0; j < 64; j++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (constants[j] as number) + at(j)) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [a, b, c, d, e, f, g, h] = [(t1 + t2) | 0, a, b, c, (d + t1) | 0, e, f, g];
  }
  return [a, b, c, d, e, f, g, h].map((value, i) => (value + (state[i] as number)) | 0);
}

export function sha256(message: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  new DataView(padded.buffer).setUint32(padded.length - 4, message.length * 8);
  let state: number[] = initial;
  for (let at = 0; at < padded.length; at += 64) {
    state = compress(state, new DataView(padded.buffer, at, 64));
  }
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => {
    digest.setInt32(4 * i, word);
  });
  return new Uint8Array(digest.buffer);
}
