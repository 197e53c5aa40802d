import { button, element } from './element.js';
import { en } from './messages.en.js';
import type { Messages } from './messages.js';
import { zh } from './messages.zh.js';

function show(messages: Messages): void {
  document.documentElement.lang = messages.lang;
  document.title = messages.title;
  const switchLanguage = button(messages.otherLanguage, () => {
    show(messages === zh ? en : zh);
  });
  document.body.replaceChildren(
    element('header', {}, element('h1', {}, messages.title), switchLanguage),
    element('main', { id: 'main' }),
  );
}

show(zh);
