import { decodeCheckpoint } from '@yinzhao/verifier/format/checkpoint';
import { decodeSignedNote } from '@yinzhao/verifier/format/signed-note';

/** When the published checkpoint of a log was seen to have grown. */
export interface CheckpointWatch {
  /** `performance.now()` of the first sight of a checkpoint that covers the leaf. */
  readonly coveredAt: (leafIndex: number) => number | null;
  readonly stop: () => void;
}

const pollMs = 20;

/** Looks at what anybody sees: the published file. */
export function watchCheckpoint(url: string, origin: string): CheckpointWatch {
  const seen: { readonly size: number; readonly at: number }[] = [];
  let over = false;
  const look = async (): Promise<void> => {
    while (!over) {
      const response = await fetch(`${url}/public/${origin}/checkpoint`).catch(() => null);
      if (response?.ok === true) {
        const note = new Uint8Array(await response.arrayBuffer());
        const { size } = decodeCheckpoint(decodeSignedNote(note).text);
        if (size > (seen.at(-1)?.size ?? 0)) seen.push({ size, at: performance.now() });
      }
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  };
  void look();
  return {
    coveredAt: (leafIndex) => seen.find(({ size }) => size > leafIndex)?.at ?? null,
    stop: () => {
      over = true;
    },
  };
}
