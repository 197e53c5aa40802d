import { toHex } from '../src/format/bytes.js';
import type { Established, Verdict } from '../src/verdict.js';

/** The weaker of two words: nothing was known before, not shown by a path. */
const weaker = ['first', 'byQuorum'];

const same = (a: unknown, b: unknown): boolean =>
  JSON.stringify(plain(a)) === JSON.stringify(plain(b));

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.entries(value).map(([name, item]) => [name, plain(item)]);
}

function isWithin(name: string, found: unknown, original: unknown): boolean {
  if (name === 'witnessedBy') {
    return (found as readonly string[]).every((org) =>
      (original as readonly string[]).includes(org),
    );
  }
  // An answer by an older bundle claims less than one by the newest.
  if (name === 'trustVersion') return (found as number) <= (original as number);
  return weaker.includes(found as string) || same(found, original);
}

function partBeyond(
  name: keyof Established,
  found: Established,
  original: Established,
): readonly string[] {
  const [part, whole] = [found[name], original[name]] as readonly (object | null)[];
  if (part === null || part === undefined) return [];
  if (whole === null || whole === undefined) return [name];
  return Object.entries(part).flatMap(([key, value]) =>
    isWithin(key, value, (whole as Record<string, unknown>)[key]) ? [] : [`${name}.${key}`],
  );
}

function licenceBeyond(
  { licence: found }: Verdict,
  { licence: original }: Verdict,
): readonly string[] {
  if (found === null) return [];
  if (original === null) return ['licence'];
  return Object.entries(found).flatMap(([key, value]) => {
    const whole = original[key as keyof typeof original];
    if (key === 'fields') {
      const known = original.fields;
      const beyond = found.fields.filter((field) => !known.some((one) => same(one, field)));
      return beyond.map(({ number }) => `licence.fields.${number}`);
    }
    return same(value, whole) ? [] : [`licence.${key}`];
  });
}

/** How new it is said to be, and what is remembered for later answers. */
function knowledgeBeyond(found: Verdict, original: Verdict): readonly string[] {
  const [fresh, whole] = [found.freshness, original.freshness];
  const isAtMost = (a: number | null, b: number | null): boolean =>
    a === null || (b !== null && a <= b);
  const claims: Readonly<Record<string, boolean>> = {
    'freshness.at': fresh.at === whole.at,
    'freshness.knowledgeTime': isAtMost(fresh.knowledgeTime, whole.knowledgeTime),
    'freshness.maximumAge': isAtMost(fresh.maximumAge, whole.maximumAge),
    'freshness.trust': isAtMost(fresh.trust?.version ?? null, whole.trust?.version ?? null),
    'freshness.floor': fresh.floor <= whole.floor,
    'state.floor': found.state.floor <= original.state.floor,
    'state.logs': found.state.logs.every(({ origin, size }) =>
      original.state.logs.some((log) => log.origin === origin && size <= log.size),
    ),
    evidence: original.evidence !== null || found.evidence === null,
  };
  return Object.entries(claims).flatMap(([name, holds]) => (holds ? [] : [name]));
}

/**
 * What an answer claims and the other one does not; nothing: it is contained in it. Fewer witnesses, fewer fields, a
 * weaker word, older knowledge and a part that is missing are less. Nothing is changed into something else, `valid` is
 * only what was valid, and no log is convicted of a fork.
 */
export function claimsBeyond(found: Verdict, original: Verdict): readonly string[] {
  return [
    ...(found.outcome === 'valid' && original.outcome !== 'valid' ? ['outcome'] : []),
    ...(['issued', 'anchored', 'shown', 'status'] as const).flatMap((name) =>
      partBeyond(name, found.established, original.established),
    ),
    ...licenceBeyond(found, original),
    ...knowledgeBeyond(found, original),
  ];
}
