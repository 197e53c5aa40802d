import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isLogName, isMemberName, isWitnessName } from '@yinzhao/verifier/format/name';
import { GatewayError } from './errors.js';
import { scopes, type Scope } from './issue/scope.js';
import { compileSchema, type JsonSchema } from './types/json-schema.js';

/** A caller that is there from the start: an administrator, who makes the others. */
export interface ConfiguredCaller {
  readonly name: string;
  /** SM3 of the API key, hexadecimal: the key itself stands in no file of the gateway. */
  readonly digest: string;
  readonly body: string | null;
  readonly scopes: readonly Scope[];
}

/** Everything a gateway is told. Paths are read from the folder of the file. */
export interface Config {
  /** Second and third part of the own log's name. */
  readonly network: string;
  readonly org: string;
  readonly listen: { readonly host: string; readonly port: number };
  /** Mirror, published files, evidence; the database too, unless a MongoDB is named. */
  readonly folder: string;
  /** Address of a MongoDB; null: the embedded database, for one process. */
  readonly database: string | null;
  /**
   * Folder of the object store: licences as they were signed, from which a lost database is made anew. Best on another
   * disk than the database; null: `objects` in the folder above.
   */
  readonly objects: string | null;
  /** Socket of the signer. */
  readonly signer: string;
  readonly ledger: {
    /** Files: connection profile, certificate and private key. */
    readonly profile: string;
    readonly certificate: string;
    readonly privateKey: string;
    readonly mspId: string;
    readonly channel: string;
    readonly chaincode: string;
    /** Organisations that have to endorse. */
    readonly endorsements: number;
  };
  /** Files of trust bundles, ascending by version: kept at the start, if they are not kept already. */
  readonly trust: readonly string[];
  /** Where the witnesses of the own log answer: name of the key, address of `add-checkpoint`. */
  readonly witnesses: readonly { readonly name: string; readonly url: string }[];
  /** Where others publish their logs: without them a sync pack holds the own log only. */
  readonly publishers: readonly { readonly origin: string; readonly url: string }[];
  readonly callers: readonly ConfiguredCaller[];
  /** Folder of licence types; null: those that come with the gateway. */
  readonly licenceTypes: string | null;
}

const text = { type: 'string', minLength: 1, maxLength: 1024 } as const;
const address = { type: 'string', maxLength: 1024, pattern: '^https?://[^?#]+$' } as const;

function object(properties: JsonSchema, optional: readonly string[] = []): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', additionalProperties: false, required, properties };
}

function list(items: JsonSchema): JsonSchema {
  return { type: 'array', maxItems: 64, items };
}

const settings = object(
  {
    network: text,
    org: text,
    listen: object({ host: text, port: { type: 'integer', minimum: 0, maximum: 65_535 } }),
    folder: text,
    database: { type: ['string', 'null'], pattern: '^mongodb(\\+srv)?://' },
    objects: { type: ['string', 'null'], minLength: 1, maxLength: 1024 },
    signer: text,
    ledger: object({
      profile: text,
      certificate: text,
      privateKey: text,
      mspId: text,
      channel: text,
      chaincode: text,
      endorsements: { type: 'integer', minimum: 1, maximum: 64 },
    }),
    trust: list(text),
    witnesses: list(object({ name: text, url: address })),
    publishers: list(object({ origin: text, url: address })),
    callers: list(
      object({
        name: { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{0,62}$' },
        digest: { type: 'string', pattern: '^[0-9a-f]{64}$' },
        body: { type: ['string', 'null'] },
        scopes: { type: 'array', items: { enum: scopes } },
      }),
    ),
    licenceTypes: { type: ['string', 'null'] },
  },
  ['database', 'objects', 'publishers', 'callers', 'licenceTypes'],
);

const check = compileSchema(settings);

/** What is not named has no setting. */
const usual = { database: null, objects: null, publishers: [], callers: [], licenceTypes: null };

/** @throws GatewayError CONFIG_WRONG */
export function readConfig(file: string): Config {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new GatewayError('CONFIG_WRONG', `${file} cannot be read as JSON`, { cause });
  }
  try {
    return configOf(value, (path) => resolve(dirname(file), path));
  } catch (cause) {
    throw new GatewayError('CONFIG_WRONG', `${file}: ${(cause as Error).message}`, { cause });
  }
}

/**
 * @param at - where a path of the file leads
 * @throws GatewayError CONFIG_WRONG
 */
export function configOf(value: unknown, at: (path: string) => string): Config {
  const [problem] = check(value);
  if (problem !== undefined) wrong(`${problem.pointer} ${problem.en}`);
  const config: Config = { ...usual, ...(value as Config) };
  checkNames(config);
  const { profile, certificate, privateKey } = config.ledger;
  const files = { profile: at(profile), certificate: at(certificate), privateKey: at(privateKey) };
  return frozen({
    ...config,
    folder: at(config.folder),
    objects: config.objects === null ? null : at(config.objects),
    signer: at(config.signer),
    ledger: { ...config.ledger, ...files },
    trust: config.trust.map(at),
    licenceTypes: config.licenceTypes === null ? null : at(config.licenceTypes),
  });
}

function checkNames({ network, org, witnesses, publishers }: Config): void {
  if (!isMemberName(network)) wrong('#/network is not a name');
  if (!isMemberName(org)) wrong('#/org is not a name');
  for (const { name } of witnesses) if (!isWitnessName(name)) wrong(`${name} names no witness`);
  for (const { origin } of publishers) if (!isLogName(origin)) wrong(`${origin} names no log`);
}

function wrong(message: string): never {
  throw new GatewayError('CONFIG_WRONG', message);
}

function frozen<T extends object>(value: T): T {
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object' && inner !== null) frozen(inner as object);
  }
  return Object.freeze(value);
}
