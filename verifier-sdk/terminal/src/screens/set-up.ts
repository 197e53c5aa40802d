import { instantText } from '@yinzhao/verifier/format/instant';
import { button, element } from '../element.js';
import { fingerprintGroups } from '../fingerprint.js';
import type { Messages } from '../messages.js';
import type { Screen } from '../page.js';
import type { SetUp, TrustOffer } from '../set-up.js';
import { checkShape, icon } from '../shapes.js';
import { heading } from './told.js';

export interface SetUpDeeds {
  readonly chooseFile: () => void;
  readonly askGateway: () => void;
  readonly accept: (offer: TrustOffer) => void;
  readonly reject: () => void;
  /** Unix milliseconds, to say whether a bundle has expired. */
  readonly at: number;
}

/** The first start: whom to believe, by a decision of the person in front of it. */
export function setUpScreen(
  setUp: SetUp,
  isAsking: boolean,
  messages: Messages,
  deeds: SetUpDeeds,
): Screen {
  switch (setUp.stage) {
    case 'misaddressed':
      return misaddressed(messages);
    case 'choosing':
      return choosing(setUp, isAsking, messages, deeds);
    case 'comparing':
      return comparing(setUp.offer, messages, deeds);
  }
}

function misaddressed({ setUp }: Messages): Screen {
  const first = heading(setUp.misaddressed.title);
  const text = element('p', {}, setUp.misaddressed.text);
  return {
    node: element('section', { class: 'card told' }, icon('info'), first, text),
    focus: first,
  };
}

function choosing(
  { pin, refusal }: Extract<SetUp, { stage: 'choosing' }>,
  isAsking: boolean,
  { setUp }: Messages,
  deeds: SetUpDeeds,
): Screen {
  const first = heading(setUp.title);
  const gateway = button(isAsking ? setUp.asking : setUp.gateway, deeds.askGateway, 'primary big');
  gateway.prepend(icon('gateway'));
  gateway.disabled = isAsking;
  const file = button(setUp.file, deeds.chooseFile, 'plain big');
  file.prepend(icon('file'));
  const refused =
    refusal === null
      ? []
      : [
          element(
            'p',
            { class: 'refusal', role: 'alert' },
            checkShape('failed'),
            element('span', {}, setUp.refusal(refusal)),
          ),
        ];
  const pinned =
    pin === null
      ? []
      : [element('p', { class: 'detail' }, setUp.pinned), fingerprint(pin, setUp.fingerprint)];
  const node = element(
    'section',
    { class: 'card set-up' },
    first,
    element('p', { class: 'lead' }, setUp.text),
    ...pinned,
    ...refused,
    element('div', { class: 'actions' }, gateway, file),
  );
  return { node, focus: first };
}

function comparing(
  offer: TrustOffer,
  messages: Messages,
  { accept, reject, at }: SetUpDeeds,
): Screen {
  const { setUp, language } = messages;
  const first = heading(setUp.compareTitle);
  const expires = instantText(offer.expires);
  const rows: readonly (readonly [string, string])[] = [
    [setUp.network, offer.network],
    [setUp.version, String(offer.version)],
    [setUp.issued, instantText(offer.issued)],
    [setUp.expires, at > offer.expires ? `${expires} · ${setUp.expired}` : expires],
    [setUp.bodies, offer.bodies.join(language === 'zh' ? '、' : ', ')],
  ];
  const details = rows.map(([name, value]) =>
    element('div', {}, element('dt', {}, name), element('dd', {}, element('bdi', {}, value))),
  );
  const matches = offer.isPinned
    ? element(
        'p',
        { class: 'matches' },
        checkShape('passed'),
        element('span', {}, setUp.matchesPin),
      )
    : element('p', {}, setUp.compareText);
  const take = button(
    setUp.accept,
    () => {
      accept(offer);
    },
    'primary big',
  );
  const node = element(
    'section',
    { class: 'card set-up' },
    first,
    matches,
    fingerprint(offer.digest, setUp.fingerprint),
    element('dl', { class: 'about' }, ...details),
    element('div', { class: 'actions' }, take, button(setUp.reject, reject, 'plain big')),
  );
  return { node, focus: first };
}

/** In groups that are read out and ticked off one by one. */
export function fingerprint(digest: Uint8Array, label: string): HTMLElement {
  const groups = fingerprintGroups(digest).map((group) =>
    element('li', {}, element('code', {}, group)),
  );
  return element(
    'figure',
    { class: 'fingerprint' },
    element('figcaption', {}, label),
    element('ol', {}, ...groups),
  );
}
