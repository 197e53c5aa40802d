// Good verifications, what becomes of them with other bytes, and what each of them may cost.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromHex } from '../src/format/bytes.js';
import type { Engine } from '../src/sm/engine.js';
import { decodeState } from '../src/state.js';
import type { Verdict } from '../src/verdict.js';
import { verify } from '../src/verify.js';
import {
  allClaims,
  claimsBeyond,
  claimsBeyondAll,
  missingFromValid,
  type AllClaims,
} from './claims-beyond.js';
import type { VerifyVector } from './conformance.js';
import type { Scene } from './world/scene.js';

const folder = join(__dirname, '..', 'vectors', 'verify');

export interface GoodCase {
  readonly id: string;
  readonly scene: Scene;
}

/** Every valid case of vectors/verify. */
export function goodCases(): readonly GoodCase[] {
  return readdirSync(folder)
    .filter((file) => file.startsWith('valid-'))
    .map((file) => {
      const { input, sync, state, at, policy, challenge } = JSON.parse(
        readFileSync(join(folder, file), 'utf8'),
      ) as VerifyVector;
      return {
        id: file.slice(0, -'.json'.length),
        scene: {
          input: fromHex(input),
          sync: sync === null ? null : fromHex(sync),
          state: state === null ? null : decodeState(fromHex(state)),
          at,
          policy,
          ...(challenge === undefined ? {} : { challenge: fromHex(challenge) }),
        },
      };
    });
}

/** What one verification may take, however its bytes were chosen; on an idle machine it is a hundredth of the time. */
const limits = { signatures: 64, digests: 2000, milliseconds: 5000 } as const;

const rememberedAnswers = 50_000;

interface Cost {
  signatures: number;
  digests: number;
}

/** Counts what is asked of an engine; the same question about a signature is put to it once. */
function counting(engine: Engine, cost: Cost): Engine {
  const answers = new Map<string, boolean>();
  return {
    name: engine.name,
    sm3: (bytes) => {
      cost.digests++;
      return engine.sm3(bytes);
    },
    verify: (publicKey, message, signature) => {
      cost.signatures++;
      const question = [publicKey, message, signature]
        .map((bytes) => Buffer.from(bytes).toString('latin1'))
        .join('|');
      const known = answers.get(question);
      if (known !== undefined) return known;
      const answer = engine.verify(publicKey, message, signature);
      if (answers.size >= rememberedAnswers) answers.clear();
      answers.set(question, answer);
      return answer;
    },
  };
}

export interface Changed {
  readonly input?: Uint8Array;
  readonly sync?: Uint8Array;
  /** Of another good case. */
  readonly state?: Scene['state'];
  /** Whether parts of other good cases are in it, whose claims hold as well. */
  readonly isMixed?: boolean;
}

export interface Tried {
  readonly verdict: Verdict;
  /** What is wrong with the answer, or with what it took; nothing: it is contained in the good one. */
  readonly complaints: readonly string[];
}

/**
 * Judges good verifications with other bytes; a crash goes through.
 * @param all - the good cases whose parts may be mixed
 */
export function mutationJudge(
  engine: Engine,
  all: readonly GoodCase[] = [],
): (good: GoodCase, changed: Changed) => Tried {
  const cost: Cost = { signatures: 0, digests: 0 };
  const counted = counting(engine, cost);
  const originals = new Map<string, Verdict>();
  const judge = ({ input, sync, state, at, policy, challenge }: Scene): Verdict =>
    verify(input, { sync, state }, { at, policy, challenge: challenge ?? null, engine: counted });
  const originalOf = ({ id, scene }: GoodCase): Verdict => {
    const original = originals.get(id) ?? judge(scene);
    originals.set(id, original);
    return original;
  };
  let claims: AllClaims | null = null;
  const everyone = (): AllClaims =>
    (claims ??= allClaims(all.map((good) => ({ scene: good.scene, verdict: originalOf(good) }))));
  return (good, { isMixed = false, ...changed }) => {
    const { scene } = good;
    const original = originalOf(good);
    Object.assign(cost, { signatures: 0, digests: 0 });
    const start = performance.now();
    const verdict = judge({ ...scene, ...changed });
    const milliseconds = performance.now() - start;
    const dear = Object.entries({ ...cost, milliseconds }).flatMap(([name, spent]) =>
      spent > limits[name as keyof typeof limits] ? [`takes ${spent} ${name}`] : [],
    );
    const beyond = isMixed ? claimsBeyondAll(verdict, everyone()) : claimsBeyond(verdict, original);
    const missing = missingFromValid(verdict, scene);
    return { verdict, complaints: [...beyond, ...missing, ...dear] };
  };
}
