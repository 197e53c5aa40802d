import type { ApiAnswer } from './route.js';

/** Gives the answer of the first request with this key again; runs the deed only once. */
export type Idempotency = (
  caller: string,
  key: string,
  what: string,
  deed: () => Promise<ApiAnswer>,
) => Promise<ApiAnswer>;
