// Runs in the browser: every vector, the verdicts by the very file that is shipped.
import { bigintEngine } from '../../src/sm/bigint-engine.js';
import type * as Shipped from '../../src/browser/entry.js';
import { judge, judgeVerdict, type Vector, type VerifyVector } from '../conformance.js';
import { judgementLayers, judgeSealVector, type SealVector } from '../judge-seal-vector.js';
import { runsWith } from '../runners.js';

/** Resolved by the page, not when it is bundled. */
const address: string = '/yinzhao-verifier.js';

export interface Vectors {
  readonly layers: Readonly<Record<string, Readonly<Record<string, Vector>>>>;
  readonly verify: Readonly<Record<string, VerifyVector>>;
}

export interface Report {
  /** How many vectors were answered, by layer. */
  readonly counts: Readonly<Record<string, number>>;
  readonly complaints: readonly string[];
}

async function run(): Promise<Report> {
  const shipped = (await import(address)) as typeof Shipped;
  const answer = await fetch('/vectors.json');
  const { layers, verify } = (await answer.json()) as Vectors;
  const runs = runsWith(bigintEngine());
  const counts: Record<string, number> = {};
  const complaints: string[] = [];
  for (const [layer, vectors] of Object.entries(layers)) {
    const runOne = runs[layer];
    if (runOne === undefined) continue;
    for (const [file, vector] of Object.entries(vectors)) {
      const { complaint } = judge(file, vector, runOne);
      if (complaint !== null) complaints.push(`${layer}/${complaint}`);
      counts[layer] = (counts[layer] ?? 0) + 1;
    }
  }
  for (const layer of judgementLayers) {
    const vectors = layers[layer] as unknown as Readonly<Record<string, SealVector>>;
    for (const [file, vector] of Object.entries(vectors)) {
      complaints.push(...judgeSealVector(layer, file, vector, bigintEngine()).complaints);
      counts[layer] = (counts[layer] ?? 0) + 1;
    }
  }
  const sdk = { ...shipped, engine: shipped.bigintEngine() };
  for (const [file, vector] of Object.entries(verify)) {
    complaints.push(...judgeVerdict(file, vector, sdk).complaints);
    counts.verify = (counts.verify ?? 0) + 1;
  }
  return { counts, complaints };
}

// By itself, not from the test: what a debugger evaluates may do what a page may not.
run().then(
  (report) => {
    Object.assign(globalThis, { report });
  },
  (error: unknown) => {
    Object.assign(globalThis, { report: { counts: {}, complaints: [String(error)] } });
  },
);
