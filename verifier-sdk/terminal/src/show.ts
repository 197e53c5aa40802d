import { builtInPolicy } from '@yinzhao/verifier';
import { equalBytes } from '@yinzhao/verifier/format/bytes';
import { visibleText } from '@yinzhao/verifier/format/plain-text';
import type { Desk } from './desk.js';
import type { KeptEvidence } from './kept.js';
import { knowledgeAge } from './knowledge-view.js';
import { en } from './messages.en.js';
import type { CaptureTrouble, Messages } from './messages.js';
import { zh } from './messages.zh.js';
import { openPage, type BarContent, type Screen } from './page.js';
import type { Preferences } from './preferences.js';
import { cameraScreen } from './screens/camera.js';
import { forkNotice } from './screens/fork.js';
import { setUpScreen } from './screens/set-up.js';
import { settingsScreen } from './screens/settings.js';
import { busyScreen, toldScreen } from './screens/told.js';
import { spokenVerdict, verdictScreen } from './screens/verdict.js';
import { waitingScreen } from './screens/waiting.js';
import type { SetUp, TrustOffer } from './set-up.js';
import { compactInstant } from './times.js';
import type { Now, View } from './view.js';
import type { World } from './world.js';

/** What can be done from the screens. */
export interface ScreenDeeds {
  /** The next one: with the camera, where the last came by it. */
  readonly next: () => void;
  readonly home: () => void;
  readonly camera: () => void;
  readonly settings: () => void;
  readonly takeText: (text: string) => void;
  readonly tellCapture: (code: CaptureTrouble) => void;
  readonly sync: () => void;
  readonly again: (input: Uint8Array) => void;
  readonly askForTrust: (setUp: SetUp) => void;
  readonly accept: (offer: TrustOffer) => void;
  readonly prefer: (preferred: Partial<Preferences>) => void;
  readonly restart: (adopt: boolean) => void;
  readonly putEvidenceAway: () => void;
}

export interface Shown {
  /** Another view: it takes the focus and is heard. */
  readonly show: (now: Now) => void;
  /** The same view, where something about it has changed. */
  readonly refresh: (now: Now) => void;
  /** Takes away what somebody has typed. */
  readonly forget: () => void;
  /** Evidence that nobody has put away. */
  readonly setForks: (evidence: KeptEvidence) => void;
  /** Where files are dropped, and the input they are chosen with. */
  readonly area: HTMLElement;
  readonly input: HTMLInputElement;
}

const languages = { zh, en } as const;

