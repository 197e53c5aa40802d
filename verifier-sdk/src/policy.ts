import { VerifierError } from './errors.js';
import { isMemberName } from './format/name.js';

/** What a verifier demands. It is always given by the caller: no policy is a misuse, not "anything goes". */
export interface Policy {
  /** Stands in statements; `hall` and `archive` are built in. */
  readonly name: string;
  /**
   * The first trust bundle to believe where the state holds none, by its version and SM3 in hexadecimal; null: the state
   * has to hold one.
   */
  readonly trust: { readonly version: number; readonly digest: string } | null;
  /** The one network to accept; null: whichever the trust bundle is of. */
  readonly network: string | null;
  /** Licence types to accept, ascending; null: every type. */
  readonly types: readonly string[] | null;
  /** Milliseconds from the pack's checkpoint to now; null: as the trust bundle says for the log. */
  readonly maxKnowledgeAge: number | null;
  /** `required`: knowledge that is too old leaves the answer open. `stated`: its age is told and nothing more. */
  readonly freshness: 'required' | 'stated';
  /** `required`: the device that the licence names has to have signed what is shown. */
  readonly holderProof: 'required' | 'ifPresent';
  /** What an annotated copy has to be made for; null: not asked. */
  readonly purpose: string | null;
  /** Whom an annotated copy has to be made for; null: not asked. */
  readonly audience: string | null;
}

const open = {
  trust: null,
  network: null,
  types: null,
  maxKnowledgeAge: null,
  holderProof: 'ifPresent',
  purpose: null,
  audience: null,
} as const;

/** `hall`: what holds now. `archive`: what held by the knowledge given, however old it is. */
const builtIn: readonly Policy[] = [
  { name: 'hall', freshness: 'required', ...open },
  { name: 'archive', freshness: 'stated', ...open },
];

/**
 * One of the two that every verifier has. `hall`: what holds now. `archive`: what held by the knowledge given, however old
 * it is.
 * @param name - `hall` or `archive`
 * @throws VerifierError POLICY_UNKNOWN
 */
export function builtInPolicy(name: string): Policy {
  const policy = builtIn.find((one) => one.name === name);
  if (policy === undefined) {
    throw new VerifierError('POLICY_UNKNOWN', `no policy "${name}": hall and archive are built in`);
  }
  return policy;
}

function malformed(message: string, cause?: unknown): never {
  throw new VerifierError('POLICY_MALFORMED', message, { cause });
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length >= 1 && value.length <= 256;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isTypes(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isText)) return false;
  return value.every((text, i) => i === 0 || (value[i - 1] as string) < text);
}

function isTrust(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { version, digest, ...more } = value as Record<string, unknown>;
  const exact = Object.keys(more).length === 0 && isCount(version) && version >= 1;
  return exact && typeof digest === 'string' && /^[0-9a-f]{64}$/.test(digest);
}

/** Each member and when its value is one. */
const members: Readonly<Record<keyof Policy, (value: unknown) => boolean>> = {
  name: isText,
  trust: (value) => value === null || isTrust(value),
  network: (value) => value === null || (isText(value) && isMemberName(value)),
  types: (value) => value === null || isTypes(value),
  maxKnowledgeAge: (value) => value === null || isCount(value),
  freshness: (value) => value === 'required' || value === 'stated',
  holderProof: (value) => value === 'required' || value === 'ifPresent',
  purpose: (value) => value === null || isText(value),
  audience: (value) => value === null || isText(value),
};

/**
 * A value that was read elsewhere as a policy. Every member stands there, and no other: a misspelt demand must not become none.
 * @throws VerifierError POLICY_MISSING, POLICY_MALFORMED
 */
export function checkPolicy(value: unknown): Policy {
  if (value === undefined) {
    throw new VerifierError('POLICY_MISSING', 'no policy is a misuse, not "anything goes"');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return malformed('a policy is an object');
  }
  const given = value as Record<string, unknown>;
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(members, name)) malformed(`"${name}" is not known`);
  }
  for (const [name, accepts] of Object.entries(members)) {
    if (!Object.hasOwn(given, name)) malformed(`"${name}" is missing`);
    if (!accepts(given[name])) malformed(`"${name}" has no such value`);
  }
  return given as unknown as Policy;
}

/**
 * A policy out of its file: JSON with any white space between its parts.
 * @throws VerifierError POLICY_MALFORMED
 */
export function parsePolicy(text: string): Policy {
  let value: unknown;
  let again: string;
  try {
    value = JSON.parse(text);
    again = JSON.stringify(value);
  } catch (cause) {
    // JSON.stringify runs out of stack where values stand inside values ten thousand times.
    return malformed('not JSON', cause);
  }
  // JSON.parse keeps the last of two members of one name: what people read first would not count.
  const dense = text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');
  if (dense !== again) malformed('a name stands twice, or a value is oddly written');
  return checkPolicy(value);
}

/** As {@link parsePolicy} reads it, with a line for each member. */
export function formatPolicy(policy: Policy): string {
  return `${JSON.stringify(policy, null, 2)}\n`;
}
