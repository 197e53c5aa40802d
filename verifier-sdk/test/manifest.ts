// Every vector of every layer in one list, made from the cases: what another verifier is run over.
import type { Case } from './cases/case.js';
import type { JudgementCase } from './cases/judge-seal.js';
import type { VerifyVector } from './conformance.js';

/** A line of vectors/manifest.json. */
export interface ManifestRow {
  /** `<layer>/<name of the case>`. */
  readonly id: string;
  /** `verify`, or the format or rule that the case is of. */
  readonly layer: string;
  readonly note: string;
  /** Where it stands: `<file of vectors>#/<member>`. Bytes that several cases have stand in the first of them. */
  readonly input: string;
  readonly sync: string | null;
  readonly state: string | null;
  /** Unix milliseconds; null: the layer asks for none. */
  readonly at: number | null;
  readonly policy: VerifyVector['policy'] | null;
  /** 16 bytes that the holder's device was given to sign, as hexadecimal digits. */
  readonly challenge: string | null;
  readonly expect: VerifyVector['expect'] | { readonly outcome: string; readonly code?: string };
}

export function isGood({ expect }: ManifestRow): boolean {
  return expect.outcome === 'valid' || expect.outcome === 'accepted';
}

export function rowOfCase(layer: string, { id, note, expect }: Case): ManifestRow {
  return {
    id: `${layer}/${id}`,
    layer,
    note,
    input: `${layer}/${id}.json#/input`,
    sync: null,
    state: null,
    at: null,
    policy: null,
    challenge: null,
    expect: expect === 'ok' ? { outcome: 'accepted' } : { outcome: 'refused', code: expect },
  };
}

/** A judgement on a seal: all that it is asked stands in its input. */
export function rowOfJudgement(layer: string, { id, vector }: JudgementCase): ManifestRow {
  return {
    id: `${layer}/${id}`,
    layer,
    note: vector.note,
    input: `${layer}/${id}.json#/input`,
    sync: null,
    state: null,
    at: null,
    policy: null,
    challenge: null,
    expect: vector.expect,
  };
}

/** Rows of whole verifications, in the order given. */
export function rowsOfVectors(
  vectors: readonly (readonly [id: string, vector: VerifyVector])[],
): readonly ManifestRow[] {
  const first = new Map<string, string>();
  return vectors.map(([id, { note, expect, at, policy, challenge = null, ...bytes }]) => {
    const placeOf = (member: keyof typeof bytes): string | null => {
      const digits = bytes[member];
      if (digits === null) return null;
      const key = `${member} ${digits}`;
      if (!first.has(key)) first.set(key, `verify/${id}.json#/${member}`);
      return first.get(key) as string;
    };
    return {
      id: `verify/${id}`,
      layer: 'verify',
      note,
      input: placeOf('input') as string,
      sync: placeOf('sync'),
      state: placeOf('state'),
      at,
      policy,
      challenge,
      expect,
    };
  });
}

/** JSON, a row on each line: what changes shows in a difference of lines. */
export function formatManifest(rows: readonly ManifestRow[]): string {
  return `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`;
}
