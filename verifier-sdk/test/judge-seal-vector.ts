// Judgements on seals as their vectors have them, in Node and in a browser.
import { fromHex } from '../src/format/bytes.js';
import { judgeDocumentSeal } from '../src/ofd/judge-document-seal.js';
import { judgeSeal } from '../src/ofd/judge-seal.js';
import type { SealCheck } from '../src/ofd/seal-checks.js';
import type { DocumentSealDemand } from '../src/ofd/seal-trust.js';
import type { Engine } from '../src/sm/engine.js';

/** The layers of vectors that are judgements on seals. */
export const judgementLayers = ['judge-seal', 'judge-document-seal'] as const;
export type JudgementLayer = (typeof judgementLayers)[number];

interface WrittenTrust {
  readonly roots: readonly string[];
  readonly authorities: readonly string[];
  readonly makers: readonly string[];
  readonly revocations: readonly {
    readonly issuer: string;
    readonly from: number;
    readonly until: number;
    readonly revoked: readonly { readonly serial: string; readonly at: number }[];
  }[];
}

/** A file of vectors/judge-seal or vectors/judge-document-seal; bytes are hexadecimal digits. */
export interface SealVector {
  readonly note: string;
  readonly expect: {
    readonly outcome: string;
    /** By check; notices too. */
    readonly codes: Readonly<Record<string, string>>;
  };
  readonly input: {
    readonly bytes: string;
    readonly at: number;
    readonly trust: WrittenTrust;
    /** Of a document seal. */
    readonly dataHash?: string;
    readonly propertyInfo?: string;
    readonly existedBy?: number | null;
  };
}

export function demandOf({ input }: SealVector, engine: Engine): DocumentSealDemand {
  const { at, trust, dataHash = '', propertyInfo = '', existedBy = null } = input;
  const { roots, authorities, makers, revocations } = trust;
  return {
    at,
    engine,
    trust: {
      roots: roots.map(fromHex),
      authorities: authorities.map(fromHex),
      makers: makers.map(fromHex),
      revocations: revocations.map((list) => ({
        ...list,
        issuer: fromHex(list.issuer),
        revoked: list.revoked.map((one) => ({ ...one, serial: fromHex(one.serial) })),
      })),
    },
    dataHash: fromHex(dataHash),
    propertyInfo,
    existedBy,
  };
}

export function codesOf(checks: readonly SealCheck<string>[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    checks.flatMap(({ name, code }) => (code === null ? [] : [[name, code]])),
  );
}

/** Everything that is wrong with the judgement on a vector. */
export function judgeSealVector(
  layer: JudgementLayer,
  file: string,
  vector: SealVector,
  engine: Engine,
): { readonly codes: Readonly<Record<string, string>>; readonly complaints: readonly string[] } {
  const bytes = fromHex(vector.input.bytes);
  const demand = demandOf(vector, engine);
  const { outcome, checks } =
    layer === 'judge-seal' ? judgeSeal(bytes, demand) : judgeDocumentSeal(bytes, demand);
  const codes = codesOf(checks);
  const sorted = (some: Readonly<Record<string, string>>): string =>
    JSON.stringify(Object.entries(some).sort(([a], [b]) => (a < b ? -1 : 1)));
  const claims = {
    [`is ${outcome}`]: outcome === vector.expect.outcome,
    [`has ${JSON.stringify(codes)}`]: sorted(codes) === sorted(vector.expect.codes),
    'is misnamed': file.startsWith(`${vector.expect.outcome}-`),
  };
  const wrong = Object.entries(claims).filter(([, holds]) => !holds);
  return { codes, complaints: wrong.map(([claim]) => `${layer}/${file} ${claim}`) };
}
