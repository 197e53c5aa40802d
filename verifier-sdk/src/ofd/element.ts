import { VerifierError, type VerifierCode } from '../errors.js';
import { parseXml, type XmlElement } from './xml.js';

/** GB/T 33190-2016 §7.1: of every element of OFD, whatever its prefix. */
export const ofdNamespace = 'http://www.ofdspec.org/2016';

export function refuseOfd(code: VerifierCode, message: string): never {
  throw new VerifierError(code, message);
}

/**
 * The root element of a file of OFD. An element of another namespace is refused: a reader that goes by local names would
 * take it for one of OFD. What vendors add inside `Data` of an extension is theirs.
 * @throws VerifierError an XML_ code, OFD_ELEMENT_MISSING, OFD_ELEMENT_FOREIGN
 */
export function readRoot(bytes: Uint8Array, name: string): XmlElement {
  const root = parseXml(bytes);
  checkNamespace(root);
  if (root.name !== name) refuseOfd('OFD_ELEMENT_MISSING', `'${root.name}' in place of '${name}'`);
  return root;
}

function checkNamespace({ namespace, name, children }: XmlElement): void {
  if (namespace !== ofdNamespace) {
    refuseOfd('OFD_ELEMENT_FOREIGN', `'${name}' is not of the namespace of OFD`);
  }
  if (name !== 'Data') children.forEach(checkNamespace);
}

/** The children of that name, in their order; children of different names may stand in any order, as vendors write them. */
export function all({ children }: XmlElement, name: string): readonly XmlElement[] {
  return children.filter((child) => child.name === name);
}

/** Every element of one of these names below, at any depth. */
export function allBelow(element: XmlElement, names: readonly string[]): readonly XmlElement[] {
  const found: XmlElement[] = [];
  const visit = (one: XmlElement): void => {
    if (names.includes(one.name)) found.push(one);
    one.children.forEach(visit);
  };
  element.children.forEach(visit);
  return found;
}

/** @throws VerifierError OFD_ELEMENT_TWICE */
export function optional(element: XmlElement, name: string): XmlElement | null {
  const [first, ...more] = all(element, name);
  if (more.length > 0)
    refuseOfd('OFD_ELEMENT_TWICE', `'${name}' stands twice in '${element.name}'`);
  return first ?? null;
}

/** @throws VerifierError OFD_ELEMENT_TWICE, OFD_ELEMENT_MISSING */
export function one(element: XmlElement, name: string): XmlElement {
  const found = optional(element, name);
  return found ?? refuseOfd('OFD_ELEMENT_MISSING', `'${element.name}' has no '${name}'`);
}

/** White space around it is the writer's. */
export function textOf({ text }: XmlElement): string {
  return text.trim();
}

export function textOrNull(element: XmlElement, name: string): string | null {
  const found = optional(element, name);
  return found && textOf(found);
}

export function attributeOrNull({ attributes }: XmlElement, name: string): string | null {
  return attributes.get(name)?.trim() ?? null;
}

/** @throws VerifierError OFD_ATTRIBUTE_MISSING where there is none, or an empty one */
export function attribute(element: XmlElement, name: string): string {
  const value = attributeOrNull(element, name);
  if (value === null || value === '') {
    refuseOfd('OFD_ATTRIBUTE_MISSING', `'${element.name}' has no '${name}'`);
  }
  return value;
}

/** ST_Box: left and top corner, width and height, in millimetres. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** @throws VerifierError OFD_VALUE_INVALID */
export function readBox(text: string): Box {
  const numbers = text.split(/[ \t\n]+/);
  const isRight = numbers.length === 4 && numbers.every((number) => isDecimal(number));
  const [x, y, width, height] = numbers.map(Number) as [number, number, number, number];
  if (!isRight || width <= 0 || height <= 0) refuseOfd('OFD_VALUE_INVALID', `'${text}' is no box`);
  return { x, y, width, height };
}

function isDecimal(text: string): boolean {
  return /^[+-]?(?:[0-9]{1,9}(?:\.[0-9]{0,17})?|\.[0-9]{1,17})$/.test(text);
}
