import { maximumPackBytes } from '@yinzhao/verifier/format/sync-pack';

/**
 * Why a file has not come in: it is larger than anything that is taken here, it cannot be read, as a folder, or others
 * came with it, and one answer would stand for all of them.
 */
export type FileTrouble = 'FILE_TOO_LARGE' | 'FILE_UNREADABLE' | 'FILES_SEVERAL';

export type OnFile = (name: string, bytes: Uint8Array) => void;
export type OnFileTrouble = (code: FileTrouble, name: string) => void;

/**
 * A file that is dropped on the area, or chosen with the input. Elsewhere on the page a dropped file
 * does nothing: the browser would leave the page and show it.
 * @returns what ends it
 */
export function acceptFiles(
  area: HTMLElement,
  input: HTMLInputElement,
  onFile: OnFile,
  onTrouble: OnFileTrouble = () => undefined,
): () => void {
  const page = area.ownerDocument;
  const ending = new AbortController();
  const { signal } = ending;
  const mark = (isOver: boolean): void => {
    area.toggleAttribute('data-dropping', isOver);
  };
  const refuse = (event: DragEvent): void => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'none';
  };
  const over = (event: DragEvent): void => {
    event.preventDefault();
    if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
    mark(true);
  };
  area.addEventListener('dragenter', over, { signal });
  area.addEventListener('dragover', over, { signal });
  area.addEventListener(
    'dragleave',
    ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && area.contains(relatedTarget))) mark(false);
    },
    { signal },
  );
  area.addEventListener(
    'drop',
    (event) => {
      event.preventDefault();
      mark(false);
      void readFiles(event.dataTransfer?.files ?? [], onFile, onTrouble);
    },
    { signal },
  );
  page.addEventListener('dragover', refuse, { signal });
  page.addEventListener('drop', refuse, { signal });
  input.addEventListener(
    'change',
    () => {
      const chosen = [...(input.files ?? [])];
      // The same file can be chosen again.
      input.value = '';
      void readFiles(chosen, onFile, onTrouble);
    },
    { signal },
  );
  return () => {
    ending.abort();
    mark(false);
  };
}

/** One alone. */
export async function readFiles(
  files: Iterable<File>,
  onFile: OnFile,
  onTrouble: OnFileTrouble,
): Promise<void> {
  // Read at once: a list of dropped files is empty as soon as the event is over.
  const all = [...files];
  const [file] = all;
  if (file === undefined) return;
  if (all.length > 1) {
    onTrouble('FILES_SEVERAL', `${file.name} … (${all.length})`);
    return;
  }
  if (file.size > maximumPackBytes) {
    onTrouble('FILE_TOO_LARGE', file.name);
    return;
  }
  const bytes = await file.arrayBuffer().then(
    (content) => new Uint8Array(content),
    () => null,
  );
  if (bytes === null) onTrouble('FILE_UNREADABLE', file.name);
  else onFile(file.name, bytes);
}
