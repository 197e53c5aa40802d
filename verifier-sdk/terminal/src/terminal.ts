import { encodeUtf8 } from '@yinzhao/verifier/format/bytes';
import { openDesk } from './desk.js';
import { askFirstTrust } from './first-trust.js';
import { forkWord } from './fork-word.js';
import { inputKind, scannedText, type InputKind } from './input-kind.js';
import { keepSynced } from './keep-synced.js';
import { memoryTrouble } from './memory-trouble.js';
import type { CaptureTrouble, Messages, Told } from './messages.js';
import type { Preferences } from './preferences.js';
import { beginSetUp, offerTrust, refused, type SetUp, type TrustOffer } from './set-up.js';
import { showTerminal, type Shown } from './show.js';
import { syncWords } from './sync-words.js';
import { clearedOf, isReady, type Cleared, type Now, type View } from './view.js';
import type { World } from './world.js';

/** The age of what is known is told anew. */
const tickPause = 15_000;

/** What comes in from outside. */
export interface Terminal {
  readonly takeFile: (name: string, bytes: Uint8Array) => void;
  readonly takeText: (text: string) => void;
  readonly tellCapture: (code: CaptureTrouble, detail?: string) => void;
  /** Somebody is there. */
  readonly touched: () => void;
  /** The page is seen again, or the network is back or gone. */
  readonly wake: () => void;
  readonly escape: () => void;
  readonly tellNewer: () => void;
  /** Where files are dropped, and the input they are chosen with. */
  readonly area: HTMLElement;
  readonly input: HTMLInputElement;
}

