import { button, element } from '../element.js';
import type { Messages } from '../messages.js';
import { outcomeShape } from '../shapes.js';

export interface ForkDeeds {
  readonly save: () => void;
  /** By somebody who has reported it. */
  readonly putAway: () => void;
}

/** Stands above every screen until somebody has seen to it. */
export function forkNotice(
  { fork }: Messages,
  isMore: boolean,
  { save, putAway }: ForkDeeds,
): HTMLElement {
  const texts = isMore ? [fork.text, fork.more] : [fork.text];
  return element(
    'section',
    { class: 'fork' },
    outcomeShape('invalid'),
    element(
      'div',
      {},
      element('h2', {}, fork.title),
      ...texts.map((text) => element('p', {}, text)),
    ),
    element(
      'div',
      { class: 'actions' },
      button(fork.save, save, 'plain'),
      button(fork.done, putAway, 'plain'),
    ),
  );
}
