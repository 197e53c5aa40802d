import type { PlacedLine } from './place-text.js';
import type { Box, Colour, TemplateLine } from './template.js';
import { element, textElement } from './xml.js';

/** Of the baseline below the top of a line, in sizes: a Han character fills the em from −0.12 to 0.88. */
const baseline = 1.05;
/** As many equal advances as are worth the short form. */
const runLength = 3;

/** Micrometres are as fine as anything is drawn. */
export function millimetres(value: number): string {
  return String(Number(value.toFixed(3)));
}

export function boxText(box: Box): string {
  return box.map(millimetres).join(' ');
}

function colourElement(name: 'FillColor' | 'StrokeColor', colour: Colour): string {
  return element(`ofd:${name}`, { Value: colour.join(' ') });
}

/** GB/T 33190-2016 §11.2: one object for each line of text. */
export function textObject(id: number, font: number, line: PlacedLine): string {
  const { text, size, style, boundary } = line;
  const code = textElement('ofd:TextCode', text, {
    X: 0,
    Y: millimetres(size * baseline),
    ...deltaX(line),
  });
  return element(
    'ofd:TextObject',
    { ID: id, Boundary: boxText(boundary), Font: font, Size: millimetres(size) },
    colourElement('FillColor', style.colour) + code,
  );
}

/** How far each character but the last moves the next one; `g n d` is n times d (§11.3). */
function deltaX({ advances, size }: PlacedLine): { DeltaX?: string } {
  const moves = advances.slice(0, -1).map((advance) => millimetres(advance * size));
  if (moves.length === 0) return {};
  const words: string[] = [];
  for (let start = 0; start < moves.length;) {
    const move = moves[start] ?? '';
    let end = start;
    while (moves[end] === move) end++;
    const count = end - start;
    words.push(...(count < runLength ? Array<string>(count).fill(move) : ['g', `${count}`, move]));
    start = end;
  }
  return { DeltaX: words.join(' ') };
}

/** §9.1. The boundary holds the whole width of the line: a viewer may clip what lies outside. */
export function pathObject(id: number, { points, width, colour }: TemplateLine): string {
  const xs = points.filter((_one, i) => i % 2 === 0);
  const ys = points.filter((_one, i) => i % 2 === 1);
  const half = width / 2;
  const [left, top] = [Math.max(0, Math.min(...xs) - half), Math.max(0, Math.min(...ys) - half)];
  const boundary: Box = [left, top, Math.max(...xs) + half - left, Math.max(...ys) + half - top];
  const data = xs.map((x, i) => {
    const y = ys[i] ?? 0;
    return `${i === 0 ? 'M' : 'L'} ${millimetres(x - left)} ${millimetres(y - top)}`;
  });
  return element(
    'ofd:PathObject',
    { ID: id, Boundary: boxText(boundary), LineWidth: width, Stroke: 'true', Fill: 'false' },
    colourElement('StrokeColor', colour) + textElement('ofd:AbbreviatedData', data.join(' ')),
  );
}

/** §10: the matrix makes the unit square as large as the box. */
export function imageObject(id: number, resource: number, box: Box): string {
  const [, , width, height] = box;
  const matrix = `${millimetres(width)} 0 0 ${millimetres(height)} 0 0`;
  return element('ofd:ImageObject', {
    ID: id,
    Boundary: boxText(box),
    CTM: matrix,
    ResourceID: resource,
  });
}
