import { toHex } from '../src/format/bytes.js';
import type { Established, Verdict } from '../src/verdict.js';
import type { Scene } from './world/scene.js';

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
  // Which logs it is judged by, a file that no issuer has signed may say as it likes: no licence is shown then.
  const isAnybodys = found.licence === null;
  const claims: Readonly<Record<string, boolean>> = {
    'freshness.at': fresh.at === whole.at,
    'freshness.knowledgeTime': isAnybodys || isAtMost(fresh.knowledgeTime, whole.knowledgeTime),
    'freshness.maximumAge': isAnybodys || isAtMost(fresh.maximumAge, whole.maximumAge),
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
    ...partNames.flatMap((name) => partBeyond(name, found.established, original.established)),
    ...licenceBeyond(found, original),
    ...knowledgeBeyond(found, original),
  ];
}

const partNames = ['issued', 'anchored', 'shown', 'status'] as const;

/** What many good verifications claim between them. */
export interface AllClaims {
  /** One of those that claim the same. */
  readonly verdicts: readonly Verdict[];
  /** Roots of their trees, also of those remembered before. */
  readonly roots: ReadonlySet<string>;
  readonly witnesses: ReadonlySet<string>;
}

export function allClaims(
  originals: readonly { readonly verdict: Verdict; readonly scene: Scene }[],
): AllClaims {
  const states = originals.flatMap(({ verdict, scene }) => [verdict.state, scene.state]);
  const logs = states.flatMap((state) => state?.logs ?? []);
  const places = originals.flatMap(({ verdict: { established } }) => [
    established.anchored,
    established.status,
  ]);
  const distinct = new Map(
    originals.map(({ verdict }) => {
      const { established, licence, freshness, state } = verdict;
      const { knowledgeTime, maximumAge, trust } = freshness;
      const claimed = {
        established,
        licence,
        knowledgeTime,
        maximumAge,
        trust,
        floor: state.floor,
      };
      return [JSON.stringify(plain(claimed)), verdict];
    }),
  );
  return {
    verdicts: [...distinct.values()],
    roots: new Set(logs.map(({ root }) => toHex(root))),
    witnesses: new Set(places.flatMap((place) => place?.witnessedBy ?? [])),
  };
}

/** Who has witnessed a checkpoint follows from its signatures: a pack may carry more of them than another one. */
function withoutWitnesses(established: Established): Established {
  const { anchored, status } = established;
  return {
    ...established,
    anchored: anchored && { ...anchored, witnessedBy: [] },
    status: status && { ...status, witnessedBy: [] },
  };
}

function withoutFields({ licence, ...more }: Verdict): Verdict {
  return { ...more, licence: licence && { ...licence, fields: [] } };
}

/** The same against many answers that all hold: each part has to be in one of them as it is. */
export function claimsBeyondAll(
  found: Verdict,
  { verdicts, roots, witnesses }: AllClaims,
): readonly string[] {
  const isIn = (holds: (original: Verdict) => boolean): boolean => verdicts.some(holds);
  const bare = withoutWitnesses(found.established);
  const parts = partNames.filter(
    (name) => !isIn(({ established }) => partBeyond(name, bare, established).length === 0),
  );
  const { anchored, status } = found.established;
  const orgs = [anchored, status].flatMap((place) => place?.witnessedBy ?? []);
  const { knowledgeTime, maximumAge, trust } = found.freshness;
  const claims: Readonly<Record<string, boolean>> = {
    witnessedBy: orgs.every((org) => witnesses.has(org)),
    // All have the same fields under the same salts, and so the same root: what one shows, another may.
    licence: isIn((original) => licenceBeyond(withoutFields(found), original).length === 0),
    'licence.fields': (found.licence?.fields ?? []).every((field) =>
      isIn(({ licence }) => licence?.fields.some((one) => same(one, field)) === true),
    ),
    'freshness.knowledgeTime':
      knowledgeTime === null || isIn(({ freshness }) => freshness.knowledgeTime === knowledgeTime),
    'freshness.maximumAge':
      maximumAge === null || isIn(({ freshness }) => freshness.maximumAge === maximumAge),
    'freshness.trust': trust === null || isIn(({ freshness }) => same(freshness.trust, trust)),
    'state.floor': isIn(({ state }) => found.state.floor <= state.floor),
    'state.logs': found.state.logs.every(({ root }) => roots.has(toHex(root))),
  };
  return [...parts, ...Object.entries(claims).flatMap(([name, holds]) => (holds ? [] : [name]))];
}

/** What every answer `valid` has to show, by itself; nothing: all of it. */
export function missingFromValid(
  verdict: Verdict,
  { policy, challenge }: Scene,
): readonly string[] {
  const { outcome, checks, licence, established, freshness, state } = verdict;
  if (outcome !== 'valid') return [];
  const { issued, anchored, status, shown } = established;
  const { at, age, maximumAge, trust } = freshness;
  const day = Math.floor((at + 8 * 3_600_000) / 86_400_000);
  const isFresh =
    policy.freshness === 'stated' ||
    (age !== null && maximumAge !== null && age <= maximumAge && at <= (trust?.expires ?? 0));
  const isAsked = policy.holderProof === 'required' || challenge !== undefined;
  const demands: Readonly<Record<string, boolean>> = {
    checks: checks.every(({ outcome: found }) => found === 'passed' || found === 'notApplicable'),
    issued: issued !== null && issued.body === licence?.body,
    anchored: anchored !== null && anchored.leafIndex < anchored.size,
    'anchored.witnessedBy': new Set(anchored?.witnessedBy).size >= 2,
    'status.value': status?.value === 0 && status.log === anchored?.log,
    'status.witnessedBy': new Set(status?.witnessedBy).size >= 2,
    'freshness.age': isFresh,
    'freshness.floor': at >= state.floor - 5 * 60_000,
    days: licence !== null && licence.from <= day && (licence.to === null || day <= licence.to),
    annotation: (licence?.annotation?.expires ?? at) >= at,
    shown: !isAsked || shown !== null,
    'policy.types': policy.types === null || policy.types.includes(licence?.type ?? ''),
  };
  return Object.entries(demands).flatMap(([name, holds]) => (holds ? [] : [`valid: ${name}`]));
}
