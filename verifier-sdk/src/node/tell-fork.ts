import type { ForkFinding, JudgedFork } from '../judge-fork.js';
import type { Surroundings } from './surroundings.js';
import { toJson } from './to-json.js';

const findings: Readonly<Record<ForkFinding | 'nothing', string>> = {
  rootsDiffer: '同一大小，两个根 · one size, two roots',
  statusDiffers: '同一棵树，两份状态表 · one tree, two status lists',
  statusLeavesFewer: '树变大而状态条目变少 · a larger tree with fewer status leaves',
  leavesDiffer: '同一位置，两片叶 · two leaves at one place',
  sizeFalls: '较晚的树反而较小 · a smaller tree at a later time',
  prefixDiffers:
    '较大的树不以较小的树为开头 · the larger tree begins with other leaves than the smaller one has',
  nothing: '两份检查点并不矛盾 · nothing here contradicts anything',
};
const conclusive =
  '结论成立：两份检查点均由日志签名并达到见证法定数，不可能同时为真\n' +
  'conclusive: the log and a quorum of witnesses have signed both,\n' +
  'and both cannot be true';
const inconclusive = '仅凭此文件不能定论 · not conclusive by this file alone';
const compareTrust =
  '密钥取自文件内的信任名单：请与您信任的版本和摘要核对\n' +
  'keys are those of the bundle inside: compare its version and digest\n' +
  'with one that you trust';

/**
 * Evidence is the one kind of file that is judged where it is shown: it needs nothing but its own bytes.
 * @returns exit code: 0 conclusive, 2 not
 */
export function tellFork(
  fork: JudgedFork,
  { print, complain }: Pick<Surroundings, 'print' | 'complain'>,
): number {
  complain(findings[fork.finding ?? 'nothing']);
  complain(fork.isConclusive ? conclusive : inconclusive);
  complain(compareTrust);
  print(JSON.stringify({ kind: 'fork evidence', ...(toJson(fork) as object) }, null, 2));
  return fork.isConclusive ? 0 : 2;
}
