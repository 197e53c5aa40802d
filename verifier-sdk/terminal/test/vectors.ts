// What the pure parts are tried with: the verifier's own vectors, judged by the verifier itself.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeState, parsePolicy, verify, type Verdict } from '@yinzhao/verifier';
import { fromHex } from '@yinzhao/verifier/format/bytes';
import { nodeEngine } from '@yinzhao/verifier/node';

const vectors = join(__dirname, '..', '..', 'vectors');

interface VerifyVector {
  readonly expect: { readonly outcome: string };
  readonly at: number;
  readonly policy: unknown;
  readonly input: string;
  readonly sync: string | null;
  readonly state: string | null;
  readonly challenge?: string;
}

export interface Judged {
  readonly verdict: Verdict;
  readonly input: Uint8Array;
  readonly sync: Uint8Array | null;
}

export const verifyNames = readdirSync(join(vectors, 'verify')).map((file) =>
  file.replace('.json', ''),
);

/** A vector of verify/, verified. */
export function judged(name: string): Judged {
  const file = join(vectors, 'verify', `${name}.json`);
  const vector = JSON.parse(readFileSync(file, 'utf8')) as VerifyVector;
  const bytes = (hex: string | null): Uint8Array | null => (hex === null ? null : fromHex(hex));
  const [sync, state] = [bytes(vector.sync), bytes(vector.state)];
  const input = fromHex(vector.input);
  const demand = {
    at: vector.at,
    policy: parsePolicy(JSON.stringify(vector.policy)),
    engine: nodeEngine(),
    challenge: bytes(vector.challenge ?? null),
  };
  const verdict = verify(input, { sync, state: state && decodeState(state) }, demand);
  if (verdict.outcome !== vector.expect.outcome) throw new Error(`${name}: ${verdict.outcome}`);
  return { verdict, input, sync };
}

/** A file of the demo that comes with the package of the verifier. */
export function demo(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(vectors, '..', 'demo', name)));
}

/** The input of a vector that a decoder accepts. */
export function accepted(layer: string, name: string): string {
  const file = join(vectors, layer, `${name}.json`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly input: string }).input;
}
