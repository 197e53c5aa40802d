/** A command line that cannot be meant; the usage is shown. */
export class Misuse extends Error {
  override readonly name = 'Misuse';
}

export const usage = `用法 · Usage:
  yinzhao verify FILE [--sync FILE] --policy hall|archive|FILE [--state FILE] [--trust FILE] [--at TIME] [--json]
      核验证照文件 · verifies a licence file, without a network
  yinzhao sync URL|FILE --state FILE [--trust FILE] [--out FILE] [--adopt] [--json]
      取得并登记同步包 · takes a sync pack from a gateway or a stick, and remembers it
  yinzhao inspect FILE
      显示文件内容，不作核验 · shows what a file says, and verifies nothing
  yinzhao policy hall|archive
      打印内置策略 · prints a built-in policy

  --policy   要求 · what is demanded; hall: 现时有效 · what holds now, archive: 当时有效 · what held then
  --state    本机记忆，防止回退 · what this device remembers, so that nothing older is sold as new
  --trust    您认可的首个信任包 · the trust bundle to believe first, by your own decision
  --at       核验时刻 · instant to judge by: 2026-03-02T10:00:00+08:00; 默认现在 · now where not given
  --out      同步包存放处 · where the pack is kept; 默认 · where not given: <state>.yzs
  --adopt    接受被复制或恢复的状态 · takes a state that was copied or restored as it is

退出码 · exit code: 0 有效 valid, 1 无效 invalid, 2 不能确定 undetermined, 3 用法错误 misuse`;

export interface Words {
  readonly operands: readonly string[];
  readonly options: ReadonlyMap<string, string>;
  readonly flags: ReadonlySet<string>;
}

/** Each option once, each with its value, and nothing else: a misspelt demand must not become none. */
export function readWords(
  words: readonly string[],
  operandCount: number,
  optionNames: readonly string[],
  flagNames: readonly string[],
): Words {
  const operands: string[] = [];
  const options = new Map<string, string>();
  const flags = new Set<string>();
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const name = word.startsWith('--') ? word.slice(2) : null;
    if (name === null) operands.push(word);
    else if (flagNames.includes(name)) flags.add(name);
    else options.set(checkOption(name, optionNames, options), takeValue(word, rest));
  }
  if (operands.length !== operandCount) {
    throw new Misuse(`需要 ${operandCount} 个文件 · ${operandCount} operand is needed`);
  }
  return { operands, options, flags };
}

function checkOption(
  name: string,
  known: readonly string[],
  given: ReadonlyMap<string, string>,
): string {
  if (!known.includes(name)) throw new Misuse(`没有此选项 · no such option: --${name}`);
  if (given.has(name)) throw new Misuse(`选项重复 · given twice: --${name}`);
  return name;
}

function takeValue(word: string, rest: string[]): string {
  const value = rest.shift();
  if (value === undefined || value.startsWith('--')) {
    throw new Misuse(`${word} 缺少值 · has no value`);
  }
  return value;
}

/**
 * RFC 3339 with its offset, or Unix milliseconds: a time without a zone means another instant on every machine.
 */
export function readTime(text: string): number {
  const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;
  const time = /^\d{1,16}$/.test(text)
    ? Number(text)
    : isInstant.test(text)
      ? Date.parse(text)
      : NaN;
  if (!Number.isSafeInteger(time)) {
    throw new Misuse(`--at: 不是带时区的时刻 · not an instant with its offset: ${text}`);
  }
  return time;
}