/** What a window does from its first start on: what comes in, what is shown next. */
export function openTerminal(world: World, body: HTMLElement, preferences: Preferences): Terminal {
  const desk = openDesk(world);
  let now: Now = {
    view: { kind: 'starting' },
    preferences,
    ...{ isSyncing: false, synced: null, trouble: null, hasNewer: false, wantsCamera: false },
  };
  /** Counts what was put on the screen: an answer that comes late is not shown over what came after. */
  let turn = 0;
  let endIdle = (): void => undefined;

  const set = (change: Partial<Now>): void => {
    now = { ...now, ...change };
  };
  const change = (more: Partial<Now>): void => {
    set(more);
    shown.refresh(now);
  };
  const go = (view: View): void => {
    turn++;
    set({ view });
    shown.show(now);
    touched();
  };
  const tell = (text: (messages: Messages) => Told, detail: string | null = null): void => {
    go({ kind: 'told', tell: text, detail });
  };
  const setUpWith = (setUp: SetUp): void => {
    go({ kind: 'setUp', setUp, isAsking: false });
  };
  const wait = (cleared: Cleared | null = null): void => {
    if (now.view.kind === 'memory') return;
    if (desk.known() === null) setUpWith(beginSetUp(world.fragment));
    else if (now.wantsCamera) go({ kind: 'camera' });
    else go({ kind: 'waiting', cleared });
  };
  const touched = (): void => {
    endIdle();
    endIdle = world.after(now.preferences.idleSeconds * 1000, () => {
      const cleared = clearedOf(now.view);
      // What nobody has sent goes too.
      shown.forget();
      if (cleared === null) return;
      set({ wantsCamera: false });
      wait(cleared);
    });
  };
  /** What goes wrong with the memory stops the window; anything else stops this one deed. */
  const fail = (error: unknown): void => {
    const trouble = memoryTrouble(error);
    if (trouble !== null) go({ kind: 'memory', trouble });
    else tell(({ failed }) => failed, error instanceof Error ? error.message : null);
  };
  const attempt = (deed: () => Promise<void>): void => {
    deed().catch(fail);
  };
  /** Nobody has asked for it: it disturbs nobody, unless the window cannot go on. */
  const attemptQuietly = (deed: () => Promise<void>): void => {
    deed().catch((error: unknown) => {
      const trouble = memoryTrouble(error);
      if (trouble !== null && trouble !== 'STATE_LOCKED') fail(error);
    });
  };

  const start = async (adopt: boolean): Promise<void> => {
    go({ kind: 'starting' });
    await desk.open(adopt);
    await showForks();
    wait();
    attemptQuietly(sync);
  };
  const showForks = async (): Promise<void> => {
    shown.setForks(await world.kept.evidence());
  };

  const judge = async (input: Uint8Array): Promise<void> => {
    go({ kind: 'working' });
    const mine = turn;
    await world.painted();
    const { view, statement } = await desk.judge(input, now.preferences.policy);
    if (view.isFork) await showForks();
    if (mine === turn) go({ kind: 'verdict', input, view, statement });
  };
  const take = async (pack: Uint8Array): Promise<void> => {
    const isInSettings = now.view.kind === 'settings';
    if (!isInSettings) go({ kind: 'working' });
    const mine = turn;
    const result = await desk.take(pack);
    change({ synced: { ...result, at: world.now() } });
    await showForks();
    if (!isInSettings && mine === turn) tell((messages) => syncWords(result, messages));
  };
  const readPicture = async (name: string, picture: Uint8Array): Promise<void> => {
    go({ kind: 'working' });
    const mine = turn;
    const texts = await world.readPicture(picture).catch(() => null);
    if (mine !== turn) return;
    const code = texts?.find((text) => inputKind(encodeUtf8(text)) === 'showCode');
    if (code !== undefined) await judge(encodeUtf8(code));
    else
      tell(({ told, noCodeInPicture }) => (texts === null ? told.picture : noCodeInPicture), name);
  };

  const synced = keepSynced(world, desk, { now: () => now, change });
  const sync = async (): Promise<void> => {
    await synced.sync();
    await showForks();
  };
  const wake = (): void => {
    shown.refresh(now);
    if (synced.isDue()) attemptQuietly(sync);
  };

  const askForTrust = async (setUp: SetUp): Promise<void> => {
    go({ kind: 'setUp', setUp, isAsking: true });
    const mine = turn;
    const next = await askFirstTrust(setUp, world.ask, world.engine);
    if (mine === turn) setUpWith(next);
  };
  const accept = async (offered: TrustOffer): Promise<void> => {
    go({ kind: 'working' });
    await desk.begin(offered);
    await world.persist();
    if (offered.pack !== null) await desk.take(offered.pack);
    await showForks();
    wait();
    attemptQuietly(sync);
  };

  const prefer = async (preferred: Partial<Preferences>): Promise<void> => {
    change({ preferences: { ...now.preferences, ...preferred } });
    await world.kept.keepPreferences(now.preferences);
  };

  const shown: Shown = showTerminal(world, body, desk, now, {
    next: () => {
      wait();
    },
    home: () => {
      set({ wantsCamera: false });
      wait();
    },
    camera: () => {
      set({ wantsCamera: true });
      go({ kind: 'camera' });
    },
    settings: () => {
      if (now.view.kind !== 'starting' && now.view.kind !== 'memory') go({ kind: 'settings' });
    },
    takeText: (text) => {
      takeText(text);
    },
    tellCapture: (code) => {
      tellCapture(code);
    },
    sync: () => {
      attempt(sync);
    },
    again: (input) => {
      attempt(async () => {
        go({ kind: 'working' });
        const mine = turn;
        await sync();
        if (mine === turn) await judge(input);
      });
    },
    askForTrust: (setUp) => {
      attempt(() => askForTrust(setUp));
    },
    accept: (offered) => {
      attempt(() => accept(offered));
    },
    prefer: (preferred) => {
      attempt(() => prefer(preferred));
    },
    restart: (adopt) => {
      set({ view: { kind: 'starting' } });
      attempt(() => start(adopt));
    },
    putEvidenceAway: () => {
      attempt(async () => {
        await world.kept.putEvidenceAway();
        await showForks();
      });
    },
  });

  const takeText = (text: string): void => {
    const input = encodeUtf8(scannedText(text));
    const isCode = inputKind(input) === 'showCode';
    if (now.view.kind === 'setUp' && isCode) takeFile('', input);
    if (!isReady(now.view)) return;
    if (isCode) attempt(() => judge(input));
    else tell(({ otherText }) => otherText);
  };
  const takeFile = (name: string, bytes: Uint8Array): void => {
    const { view } = now;
    if (view.kind === 'setUp') setUpWith(offerTrust(view.setUp, bytes, world.engine));
    if (!isReady(view)) return;
    const kind: InputKind = inputKind(bytes);
    if (kind === 'licence' || kind === 'showCode') attempt(() => judge(bytes));
    else if (kind === 'syncPack') attempt(() => take(bytes));
    else if (kind === 'picture') attempt(() => readPicture(name, bytes));
    else if (kind === 'forkEvidence') {
      const found = forkWord(bytes, world.engine);
      tell(({ told }) => told.forkEvidence[found], name);
    } else tell(({ told }) => told[kind], name);
  };
  const tellCapture = (code: CaptureTrouble, detail: string | null = null): void => {
    set({ wantsCamera: false });
    const { view } = now;
    if (view.kind === 'setUp' && code === 'FILES_SEVERAL') setUpWith(refused(view.setUp, code));
    else if (isReady(view)) tell(({ capture }) => capture[code], detail);
  };
  const tick = (): void => {
    world.after(tickPause, () => {
      wake();
      tick();
    });
  };
  attempt(() => start(false));
  tick();
  return {
    ...{ takeFile, takeText, tellCapture, touched, wake },
    area: shown.area,
    input: shown.input,
    escape: () => {
      if (!isReady(now.view)) return;
      set({ wantsCamera: false });
      wait();
    },
    tellNewer: () => {
      change({ hasNewer: true });
    },
  };
}
