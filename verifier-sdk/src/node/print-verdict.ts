import { ageOf } from '../age.js';
import { checkTitle } from '../check-titles.js';
import { checkText, type CheckText } from '../check-texts.js';
import { decisive } from '../decisive.js';
import { formatCivilDate } from '../format/civil-date.js';
import { zonedInstantText } from '../format/instant.js';
import type { ShownField } from '../shown-fields.js';
import type { Check, WitnessedPlace, Outcome, Verdict } from '../verdict.js';
import { entry, fold, padTo, screenColumns, widthOf } from './columns.js';

export const outcomes: Readonly<Record<Outcome, string>> = {
  valid: '有效 · valid',
  invalid: '无效 · invalid',
  undetermined: '无法判定 · undetermined',
};

const statuses = [
  '正常 · valid',
  '暂停 · suspended',
  '吊销 · revoked',
  '注销 · annulled',
  '提前失效 · expired early',
  '被取代 · superseded',
] as const;

/** Chinese first, English second; nothing of the licence is shown that its issuer has not signed. */
export function printVerdict(verdict: Verdict): string {
  return [
    outcomes[verdict.outcome],
    ...reasons(verdict.checks),
    ...verdict.added.flatMap(({ code, text }) => textLines(code, text)),
    ...licenceLines(verdict),
    ...establishedLines(verdict),
    ...freshnessLines(verdict),
    '检查 · checks',
    ...verdict.checks.map(checkLine),
    ...verdict.added.map(({ name, outcome, code }) => markedLine(outcome, name, code)),
    ...evidenceLines(verdict),
  ].join('\n');
}

/** With what to do. */
function reasons(checks: readonly Check[]): readonly string[] {
  return decisive(checks).flatMap((code) => textLines(code, checkText(code)));
}

function textLines(code: string | null, text: CheckText | null): readonly string[] {
  if (code === null || text === null) return [];
  const { zh, en, advice } = text;
  return [
    ...fold(`${zh} · ${en}`, `  ${code}  `, 4),
    ...fold(`${advice.zh} · ${advice.en}`, '    → ', 6),
  ];
}

function licenceLines({ licence }: Verdict): readonly string[] {
  if (licence === null) return [];
  const { identifier, typeName, bodyName, body, from, to, annotation, predecessor } = licence;
  const period = `${formatCivilDate(from)} — ${to === null ? '长期 no end' : formatCivilDate(to)}`;
  return [
    typeName === null ? '证照 · licence' : `${typeName.zh} · ${typeName.en}`,
    ...entry('标识 identifier', identifier),
    ...entry('机构 body      ', `${bodyName} (${body})`),
    ...entry('有效期 period  ', period),
    ...(predecessor === null ? [] : entry('取代 replaces  ', predecessor)),
    ...(annotation === null
      ? []
      : entry(
          '副本用途 copy for',
          `${annotation.purpose} / ${annotation.audience} (${zonedInstantText(annotation.expires)})`,
        )),
    ...fieldLines(licence.fields),
  ];
}

/** Values stand below each other where they fit beside the longest label; longer ones below their label. */
function fieldLines(fields: readonly ShownField[]): readonly string[] {
  const labels = fields.map(({ number, zh, en }) =>
    zh === null || en === null ? `字段 field ${number}` : `${zh} ${en}`,
  );
  const column = Math.min(Math.max(...labels.map(widthOf)), screenColumns / 2 + 4);
  return fields.flatMap(({ value }, i) =>
    entry(padTo(labels[i] as string, column), value === null ? '—' : String(value)),
  );
}

function place({ log, size, time, witnessedBy }: WitnessedPlace): string {
  return `${log} ${size}, ${zonedInstantText(time)}\n见证 witnessed by ${witnessedBy.join(', ')}`;
}

function establishedLines({ established }: Verdict): readonly string[] {
  const { issued, anchored, shown, status } = established;
  const lines = [
    issued && [`签发 issued  `, `${issued.body}, 信任名单 trust bundle ${issued.trustVersion}`],
    anchored && [`上链 anchored`, `${anchored.leafIndex} @ ${place(anchored)}`],
    shown && [`亮码 shown   `, `${zonedInstantText(shown.time)}${statedIn(shown)}`],
    status && [`状态 status  `, `${statuses[status.value]}\n@ ${place(status)}`],
  ].flatMap((one) => (one === null ? [] : fold(one[1] as string, `  ${one[0] as string}    `, 19)));
  return lines.length === 0 ? [] : ['已证实 · established', ...lines];
}

function statedIn({ purpose, audience }: NonNullable<Verdict['established']['shown']>): string {
  const stated = [purpose, audience].filter((text) => text !== null);
  return stated.length === 0 ? '' : `, 用于 for ${stated.join(' / ')}`;
}

function freshnessLines({ freshness }: Verdict): readonly string[] {
  const { at, knowledgeTime, age, trust } = freshness;
  const known =
    knowledgeTime === null || age === null
      ? '无 · none'
      : `${zonedInstantText(knowledgeTime)}, ${duration(age)}`;
  return [
    '时效 · freshness',
    `  核验时刻 at      ${zonedInstantText(at)}`,
    `  状态截至 as of   ${known}`,
    ...(trust === null
      ? []
      : [`  信任名单 trust   ${trust.version}, 有效至 until ${zonedInstantText(trust.expires)}`]),
  ];
}

const marks = { passed: '✓', failed: '✗', unknown: '?', notApplicable: '-' } as const;

function checkLine({ name, outcome, code }: Check): string {
  return markedLine(outcome, `${checkTitle(name).zh} ${name}`, code);
}

function markedLine(outcome: Check['outcome'], what: string, code: string | null): string {
  return `  ${marks[outcome]} ${what}${code === null ? '' : `  ${code}`}`;
}

function evidenceLines({ evidence }: Verdict): readonly string[] {
  if (evidence === null) return [];
  return [
    `证据 · evidence: ${evidence.length} 处互相矛盾的检查点 · pairs of checkpoints that cannot both be true`,
  ];
}

function duration(milliseconds: number): string {
  const { unit, count } = ageOf(milliseconds);
  if (unit === 'hours') return `${count} 小时前 · ${count} h ago`;
  if (unit === 'days') return `${count} 天前 · ${count} days ago`;
  return `${count} 分钟前 · ${count} min ago`;
}
