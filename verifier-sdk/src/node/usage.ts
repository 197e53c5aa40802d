/** What a command takes; its help is at most 80 columns wide. */
export interface CommandForm {
  /** What its one operand is called. */
  readonly operand: string;
  readonly options: readonly string[];
  readonly flags: readonly string[];
  readonly help: string;
}

const demanded = `  --policy P      要求：hall 现时有效，archive 当时有效，或策略文件
                  what is demanded: hall (holds now), archive (held then),
                  or a policy file
  --sync FILE     同步包 · sync pack, as \`yinzhao sync\` keeps it`;

const state = `  --state FILE    本机记忆，防止回退
                  what this device remembers: nothing older passes as new
  --trust FILE    您认可的首个信任名单
                  the trust bundle to believe first, by your own decision`;

export const commandForms: Readonly<Record<string, CommandForm>> = {
  verify: {
    operand: 'FILE',
    options: ['sync', 'policy', 'state', 'trust', 'at', 'statement'],
    flags: ['json'],
    help: `yinzhao verify FILE --policy P [--sync FILE] [--state FILE] [--trust FILE]
               [--at TIME] [--statement FILE] [--json]
  核验证照文件或亮码的文本，无需网络
  verifies a licence file, or the text of a show code, without a network

${demanded}
${state}
  --at TIME       核验时刻，默认现在 · instant to judge by, now where not given:
                  2026-03-02T10:00:00+08:00
  --statement FILE
                  核验记录存放处 · where a statement is kept of what was shown
                  and what was not
  --json          以 JSON 输出 · answers in JSON

示例 · example:
  yinzhao verify licence.yzl --sync city.yzs --policy hall --state terminal`,
  },
  'verify-many': {
    operand: 'DIR',
    options: ['sync', 'policy', 'state', 'trust', 'at', 'statement'],
    flags: ['json'],
    help: `yinzhao verify-many DIR --policy P [--sync FILE] [--state FILE] [--trust FILE]
                    [--at TIME] [--statement DIR] [--json]
  逐个核验文件夹中的文件，每个一行，按文件系统的次序，不含子文件夹
  verifies every file of a folder, a line for each, as the file system has
  them, and none of folders inside; progress goes to the standard error

${demanded}
${state}
  --at TIME       全部文件的核验时刻，默认现在
                  instant to judge all by, now where not given
  --statement DIR
                  核验记录文件夹，以证照文件的摘要命名
                  folder where a statement of each is kept, under the digest
                  of its licence file
  --json          每个文件一行 JSON · a line of JSON for each

示例 · example:
  yinzhao verify-many archive --sync city.yzs --policy archive --state terminal`,
  },
  sync: {
    operand: 'URL|FILE',
    options: ['state', 'trust', 'out'],
    flags: ['json', 'adopt'],
    help: `yinzhao sync URL|FILE --state FILE [--trust FILE] [--out FILE] [--adopt]
             [--json]
  从网关或介质取得同步包并登记
  takes a sync pack from a gateway or a stick, and remembers it

${state}
  --out FILE      同步包存放处，默认 <state>.yzs
                  where the pack is kept; <state>.yzs where not given
  --adopt         接受被复制或恢复的状态
                  takes a state that was copied or restored as it is
  --json          以 JSON 输出 · answers in JSON

示例 · example:
  yinzhao sync https://gateway.example --state terminal --trust city.bundle`,
  },
  inspect: {
    operand: 'FILE',
    options: ['trust'],
    flags: [],
    help: `yinzhao inspect FILE [--trust FILE]
  显示文件内容，不作核验 · shows what a file says, and verifies nothing:
  证照文件、亮码、同步包、信任名单、核验记录
  licence file, show code, sync pack, trust bundle, statement,
  IETF Token Status List (JSON, CBOR)
  电子印章、电子签章 · electronic seal (.esl), document seal (SignedValue.dat)
  分叉证据则当场判定 · fork evidence is judged

  --trust FILE    字段名称所据信任名单 · a trust bundle, for names of fields

示例 · example:
  yinzhao inspect licence.yzl --trust city.bundle`,
  },
  'status-list': {
    operand: 'PACK',
    options: ['log', 'bits', 'out', 'state', 'trust'],
    flags: ['cbor'],
    help: `yinzhao status-list PACK --log NAME [--bits 1|2|4|8] [--cbor] [--out FILE]
                    [--state FILE] [--trust FILE]
  将同步包中一个日志的状态导出为 IETF Token Status List，供其他系统使用
  writes the statuses of one log of a sync pack as a Token Status List of
  the IETF, for systems that read nothing else; only what a quorum vouches
  for. Such a list is read by \`yinzhao inspect\`

  --log NAME      日志名称 · name of the log
  --bits N        每项位数，默认 2 · bits for each, 2 where not given
  --cbor          CBOR 而非 JSON · CBOR instead of JSON
  --out FILE      存放处，默认打印 · where it is kept, printed where not given
${state}

示例 · example:
  yinzhao status-list city.yzs --log yinzhao/city/approval --state terminal`,
  },
  policy: {
    operand: 'hall|archive',
    options: [],
    flags: [],
    help: `yinzhao policy hall|archive
  打印内置策略，可修改后用于 --policy
  prints a built-in policy, to be changed and given as --policy

示例 · example:
  yinzhao policy hall > hall.json`,
  },
};

export const usage = `用法 · Usage: yinzhao COMMAND …

  verify FILE      核验证照文件，无需网络 · verifies a licence file, offline
                     yinzhao verify licence.yzl --sync city.yzs --policy hall \\
                       --state terminal
  verify-many DIR  逐个核验文件夹中的文件 · verifies every file of a folder
                     yinzhao verify-many archive --sync city.yzs \\
                       --policy archive --state terminal
  sync URL|FILE    取得并登记同步包 · takes a sync pack and remembers it
                     yinzhao sync https://gateway.example --state terminal
  inspect FILE     显示文件内容，不作核验 · shows a file, and verifies nothing
                     yinzhao inspect licence.yzl --trust city.bundle
  status-list PACK 导出 IETF 状态列表 · writes a Token Status List of the IETF
                     yinzhao status-list city.yzs --log yinzhao/city/approval \\
                       --state terminal
  policy NAME      打印内置策略 · prints a built-in policy
                     yinzhao policy hall
  help [COMMAND]   命令说明 · what a command does, with all options
                     yinzhao help verify

  -h, --help       同 help · the same as help
  --version        版本 · version

退出码 · exit codes:
  0  有效，或已完成 · valid, or done
  1  无效（verify-many：至少一个）；sync：日志分叉，证据已留存 
     invalid (verify-many: one at least); sync: a fork, kept as evidence
  2  无法判定；sync：未全部接受 · undetermined; sync: not all of it was taken
  3  用法错误，或文件无法读写 · wrong use, or a file cannot be read or written`;