/** Puts on the screen what is the matter, in the language that was chosen. */
export function showTerminal(
  world: World,
  body: HTMLElement,
  desk: Desk,
  first: Now,
  deeds: ScreenDeeds,
): Shown {
  let now = first;
  let evidence: KeptEvidence = { files: [], isMore: false };
  let messages: Messages = languages[now.preferences.language];
  const page = openPage(
    body,
    {
      switchLanguage: () => {
        deeds.prefer({ language: messages.language === 'zh' ? 'en' : 'zh' });
      },
      openSettings: deeds.settings,
    },
    messages,
  );
  const chooseFile = (): void => {
    page.input.click();
  };
  const save = (kind: string, bytes: Uint8Array): string => {
    const name = `${kind}-${compactInstant(world.now())}.${kind}`;
    world.saveFile(name, bytes);
    return name;
  };
  const showForks = (): void => {
    const { files, isMore } = evidence;
    if (files.length === 0) {
      page.setFork(null);
      return;
    }
    const saveAll = (): void => {
      world.saveEvidence(files);
    };
    page.setFork(forkNotice(messages, isMore, { save: saveAll, putAway: deeds.putEvidenceAway }));
  };
  const bar = (): BarContent => {
    const known = desk.known();
    const policy = builtInPolicy(now.preferences.policy);
    return {
      knowledge: known && knowledgeAge(known, policy, world.now()),
      isStarting: now.view.kind === 'starting',
      isOffline: !world.isOnline(),
      isArchive: now.preferences.policy === 'archive',
      trouble: now.trouble && messages.sync.end[now.trouble].title,
    };
  };

  const screenOf = (view: View): Screen => {
    switch (view.kind) {
      case 'starting':
        return busyScreen(messages.bar.starting);
      case 'working':
        return busyScreen(messages.working);
      case 'waiting':
        return waitingScreen(messages, view.cleared, {
          openCamera: deeds.camera,
          chooseFile,
          takeText: deeds.takeText,
        });
      case 'camera':
        return cameraScreen(messages, {
          takeText: deeds.takeText,
          close: deeds.home,
          trouble: deeds.tellCapture,
        });
      case 'verdict':
        return verdictScreen(view.view, messages, {
          next: deeds.next,
          again: () => {
            deeds.again(view.input);
          },
          save: () => save('statement', view.statement),
          idleSeconds: now.preferences.idleSeconds,
        });
      case 'told':
        return toldScreen(view.tell(messages), view.detail && visibleText(view.detail), messages, {
          back: deeds.next,
        });
      default:
        return otherScreen(view);
    }
  };
  const otherScreen = (view: Extract<View, { kind: 'memory' | 'setUp' | 'settings' }>): Screen => {
    const at = world.now();
    if (view.kind === 'memory') return memoryScreen(view.trouble, messages, deeds.restart);
    if (view.kind === 'settings') {
      const { preferences, isSyncing, synced, hasNewer } = now;
      const content = { known: desk.known(), preferences, isSyncing, synced, at, hasNewer };
      const { home: back, sync, prefer: change } = deeds;
      return settingsScreen(content, messages, { back, sync, chooseFile, change });
    }
    return setUpScreen(view.setUp, view.isAsking, messages, {
      chooseFile,
      askGateway: () => {
        deeds.askForTrust(view.setUp);
      },
      accept: deeds.accept,
      reject: deeds.home,
      at,
    });
  };

  const translate = (): boolean => {
    const chosen = languages[now.preferences.language];
    if (chosen === messages) return false;
    messages = chosen;
    page.setLanguage(messages);
    showForks();
    return true;
  };
  return {
    area: page.area,
    input: page.input,
    show: (next) => {
      now = next;
      translate();
      page.setBar(bar());
      page.show(screenOf(now.view));
      page.announce(now.view.kind === 'verdict' ? spokenVerdict(now.view.view, messages) : '');
    },
    refresh: (next) => {
      const isSynced = next.synced !== now.synced;
      now = next;
      const isTranslated = translate();
      if (isSynced && now.view.kind === 'settings' && now.synced !== null) {
        page.announce(messages.sync.end[now.synced.end].title);
      }
      page.setBar(bar());
      if (isTranslated || now.view.kind === 'settings') page.show(screenOf(now.view), true);
    },
    forget: page.forget,
    setForks: (next) => {
      const { files, isMore } = evidence;
      const isSame = next.files.every((file, i) => equalBytes(file, files[i] ?? new Uint8Array()));
      if (isSame && next.files.length === files.length && next.isMore === isMore) return;
      evidence = next;
      showForks();
    },
  };
}

function memoryScreen(
  trouble: Extract<View, { kind: 'memory' }>['trouble'],
  messages: Messages,
  restart: ScreenDeeds['restart'],
): Screen {
  const isAdoptable = ['STATE_ROLLED_BACK', 'STATE_FOREIGN', 'STATE_MISSING'].includes(trouble);
  const again = (): void => {
    restart(false);
  };
  const adopt = {
    name: trouble === 'STATE_MISSING' ? messages.setUpAgain : messages.adopt,
    go: (): void => {
      restart(true);
    },
  };
  return toldScreen(messages.memory[trouble], trouble, messages, {
    back: again,
    backName: messages.again,
    ways: isAdoptable ? [adopt] : [],
  });
}
