// Random damage to good verifications: everything follows from a seed and a number, so that each one can be made again.
import { concatBytes } from '../src/format/bytes.js';
import { changed, restructured, structureOf, type Structure } from './structure.js';
import { mutationJudge, type Changed, type GoodCase } from './mutation.js';
import type { Engine } from '../src/sm/engine.js';
import type { Outcome } from '../src/verdict.js';

type Random = (below: number) => number;

/** xorshift32: what is wanted of it is to be the same everywhere. */
export function randomFrom(seed: number): Random {
  // Neighbouring seeds are spread first; the state must not be 0.
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 1;
  const step = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  for (let i = 0; i < 8; i++) step();
  return (below) => Math.floor((step() / 2 ** 32) * below);
}

/** Heads of CBOR that say much, and the ends of every range. */
const tellingBytes = [0x00, 0x01, 0x17, 0x18, 0x1b, 0x20, 0x3b, 0x5b, 0x7f, 0x80, 0x9b, 0xbb, 0xff];

type Damage = (bytes: Uint8Array, random: Random, others: readonly Uint8Array[]) => Uint8Array;

const damages: readonly Damage[] = [
  (bytes, random) => replaced(bytes, random, 1, ([byte = 0]) => [byte ^ (1 << random(8))]),
  (bytes, random) =>
    replaced(bytes, random, 1, () => [tellingBytes[random(tellingBytes.length)] as number]),
  (bytes, random) => replaced(bytes, random, 1 + random(64), () => []),
  (bytes, random) => replaced(bytes, random, 1 + random(64), (part) => [...part, ...part]),
  (bytes, random) => replaced(bytes, random, 1 + random(64), (part) => [...part].map(() => 0)),
  (bytes, random) =>
    replaced(bytes, random, 0, () => Array.from({ length: 1 + random(16) }, () => random(256))),
  (bytes, random) => bytes.subarray(0, random(bytes.length + 1)),
  (bytes, random, others) => {
    const other = others[random(others.length)] as Uint8Array;
    const from = random(other.length);
    const part = other.subarray(from, from + 1 + random(128));
    return replaced(bytes, random, part.length, () => [...part]);
  },
];

function replaced(
  bytes: Uint8Array,
  random: Random,
  length: number,
  change: (part: Uint8Array) => readonly number[],
): Uint8Array {
  const at = random(bytes.length + 1);
  const part = change(bytes.subarray(at, at + length));
  const rest = bytes.subarray(at + length);
  return concatBytes(bytes.subarray(0, at), Uint8Array.from(part), rest);
}

interface Target {
  readonly bytes: Uint8Array;
  readonly structure: Structure;
}

export interface FuzzCount {
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** What went wrong, each with the number by which it can be made again. */
  readonly complaints: readonly string[];
}

/** @param report - told every so many inputs how many there were */
export function fuzz(
  goods: readonly GoodCase[],
  engine: Engine,
  {
    seed,
    from = 0,
    count,
  }: { readonly seed: number; readonly from?: number; readonly count: number },
  report: (done: number) => void = () => undefined,
): FuzzCount {
  const judge = mutationJudge(engine, goods);
  const targets = new Map<string, Target>();
  const targetOf = (bytes: Uint8Array): Target => {
    const key = Buffer.from(bytes).toString('latin1');
    const target = targets.get(key) ?? { bytes, structure: structureOf(bytes) };
    targets.set(key, target);
    return target;
  };
  const pairs = goods.flatMap((good) => {
    const { input, sync } = good.scene;
    return sync === null ? [] : [{ good, input: targetOf(input), sync: targetOf(sync) }];
  });
  const all = [...targets.values()].map(({ bytes }) => bytes);
  const damage = ({ bytes, structure }: Target, random: Random): Uint8Array => {
    // An element changed, or bytes; once in four times more than one place.
    let damaged = random(2) === 0 ? changed(structure, random) : bytes;
    const more = (damaged === bytes ? 1 : 0) + (random(4) === 0 ? 1 + random(3) : 0);
    for (let i = 0; i < more; i++) {
      const one = damages[random(damages.length)] as (typeof damages)[number];
      damaged = one(damaged, random, all);
    }
    return damaged;
  };
  type Pair = (typeof pairs)[number];
  const anyPair = (random: Random): Pair => pairs[random(pairs.length)] as Pair;
  /** Members in the place of others, of the same object or of another good one. */
  const restructure = (own: Target, donor: Target, random: Random): Uint8Array => {
    const once = restructured(own.structure, donor.structure, random);
    return random(4) > 0 ? once : restructured(structureOf(once), donor.structure, random);
  };
  const changeOf = ({ good, input, sync }: Pair, random: Random): Changed => {
    const kind = random(5);
    const which = random(10);
    const change = (target: 'input' | 'sync'): Uint8Array => {
      const own = { input, sync }[target];
      if (kind < 2) return damage(own, random);
      return restructure(own, kind === 2 ? own : anyPair(random)[target], random);
    };
    const own = {
      ...(which < 6 ? { input: change('input') } : {}),
      ...(which >= 5 ? { sync: change('sync') } : {}),
    };
    if (kind < 3) return own;
    // Whole files of other good cases, as if somebody had taken them along.
    const others = {
      ...(random(3) === 0 ? { input: anyPair(random).input.bytes } : {}),
      ...(random(3) === 0 ? { sync: anyPair(random).sync.bytes } : {}),
      // One that has none begins with the bundle that its policy names.
      ...(random(3) === 0 && good.scene.state !== null
        ? { state: anyPair(random).good.scene.state ?? good.scene.state }
        : {}),
    };
    return { ...others, ...(kind === 3 ? own : {}), isMixed: true };
  };
  const outcomes = { valid: 0, invalid: 0, undetermined: 0 };
  const complaints: string[] = [];
  for (let i = from; i < from + count; i++) {
    const random = randomFrom(Math.imul(seed, 0x01000193) ^ i);
    const pair = anyPair(random);
    const { good } = pair;
    const change = changeOf(pair, random);
    const name = `SOAK_SEED=${seed} SOAK_FROM=${i} SOAK_FUZZ=1 npm run soak (${good.id})`;
    try {
      const tried = judge(good, change);
      outcomes[tried.verdict.outcome]++;
      complaints.push(...tried.complaints.map((complaint) => `${name}: ${complaint}`));
    } catch (error) {
      complaints.push(`${name}: throws ${String(error)}`);
    }
    if ((i + 1) % 10_000 === 0) report(i + 1 - from);
  }
  return { outcomes, complaints };
}
