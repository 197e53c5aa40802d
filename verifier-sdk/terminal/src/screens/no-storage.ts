import { element } from '../element.js';
import { en } from '../messages.en.js';
import { zh } from '../messages.zh.js';

/** All there is where the browser keeps nothing, the chosen language included. */
export function noStorage(): HTMLElement {
  const parts = [zh, en].map(({ lang, memory }) => {
    const { title, text } = memory.STORAGE_UNAVAILABLE;
    return element(
      'section',
      { class: 'card', lang },
      element('h1', {}, title),
      element('p', {}, text),
    );
  });
  return element('main', {}, ...parts);
}
