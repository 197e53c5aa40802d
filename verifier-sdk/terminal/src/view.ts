import type { MemoryTrouble, Messages, SyncEnd, SyncResult, Told } from './messages.js';
import type { Preferences } from './preferences.js';
import type { SetUp } from './set-up.js';
import type { VerdictView } from './verdict-view.js';

/** What was taken away since nobody was there any more. */
export type Cleared = 'answer' | 'camera';

/** What the screen is about, in no language. */
export type View =
  | { readonly kind: 'starting' }
  | { readonly kind: 'memory'; readonly trouble: MemoryTrouble }
  | { readonly kind: 'setUp'; readonly setUp: SetUp; readonly isAsking: boolean }
  | { readonly kind: 'waiting'; readonly cleared: Cleared | null }
  | { readonly kind: 'camera' }
  | { readonly kind: 'working' }
  | {
      readonly kind: 'verdict';
      /** What was verified: in memory alone, as long as its answer is on the screen. */
      readonly input: Uint8Array;
      readonly view: VerdictView;
      readonly statement: Uint8Array;
    }
  | {
      readonly kind: 'told';
      readonly tell: (messages: Messages) => Told;
      /** The name of the file that it is about. */
      readonly detail: string | null;
    }
  | { readonly kind: 'settings' };

/** Everything that the page shows depends on. */
export interface Now {
  readonly view: View;
  readonly preferences: Preferences;
  readonly isSyncing: boolean;
  readonly synced: (SyncResult & { readonly at: number }) | null;
  /** How the gateway was last heard of; null: well. */
  readonly trouble: SyncEnd | null;
  readonly hasNewer: boolean;
  /** Whether the camera is opened again for the next. */
  readonly wantsCamera: boolean;
}

/** Of views with something of a person on them, who may be gone: what is cleared; null: nothing. */
export function clearedOf({ kind }: View): Cleared | null {
  if (kind === 'camera') return 'camera';
  return kind === 'verdict' || kind === 'told' ? 'answer' : null;
}

/** Whether a licence may come: not before there is somebody to believe. */
export function isReady({ kind }: View): boolean {
  return kind !== 'starting' && kind !== 'memory' && kind !== 'setUp';
}
