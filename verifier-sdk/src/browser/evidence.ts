import { toHex } from '../format/bytes.js';
import { contradictionOf } from '../format/fork-evidence.js';

/** Evidence of a fork as a file that can be handed in. */
export interface EvidenceFile {
  /**
   * The SHA-256 of the two checkpoints that contradict each other and `.fork`, as `yinzhao` names it: one contradiction
   * has one name everywhere.
   */
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Names what a verdict or opened knowledge has as `evidence`, for a page to offer as downloads: who downloads it holds
 * what the `judgeFork` of anybody can judge. For secure contexts (https or loopback): others have no SHA-256.
 */
export function evidenceFiles(
  evidence: readonly Uint8Array[] | null,
): Promise<readonly EvidenceFile[]> {
  return Promise.all(
    (evidence ?? []).map(async (given) => {
      const bytes = given.slice();
      const contradicted = contradictionOf(bytes).slice();
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', contradicted));
      return { name: `${toHex(digest)}.fork`, bytes };
    }),
  );
}
