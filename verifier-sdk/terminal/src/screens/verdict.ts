import type { BothLanguages, FieldValue } from '@yinzhao/verifier';
import { button, element } from '../element.js';
import { en } from '../messages.en.js';
import type { Messages } from '../messages.js';
import { zh } from '../messages.zh.js';
import type { Screen } from '../page.js';
import { checkShape, outcomeShape } from '../shapes.js';
import type { LicenceView, Reason, VerdictView } from '../verdict-view.js';
import { heading } from './told.js';

export interface VerdictDeeds {
  readonly next: () => void;
  /** Syncs, and verifies the same once more. */
  readonly again: () => void;
  /** @returns the name under which it was saved */
  readonly save: () => string;
  readonly idleSeconds: number;
}

/** The answer: shape, colour and word first, then why, then what was verified. */
export function verdictScreen(view: VerdictView, messages: Messages, deeds: VerdictDeeds): Screen {
  const { outcome, licence } = view;
  const first = heading(messages.outcome[outcome], 'word');
  const node = element(
    'article',
    { class: 'verdict', 'data-outcome': outcome },
    banner(view, first, messages),
    element(
      'div',
      { class: 'columns' },
      element(
        'div',
        { class: 'column' },
        ...reasonsCard(view.reasons, messages),
        licence === null ? noLicence(messages) : licenceCard(licence, messages),
      ),
      element(
        'div',
        { class: 'column' },
        freshnessCard(view, messages),
        ...establishedCard(view, messages),
        checksCard(view, messages),
      ),
    ),
    actions(outcome, messages, deeds),
  );
  return { node, focus: first };
}

/** What is heard when it comes. */
export function spokenVerdict(
  { outcome, licence, reasons }: VerdictView,
  messages: Messages,
): string {
  const { language } = messages;
  const [reason] = reasons;
  const stop = language === 'zh' ? '。' : '. ';
  return [
    messages.outcome[outcome],
    ...(licence === null ? [] : [typeName(licence, messages), licence.bodyName]),
    ...(reason === undefined ? [] : [reason[language], reason.advice[language]]),
  ].join(stop);
}

function banner(
  { outcome, policy, licence }: VerdictView,
  first: HTMLElement,
  messages: Messages,
): HTMLElement {
  const other = messages.language === 'zh' ? en : zh;
  const isArchive = policy === 'archive' && outcome === 'valid';
  return element(
    'div',
    { class: 'banner' },
    outcomeShape(outcome),
    element(
      'div',
      { class: 'banner-text' },
      first,
      element('p', { class: 'other-word', lang: other.lang }, other.outcome[outcome]),
      element(
        'p',
        { class: 'meaning' },
        isArchive ? messages.archiveMeaning : messages.meaning[outcome],
      ),
    ),
    ...(licence === null
      ? []
      : [
          element(
            'div',
            { class: 'banner-licence' },
            element('strong', {}, typeName(licence, messages)),
            element('bdi', {}, licence.bodyName),
          ),
        ]),
  );
}

function typeName({ typeName: name, type }: LicenceView, { language, verdict }: Messages): string {
  return name === null ? verdict.unknownType(type) : name[language];
}

function card(title: string, look: string, ...children: readonly (Node | string)[]): HTMLElement {
  return element('section', { class: `card ${look}` }, element('h2', {}, title), ...children);
}

function reasonsCard(reasons: readonly Reason[], messages: Messages): readonly HTMLElement[] {
  if (reasons.length === 0) return [];
  const { language, verdict } = messages;
  const items = reasons.map(({ code, weight, advice, ...text }) =>
    element(
      'li',
      { 'data-weight': weight },
      element(
        'div',
        { class: 'reason' },
        checkShape(weight),
        element('strong', {}, text[language]),
      ),
      element(
        'p',
        { class: 'advice' },
        element('span', { class: 'advice-label' }, verdict.advice),
        advice[language],
      ),
      element('code', {}, code),
    ),
  );
  return [card(verdict.reasons, 'reasons', element('ul', {}, ...items))];
}

function freshnessCard({ knowledge, at }: VerdictView, { verdict, ago }: Messages): HTMLElement {
  const lines =
    knowledge === null
      ? [verdict.unknownFreshness]
      : [
          verdict.asOf(
            knowledge.time,
            knowledge.age === null ? verdict.clockWrong : ago(knowledge.age),
          ),
          ...(knowledge.isOld ? [verdict.tooOld] : []),
        ];
  const isFresh = knowledge !== null && knowledge.age !== null && !knowledge.isOld;
  const look = isFresh ? 'fresh' : 'old';
  return card(
    verdict.freshness,
    'freshness',
    element('p', { class: 'as-of', 'data-level': look }, lines.join(' · ')),
    element('p', { class: 'detail' }, verdict.verifiedAt(at)),
  );
}

