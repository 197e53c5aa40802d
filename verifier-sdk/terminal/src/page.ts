import { button, element } from './element.js';
import type { KnowledgeAge } from './knowledge-view.js';
import type { Messages } from './messages.js';
import { checkShape, icon } from './shapes.js';

/** One screen, as it is put into the page. */
export interface Screen {
  readonly node: HTMLElement;
  /** What has the focus when it comes; a heading mostly. */
  readonly focus: HTMLElement | null;
  /** Takes away what somebody has typed into it. */
  readonly forget?: () => void;
  /** Ends what runs in it. */
  readonly leave?: () => void;
}

/** What stands above every screen. */
export interface BarContent {
  /** null before the first trust bundle, or while the page starts. */
  readonly knowledge: KnowledgeAge | null;
  readonly isStarting: boolean;
  readonly isOffline: boolean;
  readonly isArchive: boolean;
  /** How the last sync failed; null where it did not. */
  readonly trouble: string | null;
}

export interface Page {
  /** The screen that was there is left first. */
  readonly show: (screen: Screen, isSilent?: boolean) => void;
  /** What was typed into the screen. */
  readonly forget: () => void;
  readonly setBar: (content: BarContent) => void;
  readonly setFork: (notice: HTMLElement | null) => void;
  /** For those who hear the page. */
  readonly announce: (text: string) => void;
  readonly setLanguage: (messages: Messages) => void;
  /** Where files are dropped, and the input they are chosen with. */
  readonly area: HTMLElement;
  readonly input: HTMLInputElement;
}

export interface PageDeeds {
  readonly switchLanguage: () => void;
  readonly openSettings: () => void;
}

/** The frame of the page: header, bar, the one screen, and what is heard. */
export function openPage(body: HTMLElement, deeds: PageDeeds, first: Messages): Page {
  const root = body.ownerDocument.documentElement;
  let messages = first;
  let bar: BarContent | null = null;
  let left: Screen['leave'];
  let forget: Screen['forget'];

  const brand = element('span', { class: 'brand-name' });
  const skip = element('a', { href: '#main', class: 'skip' });
  const language = button('', deeds.switchLanguage, 'quiet');
  const settings = button('', deeds.openSettings, 'quiet');
  const settingsName = element('span', { class: 'wide-only' });
  settings.append(icon('settings'), settingsName);
  const barText = element('span', { class: 'bar-text' });
  const barMark = element('span', { class: 'bar-mark' });
  const barNotes = element('span', { class: 'bar-notes' });
  const knowledge = element('div', { class: 'bar', role: 'region' }, barMark, barText, barNotes);
  const heard = element('div', { role: 'status', 'aria-live': 'assertive', class: 'heard' });
  const fork = element('div', { role: 'alert' });
  const main = element('main', { id: 'main', tabindex: '-1' });
  const input = element('input', {
    type: 'file',
    class: 'heard',
    tabindex: '-1',
    'aria-hidden': 'true',
  });
  const header = element(
    'header',
    {},
    element('div', { class: 'brand' }, icon('seal'), brand),
    element('div', { class: 'tools' }, settings, language),
  );
  // The address stays: it may demand a first trust bundle.
  skip.addEventListener('click', (event) => {
    event.preventDefault();
    main.focus();
  });
  body.replaceChildren(skip, header, knowledge, fork, main, heard, input);

  const announce = (text: string): void => {
    heard.textContent = text;
  };
  const setBar = (content: BarContent): void => {
    bar = content;
    const { text, level } = barWords(content, messages);
    // It grows older by itself: only what that changes is heard.
    if (knowledge.dataset.level === 'fresh' && level !== 'fresh') announce(text);
    knowledge.dataset.level = level;
    if (barText.textContent !== text) barText.textContent = text;
    barMark.replaceChildren(barShape(level));
    const notes = barNotesOf(content, messages).map((note) =>
      element('span', { class: 'chip' }, note),
    );
    barNotes.replaceChildren(...notes);
  };
  const setLanguage = (next: Messages): void => {
    messages = next;
    root.lang = next.lang;
    body.ownerDocument.title = next.title;
    brand.textContent = next.title;
    skip.textContent = next.skip;
    language.textContent = next.otherLanguage;
    language.lang = next.language === 'zh' ? 'en' : 'zh-CN';
    settingsName.textContent = next.settings;
    settings.setAttribute('aria-label', next.settings);
    knowledge.setAttribute('aria-label', next.bar.label);
    if (bar !== null) setBar(bar);
  };
  setLanguage(first);
  return {
    area: body,
    input,
    setBar,
    setLanguage,
    setFork: (notice) => {
      fork.replaceChildren(...(notice === null ? [] : [notice]));
    },
    announce,
    forget: () => {
      forget?.();
    },
    show: ({ node, focus, leave, forget: forgetIt }, isSilent = false) => {
      left?.();
      [left, forget] = [leave, forgetIt];
      const key = isSilent ? keyOf(body.ownerDocument.activeElement) : null;
      main.replaceChildren(node);
      if (isSilent) {
        if (key !== null) node.querySelector<HTMLElement>(key)?.focus({ preventScroll: true });
        return;
      }
      (focus ?? main).focus({ preventScroll: true });
      body.ownerDocument.defaultView?.scrollTo(0, 0);
    },
  };
}

type Level = KnowledgeAge['level'] | 'starting';

function barWords(
  { knowledge, isStarting }: BarContent,
  { bar }: Messages,
): { readonly text: string; readonly level: Level } {
  if (isStarting) return { text: bar.starting, level: 'starting' };
  if (knowledge === null) return { text: bar.noTrust, level: 'none' };
  return { text: bar.text(knowledge), level: knowledge.level };
}

function barNotesOf(
  { knowledge, isOffline, isArchive, trouble }: BarContent,
  { bar }: Messages,
): readonly string[] {
  const missing = knowledge?.missing ?? 0;
  const isKnown = knowledge !== null && knowledge.level !== 'none';
  return [
    ...(isArchive ? [bar.archive] : []),
    ...(isOffline ? [bar.offline] : trouble === null ? [] : [trouble]),
    ...(isKnown && missing > 0 ? [bar.missing(missing)] : []),
  ];
}

function barShape(level: Level): SVGElement {
  if (level === 'starting') return icon('clock');
  if (level === 'none') return checkShape('unknown');
  return level === 'fresh' ? checkShape('passed') : checkShape('unknown');
}

/** What finds the same control in the screen that is put in its place. */
function keyOf(focused: Element | null): string | null {
  if (focused instanceof HTMLInputElement)
    return `[name="${focused.name}"][value="${focused.value}"]`;
  return focused instanceof HTMLElement && focused.dataset.key !== undefined
    ? `[data-key="${focused.dataset.key}"]`
    : null;
}
