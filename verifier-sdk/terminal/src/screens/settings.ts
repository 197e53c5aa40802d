import { ageOf } from '@yinzhao/verifier/age';
import { instantText } from '@yinzhao/verifier/format/instant';
import { checkText } from '@yinzhao/verifier';
import { button, element } from '../element.js';
import type { KnownLogView, KnownView } from '../knowledge-view.js';
import type { Messages, SyncResult } from '../messages.js';
import type { Screen } from '../page.js';
import { idleChoices, type Preferences } from '../preferences.js';
import { checkShape } from '../shapes.js';
import { syncWords } from '../sync-words.js';
import { fingerprint } from './set-up.js';
import { heading } from './told.js';

export interface SettingsContent {
  readonly known: KnownView | null;
  readonly preferences: Preferences;
  readonly isSyncing: boolean;
  /** How the last sync ended, and when; null where there was none. */
  readonly synced: (SyncResult & { readonly at: number }) | null;
  /** Unix milliseconds. */
  readonly at: number;
  readonly hasNewer: boolean;
}

export interface SettingsDeeds {
  readonly back: () => void;
  readonly sync: () => void;
  readonly chooseFile: () => void;
  readonly change: (change: Partial<Preferences>) => void;
}

/** What the window knows and how it works. */
export function settingsScreen(
  content: SettingsContent,
  messages: Messages,
  deeds: SettingsDeeds,
): Screen {
  const first = heading(messages.preferences.title);
  const node = element(
    'section',
    { class: 'settings' },
    first,
    element(
      'div',
      { class: 'columns' },
      element(
        'div',
        { class: 'column' },
        syncCard(content, messages, deeds),
        ...knownCards(content, messages),
      ),
      element('div', { class: 'column' }, choicesCard(content, messages, deeds)),
    ),
    element('div', { class: 'actions sticky' }, button(messages.back, deeds.back, 'primary')),
  );
  return { node, focus: first };
}

function card(title: string, ...children: readonly Node[]): HTMLElement {
  return element('section', { class: 'card' }, element('h2', {}, title), ...children);
}

function syncCard(
  { isSyncing, synced }: SettingsContent,
  messages: Messages,
  deeds: SettingsDeeds,
): HTMLElement {
  const { sync } = messages;
  const now = button(isSyncing ? sync.busy : sync.now, deeds.sync, 'primary');
  // Not disabled: it would lose the focus.
  now.setAttribute('aria-disabled', String(isSyncing));
  now.dataset.key = 'sync';
  const ended =
    synced === null
      ? []
      : [
          element('strong', {}, syncWords(synced, messages).title),
          element('span', {}, syncWords(synced, messages).text),
          element('span', { class: 'detail' }, sync.last(instantText(synced.at))),
        ];
  return card(
    sync.title,
    element('p', { class: 'sync-end', role: 'status' }, ...ended),
    element('div', { class: 'actions' }, now, button(sync.file, deeds.chooseFile)),
  );
}

function knownCards({ known, at }: SettingsContent, messages: Messages): readonly HTMLElement[] {
  if (known === null) return [];
  const { preferences, setUp } = messages;
  const logs = known.logs.map((log) => logLine(log, at, messages));
  const rows: readonly (readonly [string, string])[] = [
    [preferences.network, known.network],
    [setUp.version, String(known.trust.version)],
    [preferences.trustUntil, instantText(known.trust.expires)],
  ];
  const about = rows.map(([name, value]) =>
    element('div', {}, element('dt', {}, name), element('dd', {}, element('bdi', {}, value))),
  );
  return [
    card(preferences.logs, element('ul', { class: 'logs' }, ...logs)),
    card(
      preferences.trust,
      element('dl', { class: 'about' }, ...about),
      fingerprint(known.trust.digest, setUp.fingerprint),
    ),
  ];
}

function logLine(log: KnownLogView, at: number, messages: Messages): HTMLElement {
  const { org, size, time, isUsed } = log;
  const { sync, ago } = messages;
  const known =
    time === null || size === null
      ? [element('span', { class: 'detail' }, unknownLog(log, messages))]
      : [
          element('span', {}, sync.size(size)),
          element('span', { class: 'detail' }, `${instantText(time)} · ${ago(ageOf(at - time))}`),
        ];
  const unknown = isUsed ? 'unknown' : 'notApplicable';
  return element(
    'li',
    {},
    checkShape(time === null ? unknown : 'passed'),
    element('strong', {}, element('bdi', {}, sync.log(org))),
    ...known,
  );
}

function unknownLog({ isUsed, code }: KnownLogView, { preferences, language }: Messages): string {
  if (!isUsed) return preferences.logUnused;
  return code === null ? preferences.logUnknown : checkText(code)[language];
}

function choicesCard(
  { preferences, hasNewer }: SettingsContent,
  { preferences: texts, bar }: Messages,
  { change }: SettingsDeeds,
): HTMLElement {
  const policies = [
    ['hall', texts.hall],
    ['archive', texts.archive],
  ] as const;
  const languages = [
    ['zh', '中文'],
    ['en', 'English'],
  ] as const;
  const idle = idleChoices.map((seconds) => [seconds, texts.seconds(seconds)] as const);
  const newer = hasNewer ? [element('p', { class: 'detail' }, texts.newer)] : [];
  const archive =
    preferences.policy === 'archive' ? [element('p', { class: 'chip' }, bar.archive)] : [];
  return element(
    'div',
    { class: 'card choices' },
    choice(texts.policy, 'policy', policies, preferences.policy, (policy) => {
      change({ policy });
    }),
    ...archive,
    choice(texts.idle, 'idle', idle, preferences.idleSeconds, (idleSeconds) => {
      change({ idleSeconds });
    }),
    choice(texts.language, 'language', languages, preferences.language, (language) => {
      change({ language });
    }),
    ...newer,
  );
}

function choice<T extends string | number>(
  title: string,
  name: string,
  options: readonly (readonly [T, string])[],
  chosen: T,
  onChange: (value: T) => void,
): HTMLElement {
  const labels = options.map(([value, text]) => {
    const input = element('input', {
      type: 'radio',
      name,
      value: String(value),
      checked: value === chosen,
    });
    input.addEventListener('change', () => {
      onChange(value);
    });
    return element('label', { class: 'option' }, input, element('span', {}, text));
  });
  return element('fieldset', {}, element('legend', {}, title), ...labels);
}
