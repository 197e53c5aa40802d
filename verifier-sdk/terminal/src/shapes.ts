import type { Outcome } from '@yinzhao/verifier';

const svg = 'http://www.w3.org/2000/svg';

type Attributes = Readonly<Record<string, string>>;

function part(name: string, attributes: Attributes): SVGElement {
  const made = document.createElementNS(svg, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** Said in words beside it: hidden from those who hear the page. */
function drawing(look: string, ...parts: readonly SVGElement[]): SVGElement {
  const made = part('svg', { viewBox: '0 0 48 48', class: look, 'aria-hidden': 'true' });
  made.append(...parts);
  return made;
}

const body = (d: string): SVGElement => part('path', { d, class: 'body' });
const line = (d: string): SVGElement => part('path', { d, class: 'line' });

const octagon = 'M15.7 4h16.6L44 15.7v16.6L32.3 44H15.7L4 32.3V15.7Z';
const triangle = 'M24 4.5 45.6 42a1.6 1.6 0 0 1-1.4 2.5H3.8A1.6 1.6 0 0 1 2.4 42Z';
const circle = 'M24 4a20 20 0 1 1 0 40 20 20 0 1 1 0-40Z';
const question = 'M19.3 23.6c0-2.7 2-4.5 4.7-4.5s4.7 1.7 4.7 4.1c0 3.2-4.7 3.5-4.7 7';

/** A shape for each answer that is told apart without its colour: circle, octagon, triangle. */
export function outcomeShape(outcome: Outcome): SVGElement {
  switch (outcome) {
    case 'valid':
      return drawing('shape', body(circle), line('m14 24.5 7 7 13-14.5'));
    case 'invalid':
      return drawing('shape', body(octagon), line('m16 16 16 16M32 16 16 32'));
    case 'undetermined':
      return drawing('shape', body(triangle), line(question), line('M24 37.2v.2'));
  }
}

/** What stands before each check. */
export function checkShape(outcome: 'passed' | 'failed' | 'unknown' | 'notApplicable'): SVGElement {
  if (outcome === 'notApplicable') return drawing('mark', line('M14 24h20'));
  const names = { passed: 'valid', failed: 'invalid', unknown: 'undetermined' } as const;
  const made = outcomeShape(names[outcome]);
  made.setAttribute('class', `mark ${outcome}`);
  return made;
}

const icons = {
  scanner: [
    'M8 14v-4a2 2 0 0 1 2-2h4M34 8h4a2 2 0 0 1 2 2v4M40 34v4a2 2 0 0 1-2 2h-4M14 40h-4a2 2 0 0 1-2-2v-4',
    'M15 15h7v7h-7ZM26 15h7v7h-7ZM15 26h7v7h-7ZM27 27h.1M33 27h.1M30 30h.1M27 33h.1M33 33h.1',
  ],
  camera: ['M6 15h8l3-5h14l3 5h8v24H6Z', 'M24 19.5a7 7 0 1 1 0 14 7 7 0 1 1 0-14Z'],
  file: ['M12 5h16l10 10v28H12Z', 'M28 5v10h10M18 25h14M18 32h14'],
  paste: ['M12 9h24v34H12Z', 'M18 5h12v8H18ZM18 22h12M18 29h12M18 36h7'],
  settings: [
    'M6 14h22M36 14h6M6 34h6M20 34h22',
    'M32 10a4 4 0 1 1 0 8 4 4 0 1 1 0-8ZM16 30a4 4 0 1 1 0 8 4 4 0 1 1 0-8Z',
  ],
  gateway: ['M8 8h32v13H8ZM8 27h32v13H8Z', 'M15 14.5h.1M15 33.5h.1M23 14.5h10M23 33.5h10'],
  seal: ['M6 6h36v36H6Z', 'M15 16h18M24 16v17M16 24.5h16M14 33h20'],
  info: ['M24 4a20 20 0 1 1 0 40 20 20 0 1 1 0-40Z', 'M24 22v12M24 14v.2'],
  clock: ['M24 4a20 20 0 1 1 0 40 20 20 0 1 1 0-40Z', 'M24 12v13l8 5'],
} as const;

export type IconName = keyof typeof icons;

export function icon(name: IconName): SVGElement {
  return drawing(`icon ${name}`, ...icons[name].map(line));
}
