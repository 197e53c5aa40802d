import { compareBytes } from './format/bytes.js';
import { encodeForkEvidence } from './format/fork-evidence.js';
import { decodeSignedNote } from './format/signed-note.js';
import type { Engine } from './sm/engine.js';
import { countedNote } from './steps/counted-note.js';
import type { Contradiction, Continuity } from './steps/judge-continuity.js';
import type { HeldTrust } from './steps/open-trust.js';

/**
 * Of each contradiction a file that stands for itself: one for each log at most, and one for a receipt. A note can be had
 * in many forms, with lines that count for nothing, in any order; in the file it has one.
 * @returns null where there is none
 */
export function evidenceOf(
  held: HeldTrust | null,
  judged: readonly { readonly continuity: Continuity }[],
  engine: Engine,
): readonly Uint8Array[] | null {
  if (held === null) return null;
  const files = judged.flatMap(({ continuity: { evidence } }) =>
    evidence === null
      ? []
      : [encodeForkEvidence({ bundle: held.bytes, ...inOneForm(evidence, held, engine) })],
  );
  return files.length > 0 ? files : null;
}

function inOneForm(
  { notes, grounds }: Contradiction,
  { bundle }: HeldTrust,
  engine: Engine,
): Contradiction {
  const [a, b] = notes.map((note) => countedNote(note, bundle, engine)) as [Uint8Array, Uint8Array];
  // A leaf is one of the second note's tree; everything else is the same in either order.
  const isTurned = grounds?.kind !== 'leaf' && compareBytes(textOf(a), textOf(b)) > 0;
  return { notes: isTurned ? [b, a] : [a, b], grounds };
}

const textOf = (note: Uint8Array): Uint8Array => decodeSignedNote(note).text;
