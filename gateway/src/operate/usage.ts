/** By the name of each command: how it is called and, below, what it does. */
export const commandHelp: ReadonlyMap<string, string> = new Map([
  [
    'serve',
    `serve
运行网关（配置由 YINZHAO_GATEWAY_CONFIG 指定）· runs the gateway that YINZHAO_GATEWAY_CONFIG names`,
  ],
  [
    'record',
    `record SUBJECT [--next]
打印登记记录 · prints a registry record: consortium, trust, member/MSP, body/ID; --next: its version plus 1`,
  ],
  [
    'approve',
    `approve FILE [--digest SM3 --certificate FILE --private-key FILE]
显示登记记录及摘要；摘要相符才批准 · shows a record and its digest; approves it only where this is its digest`,
  ],
  [
    'digest',
    `digest FILE
登记记录、信任名单的摘要 · SM3 of a record, payload or bundle, as JSON form or as bytes`,
  ],
  [
    'trust first',
    `trust first --root FILE… --signer FILE… --threshold N --days N --max-age-hours N [--body ID=NAME…]
由登记内容生成首个信任名单的 JSON · the form of the first bundle, out of what the registry says`,
  ],
  [
    'trust next',
    `trust next BUNDLE [--types]
下一版信任名单的 JSON，供修改 · the form of the next bundle, to be edited; --types: names as of now`,
  ],
  [
    'trust compose',
    `trust compose FORM --out PAYLOAD
JSON → 待签内容 · what signers sign (yinzhao-signer sign-trust)`,
  ],
  [
    'trust assemble',
    `trust assemble PAYLOAD SIGNATURES… [--before BUNDLE] --out BUNDLE
合成并核对签名 · the bundle; signatures and both thresholds are checked`,
  ],
  [
    'trust show',
    `trust show FILE [--before FILE] [--json]
显示信任名单或其变更 · what a bundle or payload says, or what changes`,
  ],
  [
    'trust record',
    `trust record BUNDLE
使信任名单生效的登记记录 · the registry record that puts it into effect, to be approved`,
  ],
  [
    'trust pin',
    `trust pin BUNDLE --policy hall|archive
固定首个信任名单的核验策略 · a policy for halls that believes this bundle first`,
  ],
  [
    'trust publish',
    `trust publish BUNDLE --url URL --key-file FILE
交给运行中的网关 · hands it to a running gateway`,
  ],
  [
    'caller',
    `caller NAME --scopes A,B [--body ID]
生成接口密钥及其配置 · makes a key of the API, shown this once, and its entry in the configuration`,
  ],
]);

export const notes = `  --config   网关配置 · of the gateway; 默认 · where not given: YINZHAO_GATEWAY_CONFIG
  --certificate, --private-key  登记员身份 · whose identity: approving takes the role registrar
  --out      新文件，不覆盖 · a new file: nothing is written over

退出码 · exit code: 0 完成 done, 1 被拒绝 refused, 3 用法错误 misuse`;
