import { unsupported } from './documents.js';

/** Options of the MongoDB driver that change an answer. The others say how to reach a server, or what to log. */
const REFUSED = [
  'arrayFilters',
  'awaitData',
  'collation',
  'explain',
  'fieldsAsRaw',
  'let',
  'max',
  'min',
  'promoteBuffers',
  'promoteLongs',
  'promoteValues',
  'raw',
  'returnKey',
  'session',
  'showRecordId',
  'tailable',
  'useBigInt64',
] as const;

export type Options = Readonly<Record<string, unknown>>;

export function checked(options: unknown): Options {
  const given = (options ?? {}) as Options;
  for (const name of REFUSED) {
    if (given[name] !== undefined && given[name] !== null) unsupported(`the option ${name}`);
  }
  return given;
}

/** A count of documents; MongoDB takes a negative limit as its positive. */
export function count(value: unknown, name: string): number {
  if (value === undefined || value === null) return 0;
  if (typeof value !== 'number' || !Number.isInteger(value))
    return unsupported(`${name} ${JSON.stringify(value)}`);
  return Math.abs(value);
}
