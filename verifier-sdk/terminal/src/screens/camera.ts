import { openCamera, type Camera } from '../capture/camera.js';
import { button, element } from '../element.js';
import type { CaptureTrouble, Messages } from '../messages.js';
import type { Screen } from '../page.js';
import { heading } from './told.js';

export interface CameraDeeds {
  readonly takeText: (text: string) => void;
  readonly close: () => void;
  readonly trouble: (code: CaptureTrouble) => void;
}

/** The picture of the camera until a code is read. It is closed when the screen is left. */
export function cameraScreen({ camera: texts }: Messages, deeds: CameraDeeds): Screen {
  const first = heading(texts.title);
  const video = element('video', { playsinline: true, muted: true, 'aria-label': texts.title });
  // The attribute alone does not mute one that a script has made.
  video.muted = true;
  const actions = element('div', { class: 'actions' }, button(texts.close, deeds.close, 'primary'));
  let opened: Camera | null = null;
  let isLeft = false;
  void openCamera(video, {
    onText: (text) => {
      if (!isLeft) deeds.takeText(text);
    },
    onTrouble: (code) => {
      if (!isLeft) deeds.trouble(code);
    },
  }).then((camera) => {
    if (isLeft) camera.close();
    else opened = camera;
    if (isLeft || camera.next === null) addLight(camera);
    else {
      actions.append(button(texts.next, camera.next));
      addLight(camera);
    }
  });
  const addLight = ({ light }: Camera): void => {
    if (light === null || isLeft) return;
    const lamp = button(texts.light, () => {
      const isOn = lamp.getAttribute('aria-pressed') !== 'true';
      lamp.setAttribute('aria-pressed', String(isOn));
      light(isOn);
    });
    lamp.setAttribute('aria-pressed', 'false');
    actions.append(lamp);
  };
  const node = element(
    'section',
    { class: 'card camera' },
    first,
    element('p', {}, texts.hint),
    element(
      'div',
      { class: 'finder' },
      video,
      element('span', { class: 'corners', 'aria-hidden': 'true' }),
    ),
    actions,
  );
  const leave = (): void => {
    isLeft = true;
    opened?.close();
  };
  return { node, focus: first, leave };
}
