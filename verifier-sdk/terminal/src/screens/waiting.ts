import { button, element } from '../element.js';
import type { Messages } from '../messages.js';
import type { Screen } from '../page.js';
import { icon, type IconName } from '../shapes.js';
import type { Cleared } from '../view.js';
import { heading } from './told.js';

export interface WaitingDeeds {
  readonly openCamera: () => void;
  readonly chooseFile: () => void;
  readonly takeText: (text: string) => void;
}

/** Ready for the next licence: every way in which one can come. */
export function waitingScreen(
  { waiting, verdict, camera: { closed } }: Messages,
  cleared: Cleared | null,
  deeds: WaitingDeeds,
): Screen {
  const first = heading(waiting.title);
  const camera = way('camera', waiting.camera, waiting.cameraHint, deeds.openCamera);
  const file = way('file', waiting.file, waiting.fileHint, deeds.chooseFile);
  const notes = { answer: verdict.cleared, camera: closed };
  const note = cleared && notes[cleared];
  const paste = pasteWay(waiting, deeds.takeText);
  const node = element(
    'section',
    { class: 'waiting' },
    element(
      'div',
      { class: 'card ready' },
      icon('scanner'),
      first,
      element('p', { class: 'lead' }, waiting.hint),
      element(
        'p',
        { class: 'standing' },
        element('span', { class: 'pulse', 'aria-hidden': 'true' }),
        `${waiting.scanner} · ${waiting.scannerHint}`,
      ),
      ...(note === null ? [] : [element('p', { class: 'quiet-note' }, note)]),
    ),
    element('div', { class: 'ways' }, camera, file, paste),
  );
  const forget = (): void => {
    paste.reset();
  };
  return { node, focus: first, forget };
}

function way(name: IconName, title: string, hint: string, deed: () => void): HTMLButtonElement {
  const made = button('', deed, 'way card');
  made.append(
    icon(name),
    element('span', { class: 'way-text' }, element('strong', {}, title), element('span', {}, hint)),
  );
  return made;
}

/** For those who have no key to paste with. */
function pasteWay(waiting: Messages['waiting'], takeText: (text: string) => void): HTMLFormElement {
  const field = element('textarea', {
    id: 'paste',
    rows: '2',
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
  });
  const form = element(
    'form',
    { class: 'card way paste' },
    icon('paste'),
    element(
      'div',
      { class: 'way-text' },
      element('label', { for: 'paste' }, element('strong', {}, waiting.paste)),
      element('span', { id: 'paste-hint' }, waiting.pasteHint),
      element(
        'div',
        { class: 'paste-row' },
        field,
        element('button', { type: 'submit', class: 'plain' }, waiting.pasteGo),
      ),
    ),
  );
  field.setAttribute('aria-describedby', 'paste-hint');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (field.value.trim() !== '') takeText(field.value);
  });
  // A text that was pasted is whole.
  field.addEventListener('paste', () => {
    setTimeout(() => {
      form.requestSubmit();
    });
  });
  return form;
}
