import { button, element } from '../element.js';
import type { Messages, Told } from '../messages.js';
import type { Screen } from '../page.js';
import { icon } from '../shapes.js';

/** A heading that can have the focus, once for each screen. */
export function heading(text: string, look = ''): HTMLHeadingElement {
  return element('h1', { tabindex: '-1', class: look }, text);
}

export interface ToldDeeds {
  readonly back: () => void;
  /** Another word for it. */
  readonly backName?: string;
  /** Other ways on, each with its name. */
  readonly ways?: readonly { readonly name: string; readonly go: () => void }[];
}

/** Something to know: why it was not verified, how a sync ended. Calm: it is no verdict. */
export function toldScreen(
  { title, text }: Told,
  detail: string | null,
  messages: Messages,
  { back, backName = messages.back, ways = [] }: ToldDeeds,
): Screen {
  const first = heading(title);
  const more =
    detail === null ? [] : [element('p', { class: 'detail' }, element('bdi', {}, detail))];
  const buttons = ways.map(({ name, go }) => button(name, go, 'plain'));
  const node = element(
    'section',
    { class: 'card told' },
    icon('info'),
    element('div', {}, first, element('p', {}, text), ...more),
    element('div', { class: 'actions' }, button(backName, back, 'primary'), ...buttons),
  );
  return { node, focus: first };
}

/** While something is being done. */
export function busyScreen(text: string): Screen {
  const first = heading(text);
  const node = element(
    'section',
    { class: 'card busy' },
    element('span', { class: 'turning', 'aria-hidden': 'true' }),
    first,
  );
  return { node, focus: first };
}
