// Runs in the browser: what a window keeps, as the page keeps it.
import { bigintEngine } from '../../../src/sm/bigint-engine.js';
import { openKept } from '../../src/kept.js';

const opened = await openKept(bigintEngine().sm3);

const tab = {
  keep: (files: readonly (readonly number[])[]) =>
    opened.keepEvidence(files.map((bytes) => Uint8Array.from(bytes))),
  evidence: async () => {
    const { files, isMore } = await opened.evidence();
    return { files: files.map((bytes) => [...bytes]), isMore };
  },
  putAway: () => opened.putEvidenceAway(),
  /** @returns the code of what the browser refuses */
  refused: async () => {
    try {
      await opened.keepPack(Uint8Array.of(1));
      return null;
    } catch (error) {
      return (error as { code?: unknown }).code ?? String(error);
    }
  },
};
export type KeptTab = typeof tab;
Object.assign(globalThis, { tab });
