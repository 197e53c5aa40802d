// Runs in the browser: everything that brings something in, and a list of what has come.
import { openCamera } from '../../src/capture/camera.js';
import { acceptFiles } from '../../src/capture/files.js';
import { acceptPaste } from '../../src/capture/paste.js';
import { openQrReader } from '../../src/capture/qr-reader.js';
import { listenToWedge } from '../../src/capture/wedge.js';

export interface Came {
  readonly by: 'camera' | 'wedge' | 'file' | 'paste' | 'picture' | 'button' | 'input';
  readonly text: string;
}

const came: Came[] = [];
const tell = (by: Came['by']) => (text: string) => {
  came.push({ by, text });
};

function make<Name extends keyof HTMLElementTagNameMap>(name: Name): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  document.body.append(made);
  return made;
}

const area = make('div');
area.id = 'area';
area.textContent = 'drop here';
const files = make('input');
files.type = 'file';
files.multiple = true;
const button = make('button');
button.textContent = 'a button';
button.addEventListener('click', () => {
  came.push({ by: 'button', text: 'click' });
});
const field = make('textarea');
field.addEventListener('input', () => {
  came.push({ by: 'input', text: field.value });
});
const video = make('video');

listenToWedge(document, tell('wedge'), tell('wedge'));
const onFile = (by: Came['by']) => (name: string, bytes: Uint8Array) => {
  came.push({ by, text: `${name} ${[...bytes].join()}` });
};
const onFileTrouble = (code: string, name: string): void => {
  came.push({ by: 'file', text: `${code} ${name}` });
};
acceptFiles(area, files, onFile('file'), onFileTrouble);
acceptPaste(document, { onText: tell('paste'), onBytes: onFile('paste') });

const tab = {
  came,
  camera: () => openCamera(video, { onText: tell('camera'), onTrouble: tell('camera') }),
  /** @returns the texts of the codes in a picture */
  picture: async (bytes: readonly number[]) => {
    const reader = openQrReader();
    try {
      return await reader.readFile(Uint8Array.from(bytes));
    } finally {
      reader.close();
    }
  },
  isFilmed: () => video.srcObject !== null,
};
export type CaptureTab = typeof tab;
Object.assign(globalThis, { tab });
