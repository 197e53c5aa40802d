import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GatewayError } from '../errors.js';
import { readFontMetrics, type FontMetrics } from './font-metrics.js';
import { openSubsetter, type FontSubsetter } from './subset-font.js';

/** Serif draws what a licence says, sans what a form says. */
export const faceNames = ['serif', 'sans'] as const;
export type FaceName = (typeof faceNames)[number];

/** One face that documents are drawn and embedded with. */
export interface Face extends FontSubsetter {
  /** As viewers name it. */
  readonly family: string;
  readonly metrics: FontMetrics;
}

export type Faces = Readonly<Record<FaceName, Face>>;

/** `fonts.json`: what the files beside it are. */
export type FontList = Readonly<
  Record<
    FaceName,
    {
      readonly file: string;
      readonly family: string;
      readonly characters: number;
      readonly sm3: string;
    }
  >
>;

/** @throws GatewayError DOCUMENT_FONT_UNUSABLE */
export function openFace(family: string, font: Uint8Array): Face {
  return { family, metrics: readFontMetrics(font), ...openSubsetter(font) };
}

/**
 * The faces of a folder with a `fonts.json`. Takes about 70 ms and 65 MiB each.
 * @throws GatewayError DOCUMENT_FONT_UNUSABLE where one is missing or no font
 */
export function openFaces(folder: string): Faces {
  const open = (name: FaceName): Face => {
    const { file, family } = list[name];
    return openFace(family, readFont(join(folder, file)));
  };
  const list = JSON.parse(readFont(join(folder, 'fonts.json')).toString()) as FontList;
  return { serif: open('serif'), sans: open('sans') };
}

function readFont(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new GatewayError('DOCUMENT_FONT_UNUSABLE', `${file} cannot be read`, { cause });
  }
}
