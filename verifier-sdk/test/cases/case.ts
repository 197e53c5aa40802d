import type { VerifierCode } from '../../src/errors.js';

/** One vector: a file of vectors/<layer>/<id>.json. */
export interface Case {
  /** `accept-…` or `reject-…`. */
  readonly id: string;
  readonly note: string;
  readonly expect: 'ok' | VerifierCode;
  /** Bytes as hexadecimal digits, texts and numbers as they are. */
  readonly input: Input;
  /** What an accepted input means: compared as well. */
  readonly value?: Input;
}

export type Input =
  string | number | boolean | null | readonly Input[] | { readonly [name: string]: Input };

export function accept(id: string, note: string, input: Input, value?: Input): Case {
  return {
    id: `accept-${id}`,
    note,
    expect: 'ok',
    input,
    ...(value === undefined ? {} : { value }),
  };
}

export function reject(id: string, expect: VerifierCode, note: string, input: Input): Case {
  return { id: `reject-${id}`, note, expect, input };
}
