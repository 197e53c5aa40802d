import type { LicenceType } from '../types/licence-type.js';
import type { FaceName } from './face.js';

/** Left, top, width, height in millimetres, from the top left corner of the page. */
export type Box = readonly [left: number, top: number, width: number, height: number];
/** Red, green, blue, 0 to 255. */
export type Colour = readonly [number, number, number];

/** What a page can show beside the fields of the type. */
export const facts = ['identifier', 'issued', 'issuer', 'validity'] as const;
export type Fact = (typeof facts)[number];

/** How a text is drawn. */
export interface TextStyle {
  readonly face: FaceName;
  /** Millimetres; a text that does not fit is drawn smaller, down to the smallest. */
  readonly size: number;
  readonly minimumSize: number;
  readonly align: 'left' | 'center' | 'right';
  readonly vertical: 'top' | 'middle';
  readonly colour: Colour;
}

/** Says one of three things: always the same, a field of the type, a fact. */
export interface TemplateText {
  readonly style: string;
  readonly box: Box;
  readonly text?: string;
  readonly field?: string;
  readonly fact?: Fact;
  /** Stands in the place of a field that the licence does not have; else the place is empty. */
  readonly absent?: string;
}

export interface TemplateLine {
  /** x and y of each point, in turn. */
  readonly points: readonly number[];
  readonly width: number;
  readonly colour: Colour;
}

export interface TemplatePicture {
  readonly box: Box;
  readonly png: Uint8Array;
}

/** Which fields of the type are what the standard asks of every licence (GB/T 36903). Null: a fact instead. */
export interface ParticularFields {
  readonly holderName: string;
  readonly holderCode: string;
  readonly number: string;
  readonly issuer: string | null;
  readonly issued: string | null;
}

/** The one page of a licence type. */
export interface Template {
  readonly page: { readonly width: number; readonly height: number };
  readonly styles: Readonly<Record<string, TextStyle>>;
  readonly texts: readonly TemplateText[];
  readonly lines: readonly TemplateLine[];
  readonly pictures: readonly TemplatePicture[];
  /** Where the seal will lie. */
  readonly seal: Box;
  readonly particulars: ParticularFields;
}

export interface TypeTemplate {
  readonly type: LicenceType;
  readonly template: Template;
}
