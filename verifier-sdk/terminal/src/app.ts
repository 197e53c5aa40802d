// The page's entry: the one file that reads clock, address, network and the like, and hands them to the rest.
import { evidenceFiles } from '@yinzhao/verifier/browser/evidence';
import { openStateStore } from '@yinzhao/verifier/browser/state-store';
import { bigintEngine } from '@yinzhao/verifier/sm/bigint-engine';
import { acceptFiles } from './capture/files.js';
import { acceptPaste } from './capture/paste.js';
import { openQrReader } from './capture/qr-reader.js';
import { listenToWedge } from './capture/wedge.js';
import { element } from './element.js';
import { keepOffline } from './keep-offline.js';
import { openKept, type Kept } from './kept.js';
import { readPreferences, type Preferences } from './preferences.js';
import { noStorage } from './screens/no-storage.js';
import { openTerminal, type Terminal } from './terminal.js';
import type { World } from './world.js';

const engine = bigintEngine();

function worldWith(kept: Kept): World {
  return {
    engine,
    now: () => Date.now(),
    kept,
    openState: (adopt) => openStateStore('hall', { adopt }),
    ask: (path, settings) => fetch(path, settings),
    fragment: location.hash,
    isOnline: () => navigator.onLine,
    isVisible: () => !document.hidden,
    after: (milliseconds, deed) => {
      const timer = setTimeout(deed, milliseconds);
      return () => {
        clearTimeout(timer);
      };
    },
    painted: () =>
      new Promise((resolve) => {
        // After the frame that shows it. Hidden pages have no frames.
        if (document.hidden) resolve();
        else requestAnimationFrame(() => setTimeout(resolve));
      }),
    saveFile,
    saveEvidence: (evidence) => {
      void evidenceFiles(evidence).then((files) => {
        for (const { name, bytes } of files) saveFile(name, bytes);
      });
    },
    persist: () => navigator.storage.persist(),
    readPicture: async (picture) => {
      const reader = openQrReader();
      try {
        return await reader.readFile(picture);
      } finally {
        reader.close();
      }
    },
  };
}

function saveFile(name: string, bytes: Uint8Array): void {
  const address = URL.createObjectURL(new Blob([bytes.slice()]));
  element('a', { href: address, download: name }).click();
  // Once the browser has begun to write it.
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, 60_000);
}

function connect(terminal: Terminal): void {
  const { takeFile, takeText, tellCapture, touched, wake, escape } = terminal;
  acceptFiles(terminal.area, terminal.input, takeFile, tellCapture);
  acceptPaste(document, { onText: takeText, onBytes: takeFile, onTrouble: tellCapture });
  listenToWedge(document, takeText, tellCapture);
  document.addEventListener('keydown', ({ key, defaultPrevented }) => {
    if (key === 'Escape' && !defaultPrevented) escape();
  });
  for (const sign of ['pointerdown', 'keydown', 'wheel', 'touchmove']) {
    document.addEventListener(sign, touched, { passive: true });
  }
  document.addEventListener('visibilitychange', wake);
  // Another bundle to demand, by a bookmark: browsers load no page again for what stands behind `#`.
  addEventListener('hashchange', () => {
    location.reload();
  });
  addEventListener('online', wake);
  addEventListener('offline', wake);
}

let newer = (): void => undefined;
await keepOffline(navigator, {
  onNewer: () => {
    newer();
  },
});
// Without locks and storage, as over http from another machine, nothing could be remembered.
async function openMemory(): Promise<readonly [Kept, Preferences]> {
  const kept = await openKept(engine.sm3);
  return [kept, readPreferences(await kept.preferences())];
}
const opened = isSecureContext ? await openMemory().catch(() => null) : null;
if (opened === null) document.body.replaceChildren(noStorage());
else {
  const [kept, preferences] = opened;
  const terminal = openTerminal(worldWith(kept), document.body, preferences);
  newer = terminal.tellNewer;
  connect(terminal);
}
