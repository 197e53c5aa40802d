import type { FieldProblem } from '../types/json-schema.js';

interface Problem {
  readonly status: number;
  readonly zh: string;
  readonly en: string;
  /** Seconds: the same request may succeed later. */
  readonly retryAfter?: number;
}

const later = (zh: string, en: string, retryAfter = 5): Problem => ({
  status: 503,
  zh,
  en,
  retryAfter,
});

/** The one table of what a caller may be told. What is not in it is INTERNAL_FAILURE to callers. */
export const problems = {
  API_KEY_MISSING: { status: 401, zh: '缺少接口密钥', en: 'an API key is needed' },
  API_KEY_UNKNOWN: { status: 401, zh: '接口密钥无效', en: 'the API key is not known' },
  BODY_FOREIGN: {
    status: 403,
    zh: '该机构不属于此密钥',
    en: 'the API key belongs to another body',
  },
  CALLER_TAKEN: { status: 409, zh: '调用方名称已存在', en: 'a caller of this name exists' },
  CALLER_UNKNOWN: { status: 404, zh: '没有此调用方', en: 'no caller of this name' },
  CONTENT_TOO_LARGE: { status: 413, zh: '请求内容过大', en: 'the body is too large' },
  CONTENT_TOO_SLOW: { status: 408, zh: '请求发送过慢', en: 'the body did not come in time' },
  CONTENT_TYPE_UNSUPPORTED: {
    status: 415,
    zh: '不支持的内容类型',
    en: 'not a content type that is read here',
  },
  FILE_UNKNOWN: { status: 404, zh: '没有此文件', en: 'no such file' },
  HEADERS_TOO_LARGE: { status: 431, zh: '请求头过大', en: 'the request headers are too large' },
  HTTP_MALFORMED: { status: 400, zh: '不是合法的 HTTP 请求', en: 'not an HTTP request' },
  IDEMPOTENCY_IN_FLIGHT: {
    status: 409,
    zh: '同一请求正在处理',
    en: 'the same request is being handled: ask again',
    retryAfter: 1,
  },
  IDEMPOTENCY_KEY_INVALID: { status: 400, zh: '幂等键格式不符', en: 'not an idempotency key' },
  IDEMPOTENCY_REUSED: {
    status: 409,
    zh: '幂等键已用于其他请求',
    en: 'the idempotency key stands for another request',
  },
  IDENTIFIER_MALFORMED: {
    status: 400,
    zh: '证照标识格式不符（GB/T 36904）',
    en: 'not a licence identifier in the form of GB/T 36904',
  },
  INTERNAL_FAILURE: {
    status: 500,
    zh: '内部错误',
    en: 'a defect of the gateway; its log says which',
  },
  ISSUER_MISSING: {
    status: 409,
    zh: '该机构没有可用的签发证书',
    en: 'the body has no issuing certificate in force here',
  },
  JSON_MALFORMED: { status: 400, zh: '不是合法的 JSON', en: 'not JSON in UTF-8' },
  LEAF_UNKNOWN: {
    status: 404,
    zh: '该位置没有本机构的记录',
    en: 'no entry of this body stands there',
  },
  LEDGER_ACCESS_DENIED: later('账本不接受网关身份', 'the ledger does not accept the gateway', 60),
  LEDGER_CLOSED: later('账本连接已关闭', 'the connection to the ledger is closed'),
  LEDGER_CONFLICT: later('账本写入冲突', 'others write to the ledger at the same time'),
  LEDGER_DIVERGENT: later('各组织账本结果不一致', 'the organisations answer differently', 60),
  LEDGER_HISTORY_BROKEN: {
    status: 503,
    zh: '账本历史不一致，网关已停止读写账本',
    en: "the history of the gateway's own peer is broken: it reads and signs nothing any more",
  },
  LEDGER_TIMEOUT: later('账本提交结果未知', 'the ledger has not answered'),
  LEDGER_UNAVAILABLE: later('账本暂不可用', 'too few organisations of the ledger answer'),
  LICENCE_FIELDS_INVALID: {
    status: 422,
    zh: '证照字段不符合类型规定',
    en: 'the fields are not those of the type',
  },
  LICENCE_NOT_ANCHORED: {
    status: 409,
    zh: '证照尚未上链',
    en: 'the licence is not in the log yet',
    retryAfter: 2,
  },
  LICENCE_TAKEN: { status: 409, zh: '证照标识已存在', en: 'another licence has this identifier' },
  LICENCE_TYPE_FOREIGN: {
    status: 403,
    zh: '该机构无权签发此类证照',
    en: 'the body may not issue licences of this type',
  },
  LICENCE_TYPE_UNKNOWN: {
    status: 422,
    zh: '未知的证照类型',
    en: 'not a licence type of this gateway',
  },
  LICENCE_UNKNOWN: { status: 404, zh: '没有此证照', en: 'no such licence' },
  LICENCE_VALIDITY_INVALID: {
    status: 422,
    zh: '有效期不符合类型规定',
    en: 'the period is not one that the type permits',
  },
  LINE_TOO_LONG: { status: 413, zh: '单行超过 64 KiB', en: 'a line is longer than 64 KiB' },
  METHOD_NOT_ALLOWED: { status: 405, zh: '不支持的方法', en: 'not a method of this path' },
  OBJECTS_UNAVAILABLE: later('对象库不可写入', 'the object store cannot be written', 60),
  PATH_NOT_NORMAL: { status: 400, zh: '路径写法不规范', en: 'the path is not in its normal form' },
  PREDECESSOR_INVALID: {
    status: 422,
    zh: '前一证照不存在或不可承接',
    en: 'the predecessor is no licence of this body that can be followed',
  },
  QUERY_INVALID: {
    status: 400,
    zh: '查询参数未知或格式不符',
    en: 'a query parameter is unknown or malformed',
  },
  QUOTA_EXCEEDED: later('签名服务配额已用尽', 'the quota of the key is used up', 60),
  RECEIPT_NOT_READY: {
    status: 409,
    zh: '见证签名尚未齐备',
    en: 'not enough witnesses have cosigned it yet',
    retryAfter: 2,
  },
  REQUEST_INVALID: {
    status: 422,
    zh: '请求内容不符合规定',
    en: 'the request is not what this operation takes',
  },
  ROUTE_UNKNOWN: { status: 404, zh: '没有此路径', en: 'no such path' },
  SCOPE_MISSING: { status: 403, zh: '密钥没有此权限', en: 'the API key lacks the scope' },
  SIGNER_BUSY: later('签名服务繁忙', 'the signer has too much to do', 1),
  SIGNER_UNAVAILABLE: later('签名服务暂不可用', 'the signer does not answer'),
  STATUS_CHANGE_ILLEGAL: {
    status: 409,
    zh: '状态不可如此变更',
    en: 'a status that cannot follow the present one',
  },
  STATUS_CHANGE_PENDING: {
    status: 409,
    zh: '前一状态变更尚未上链',
    en: 'an earlier change is not in the log yet',
    retryAfter: 2,
  },
  STORE_CLOSED: later('数据库已关闭', 'the database is closed'),
  STORE_FULL: later('存储空间已满', 'the disk is full', 60),
  STORE_UNAVAILABLE: later('数据库暂不可用', 'the database does not answer'),
  SYNC_NOT_READY: later('尚无可用的检查点', 'no witnessed checkpoint is known yet'),
  TRUST_BUNDLE_MALFORMED: { status: 422, zh: '不是有效的信任名单', en: 'not a trust bundle' },
  TRUST_FIELDS_CHANGED: {
    status: 422,
    zh: '信任名单改动了已有字段的编号',
    en: 'a field of the version before has another number or none',
  },
  TRUST_NETWORK_DIFFERS: {
    status: 422,
    zh: '信任名单属于另一网络',
    en: 'a trust bundle of another network',
  },
  TRUST_NOT_SIGNED_BY_ITSELF: {
    status: 422,
    zh: '信任名单未获自身所列签署人足数签名',
    en: 'too few of the signers that the bundle names have signed it',
  },
  TRUST_NOT_SIGNED_BY_PREVIOUS: {
    status: 422,
    zh: '信任名单未获前一版本签署人足数签名',
    en: 'too few of the signers of the version before have signed it',
  },
  TRUST_ROLLBACK: {
    status: 409,
    zh: '信任名单版本早于首个信任名单',
    en: 'a version from before the first one here',
  },
  TRUST_UNREGISTERED: later('尚无首个信任名单', 'there is no trust bundle to begin with', 60),
  TRUST_VERSION_CONFLICT: {
    status: 409,
    zh: '同一版本已有另一信任名单',
    en: 'there is another trust bundle of this version',
  },
  TRUST_VERSION_SKIPPED: {
    status: 409,
    zh: '信任名单版本不连续，请先提交中间版本',
    en: 'versions are missing in between: bring those first',
  },
} as const satisfies Record<string, Problem>;