/** Of what does not hold, or is open, what was shown nevertheless is folded away: nobody is to read it as the answer. */
function establishedCard(
  { established, outcome }: VerdictView,
  { verdict }: Messages,
): readonly HTMLElement[] {
  if (established.length === 0) return [];
  const items = established.map((one) =>
    element('li', {}, element('bdi', {}, verdict.establishedLine(one))),
  );
  const list = element('ul', { class: 'established' }, ...items);
  if (outcome === 'valid') return [card(verdict.established, 'shown', list)];
  return [fold(verdict.establishedOfInvalid, list)];
}

function fold(title: string, ...children: readonly Node[]): HTMLElement {
  return element('details', { class: 'card fold' }, element('summary', {}, title), ...children);
}

function noLicence({ verdict }: Messages): HTMLElement {
  return card(verdict.licence, 'licence', element('p', { class: 'detail' }, verdict.noLicence));
}

function licenceCard(licence: LicenceView, messages: Messages): HTMLElement {
  const { verdict, language } = messages;
  const { identifier, body, bodyName, from, to, predecessor, copyFor, fields } = licence;
  const rows: (readonly [string, string])[] = [
    [verdict.body, `${bodyName}（${body}）`],
    [verdict.identifier, identifier],
    [verdict.period, `${from} — ${to ?? verdict.noEnd}`],
  ];
  if (language === 'en') rows[0] = [verdict.body, `${bodyName} (${body})`];
  if (predecessor !== null) rows.push([verdict.replaces, predecessor]);
  if (copyFor !== null) {
    rows.push([verdict.copyFor, `${copyFor.purpose} / ${copyFor.audience}`]);
    rows.push([verdict.copyExpires, copyFor.expires]);
  }
  const shown = fields.map(
    ({ name, number, value }) =>
      [nameOf(name, number, messages), valueText(value, messages)] as const,
  );
  return card(
    typeName(licence, messages),
    'licence',
    element('h3', {}, verdict.fields),
    shown.length === 0
      ? element('p', { class: 'detail' }, verdict.noFields)
      : list('fields', shown),
    list('about', rows),
  );
}

/** Values were signed by somebody: text, kept from turning the writing around them. */
function list(look: string, rows: readonly (readonly [string, string])[]): HTMLElement {
  const parts = rows.map(([name, value]) =>
    element(
      'div',
      {},
      element('dt', {}, element('bdi', {}, name)),
      element('dd', {}, element('bdi', {}, value)),
    ),
  );
  return element('dl', { class: look }, ...parts);
}

function nameOf(
  name: BothLanguages | null,
  number: number,
  { language, verdict }: Messages,
): string {
  return name === null ? verdict.unnamedField(number) : name[language];
}

function valueText(value: FieldValue, { verdict }: Messages): string {
  if (value === null) return verdict.nothing;
  if (typeof value === 'boolean') return value ? verdict.yes : verdict.no;
  return String(value);
}

function checksCard({ checks }: VerdictView, { verdict, language }: Messages): HTMLElement {
  const items = checks.map(({ name, outcome, code }) =>
    element(
      'li',
      { 'data-check': outcome },
      checkShape(outcome),
      element('span', {}, verdict.check(name)),
      element('span', { class: 'check-outcome' }, verdict.checkOutcome[outcome]),
      ...(code === null ? [] : [element('code', {}, code)]),
    ),
  );
  const count = language === 'zh' ? `（${checks.length}）` : ` (${checks.length})`;
  return fold(`${verdict.checks}${count}`, element('ul', { class: 'checks' }, ...items));
}

/** What is only not known may be known after a sync. */
function actions(
  outcome: VerdictView['outcome'],
  { verdict }: Messages,
  { next, again, save, idleSeconds }: VerdictDeeds,
): HTMLElement {
  const go = button(verdict.next, next, 'primary');
  go.append(element('kbd', { 'aria-hidden': 'true' }, verdict.nextHint));
  const note = element('p', { class: 'quiet-note', role: 'status' }, verdict.clears(idleSeconds));
  const keep = button(verdict.save, () => {
    note.textContent = verdict.saved(save());
  });
  const retry = outcome === 'undetermined' ? [button(verdict.again, again)] : [];
  return element('div', { class: 'actions sticky' }, go, ...retry, keep, note);
}
