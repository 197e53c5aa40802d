import type { CheckCode } from './check-codes.js';
import { encodeUtf8 } from './format/bytes.js';
import type { Statement } from './format/statement.js';
import { trustDigest } from './format/trust-bundle.js';
import { formatPolicy, type Policy } from './policy.js';
import type { Engine } from './sm/engine.js';
import type { Check, Verdict } from './verdict.js';

/** What was judged, and by what: the arguments of that verification. */
export interface Judged {
  readonly input: Uint8Array;
  readonly sync: Uint8Array | null;
  readonly policy: Policy;
}

/** The statement of a verdict. The same licence, pack, policy and instant give the same statement, byte for byte. */
export function statementOf(verdict: Verdict, judged: Judged, { sm3 }: Engine): Statement {
  const { outcome, checks, added, licence, established, freshness, state } = verdict;
  const { at, knowledgeTime, maximumAge, floor, trust } = freshness;
  const isOpen = (check: Check): check is Check & { code: CheckCode } => check.code !== null;
  return {
    input: sm3(judged.input),
    sync: judged.sync && sm3(judged.sync),
    at,
    policy: { name: judged.policy.name, digest: sm3(encodeUtf8(formatPolicy(judged.policy))) },
    outcome,
    identifier: licence?.identifier ?? null,
    established,
    freshness: {
      knowledgeTime,
      maximumAge,
      floor,
      trust: trust && state.trust && { ...trust, digest: trustDigest(state.trust, sm3) },
    },
    open: checks.filter(isOpen).map(({ name, code: why }) => ({ name, code: why })),
    notApplicable: checks.filter((one) => one.outcome === 'notApplicable').map(({ name }) => name),
    added: added.flatMap(({ name, code: why, outcome: found }) =>
      found === 'passed' || why === null ? [] : [{ name, code: why, outcome: found }],
    ),
  };
}
