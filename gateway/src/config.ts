import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { scopes, type Scope } from './issue/scope.js';
import { compileSchema, type JsonSchema } from './types/json-schema.js';

/** A caller that is there from the start: an administrator, who makes the others. */
export interface ConfiguredCaller {
  readonly name: string;
  /** SM3 of the API key, hexadecimal. */
  readonly digest: string;
  readonly body: string | null;
  readonly scopes: readonly Scope[];
}

/** Everything a gateway is told. Paths are read from the folder of the file. */
export interface Config {
  readonly network: string;
  readonly org: string;
  readonly listen: { readonly host: string; readonly port: number };
  /** Mirror, published files, evidence; the database too, unless a MongoDB is named. */
  readonly folder: string;
  /** Of MongoDB. */
  readonly database: string | null;
  /** Socket of the signer. */
  readonly signer: string;
  readonly ledger: {
    /** Files: connection profile, certificate and private key. */
    readonly profile: string;
    readonly mspId: string;
    readonly certificate: string;
    readonly privateKey: string;
    readonly channel: string;
    readonly chaincode: string;
    readonly endorsements: number;
  };
  /** Files of trust bundles, ascending by version. */
  readonly trust: readonly string[];
  /** Where the witnesses of the own log are. */
  readonly witnesses: readonly { readonly name: string; readonly url: string }[];
  readonly callers: readonly ConfiguredCaller[];
}

const text = { type: 'string', minLength: 1, maxLength: 1024 } as const;
const object = (properties: JsonSchema): JsonSchema => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties),
  properties,
});
const list = (items: object): JsonSchema => ({ type: 'array', maxItems: 64, items });

const check = compileSchema(
  object({
    network: text,
    org: text,
    listen: object({ host: text, port: { type: 'integer', minimum: 0, maximum: 65_535 } }),
    folder: text,
    database: { type: ['string', 'null'] },
    signer: text,
    ledger: object({
      profile: text,
      mspId: text,
      certificate: text,
      privateKey: text,
      channel: text,
      chaincode: text,
      endorsements: { type: 'integer', minimum: 1, maximum: 64 },
    }),
    trust: list(text),
    witnesses: list(object({ name: text, url: text })),
    callers: list(
      object({
        name: text,
        digest: { type: 'string', pattern: '^[0-9a-f]{64}$' },
        body: { type: ['string', 'null'] },
        scopes: { type: 'array', items: { enum: scopes } },
      }),
    ),
  }),
);

/** @throws Error where the file is not a configuration */
export function readConfig(file: string): Config {
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const [problem] = check(value);
  if (problem !== undefined) throw new Error(`${file}: ${problem.pointer} ${problem.en}`);
  const config = value as Config;
  const at = (path: string): string => resolve(dirname(file), path);
  const { profile, certificate, privateKey } = config.ledger;
  const files = { profile: at(profile), certificate: at(certificate), privateKey: at(privateKey) };
  return {
    ...config,
    folder: at(config.folder),
    signer: at(config.signer),
    ledger: { ...config.ledger, ...files },
    trust: config.trust.map(at),
  };
}
