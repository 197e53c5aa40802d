import type { Context } from './core.js';

export declare class Query {
  constructor(
    condition: Record<string, unknown>,
    options: { context: Context; scriptEnabled: false },
  );
  test(document: Record<string, unknown>): boolean;
}
