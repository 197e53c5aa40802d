import { VerifierError, type VerifierCode } from '../errors.js';

/** Something that speaks against a package, or that its reader should know. */
export interface OfdFinding {
  readonly code: VerifierCode;
  /** `failed`: the package is not what was signed, or cannot be read in one way only. `notice`: it is, but look at this. */
  readonly effect: 'failed' | 'notice';
  /** The part it is about; null: the package as a whole. */
  readonly path: string | null;
  /** The signature it is about. */
  readonly signature: string | null;
  /** In English, for people. */
  readonly message: string;
}

const notices: ReadonlySet<VerifierCode> = new Set(['OFD_SIGNATURE_ORDER_OPEN']);

export function finding(
  code: VerifierCode,
  message: string,
  { path = null, signature = null }: Partial<Pick<OfdFinding, 'path' | 'signature'>> = {},
): OfdFinding {
  const effect = notices.has(code) ? 'notice' : 'failed';
  return { code, effect, path, signature, message };
}

/** What a reader refuses is a finding about the part that it read; null then. */
export function attempt<T>(
  findings: OfdFinding[],
  place: Partial<Pick<OfdFinding, 'path' | 'signature'>>,
  read: () => T,
): T | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof VerifierError)) throw error;
    findings.push(finding(error.code, error.message, place));
    return null;
  }
}
