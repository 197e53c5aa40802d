import { GatewayError } from '../errors.js';
import { compileSchema, type Check, type JsonSchema } from '../types/json-schema.js';

export type ReadQuery = (search: string) => Readonly<Record<string, string>>;

/** A reader of exactly these parameters, each at most once. */
export function queryReader(known: Readonly<Record<string, JsonSchema>>): ReadQuery {
  const checks = new Map<string, Check>(
    Object.entries(known).map(([name, schema]) => [name, compileSchema(schema)]),
  );
  return (search) => {
    const values: Record<string, string> = {};
    for (const [name, value] of new URLSearchParams(search)) {
      const check = checks.get(name);
      const wrong = check === undefined || Object.hasOwn(values, name) || check(value).length > 0;
      if (wrong)
        throw new GatewayError('QUERY_INVALID', 'a query parameter is unknown or malformed');
      values[name] = value;
    }
    return values;
  };
}