export type ProblemCode = keyof typeof problems;

/** RFC 9457. */
export interface ProblemDocument {
  readonly type: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly title: string;
  readonly titles: { readonly zh: string; readonly en: string };
  readonly instance?: string;
  readonly errors?: readonly FieldProblem[];
}

export function problemDocument(
  code: ProblemCode,
  { errors = [], id }: { errors?: readonly FieldProblem[]; id?: string } = {},
): ProblemDocument {
  const { status, zh, en } = problems[code];
  return {
    type: `urn:yinzhao:problem:${code}`,
    status,
    code,
    title: en,
    titles: { zh, en },
    ...(id === undefined ? {} : { instance: `urn:uuid:${id}` }),
    ...(errors.length === 0 ? {} : { errors }),
  };
}

export function retryAfterOf(code: ProblemCode): number | null {
  const problem: Problem = problems[code];
  return problem.retryAfter ?? null;
}

function isProblemCode(code: unknown): code is ProblemCode {
  return typeof code === 'string' && Object.hasOwn(problems, code);
}

/** What the driver of MongoDB calls a database that it does not reach. */
const unreachable = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoNotConnectedError',
  'MongoPoolClearedError',
  'MongoServerSelectionError',
  'MongoTopologyClosedError',
]);

/** What a caller is told about an error; null where it is a defect, which belongs into the log. */
export function codeOfError(error: unknown): ProblemCode | null {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  if (typeof name === 'string' && unreachable.has(name)) return 'STORE_UNAVAILABLE';
  return isProblemCode(code) ? code : null;
}
