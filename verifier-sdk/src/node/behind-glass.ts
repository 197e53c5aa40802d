import { visibleText } from '../format/plain-text.js';

interface Screen {
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
}

/** Names of files, messages and what others have sent are anybody's: none of it may command the terminal. */
export function behindGlass<S extends Screen>(surroundings: S): S {
  const { print, complain } = surroundings;
  return {
    ...surroundings,
    print: (text: string) => {
      print(visibleText(text));
    },
    complain: (text: string) => {
      complain(visibleText(text));
    },
  };
}
