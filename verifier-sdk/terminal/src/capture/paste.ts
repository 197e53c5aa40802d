import { readFiles, type OnFile, type OnFileTrouble } from './files.js';

export interface OnPaste {
  readonly onText: (text: string) => void;
  readonly onBytes: OnFile;
  readonly onTrouble?: OnFileTrouble;
}

/**
 * What is pasted anywhere on the page but in a field for text: the text of a show code, or files.
 * @returns what ends it
 */
export function acceptPaste(
  target: Document,
  { onText, onBytes, onTrouble = () => undefined }: OnPaste,
): () => void {
  const paste = (event: ClipboardEvent): void => {
    if (isField(event.target) || event.clipboardData === null) return;
    const { files } = event.clipboardData;
    const text = unwrapped(event.clipboardData.getData('text/plain'));
    if (files.length === 0 && text === '') return;
    event.preventDefault();
    if (files.length > 0) void readFiles(files, onBytes, onTrouble);
    else onText(text);
  };
  target.addEventListener('paste', paste);
  return () => {
    target.removeEventListener('paste', paste);
  };
}

/** Mail breaks long lines. A space may be a code's last character. */
function unwrapped(text: string): string {
  return text.replace(/[\r\n\t]/g, '').trimStart();
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}
