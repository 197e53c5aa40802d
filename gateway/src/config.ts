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
  /** Folder of the terminal's page as it was built; null: it is not shown here. */
  readonly terminal: string | null;
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

/** A setting with what it is, for docs/gateway.md. */
function told(schema: JsonSchema, zh: string, en: string): JsonSchema {
  return { ...schema, displayName: { zh, en } };
}

const ledgerSchema = object({
  profile: told(text, '连接配置文件', 'file of the connection profile: peers, orderers, TLS roots'),
  certificate: told(
    text,
    '网关 Fabric 身份证书文件',
    'file of the certificate of its Fabric identity',
  ),
  privateKey: told(text, '网关 Fabric 身份私钥文件', 'file of the private key of that identity'),
  mspId: told(text, '成员标识', 'MSP identifier of the member'),
  channel: told(text, '通道', 'channel'),
  chaincode: told(text, '链码名称', 'name of the chaincode'),
  endorsements: told(
    { type: 'integer', minimum: 1, maximum: 64 },
    '须背书的组织数',
    'organisations that have to endorse',
  ),
});

const callerSchema = object({
  name: told({ type: 'string', pattern: '^[a-z0-9][a-z0-9-]{0,62}$' }, '名称', 'name'),
  digest: told(
    { type: 'string', pattern: '^[0-9a-f]{64}$' },
    '接口密钥的 SM3',
    'SM3 of the API key (`yinzhao-gateway caller`)',
  ),
  body: told(
    { type: ['string', 'null'] },
    '所代表的签发主体；无则为 null',
    'issuing body it speaks for; null: none',
  ),
  scopes: told({ type: 'array', items: { enum: scopes } }, '权限', 'what it may do'),
});

/** Of the file; what each setting is stands beside it. */
export const configSchema = object(
  {
    network: told(text, '网络名，日志名第二段', "second part of the own log's name"),
    org: told(text, '组织名，日志名第三段', "third part of the own log's name"),
    listen: told(
      object({
        host: told(text, '监听地址', 'address to listen on'),
        port: told({ type: 'integer', minimum: 0, maximum: 65_535 }, '监听端口', 'port; 0: any'),
      }),
      '监听',
      'where it answers; TLS is for the proxy in front of it',
    ),
    folder: told(
      text,
      '数据文件夹：日志镜像、公开文件、证据；未用 MongoDB 时亦含数据库',
      'folder of mirror, published files and evidence; of the database too, unless a MongoDB is named',
    ),
    database: told(
      { type: ['string', 'null'], pattern: '^mongodb(\\+srv)?://' },
      'MongoDB 地址；null 用内置数据库',
      'address of a MongoDB; null: the embedded database',
    ),
    objects: told(
      { type: ['string', 'null'], minLength: 1, maxLength: 1024 },
      '证照对象文件夹；null 为数据文件夹之内',
      'folder of the object store; null: inside `folder`',
    ),
    signer: told(text, '签名服务套接字', 'socket of the signer'),
    ledger: told(ledgerSchema, '账本', 'the ledger'),
    trust: told(
      list(text),
      '信任名单文件，按版本升序；启动时保存尚未保存的',
      'files of trust bundles, ascending by version: kept at the start, if they are not kept already',
    ),
    witnesses: told(
      list(
        object({
          name: told(text, '见证名称', 'name of the witness'),
          url: told(address, '见证接口地址', 'address of its `add-checkpoint`'),
        }),
      ),
      '本日志的见证方',
      'where the witnesses of the own log answer',
    ),
    publishers: told(
      list(
        object({
          origin: told(text, '日志名称', 'name of the log'),
          url: told(address, '公开文件地址', 'address of its published files'),
        }),
      ),
      '其他成员的公开日志；缺少则同步包只含本日志',
      'where others publish their logs: without them a sync pack holds the own log only',
    ),
    callers: told(list(callerSchema), '初始调用方', 'callers that are there from the start'),
    licenceTypes: told(
      { type: ['string', 'null'] },
      '证照类型文件夹；null 用自带类型',
      'folder of licence types; null: those that come with the gateway',
    ),
    terminal: told(
      { type: ['string', 'null'], minLength: 1, maxLength: 1024 },
      '窗口核验终端的文件夹，在 `/terminal/` 提供；null 不提供',
      'folder of the hall terminal as it was built (`verifier-sdk/terminal/dist`), shown at `/terminal/`; null: not shown',
    ),
  },
  ['database', 'objects', 'publishers', 'callers', 'licenceTypes', 'terminal'],
);

const check = compileSchema(configSchema);

/** What is not named has no setting. */
const usual = {
  ...{ database: null, objects: null, publishers: [], callers: [] },
  ...{ licenceTypes: null, terminal: null },
};

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
    terminal: config.terminal === null ? null : at(config.terminal),
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
