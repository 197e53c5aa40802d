import {
  attachmentsFile,
  documentPaths,
  fontsFile,
  picturesFile,
  tagsFile,
} from './document-files.js';
import { faceNames, type FaceName, type Faces } from './face.js';
import { imageObject, pathObject, textObject } from './page-content.js';
import type { Source } from './particulars.js';
import { placeText, type PlacedLine } from './place-text.js';
import type { TemplateText, TypeTemplate } from './template.js';
import { deflatedPart, storedPart, type Part } from './zip.js';

/** What is the same in every document of a type, made once. */
export interface PreparedTemplate extends TypeTemplate {
  readonly faces: Faces;
  readonly sm3: (bytes: Uint8Array) => Uint8Array;
  /** The identifiers of fonts, by face. */
  readonly fontIds: ReadonlyMap<FaceName, number>;
  readonly pageId: number;
  readonly layerId: number;
  /** The first that no fixed object has. */
  readonly nextId: number;
  readonly fixedObjects: readonly string[];
  /** Of the texts that are always the same. */
  readonly fixedCharacters: ReadonlyMap<FaceName, ReadonlySet<number>>;
  /** Subsets of faces that draw nothing else; resources; lists that name the other parts. */
  readonly fixedParts: readonly Part[];
  readonly sourced: readonly (TemplateText & { readonly source: Source })[];
}

export function fontPath(face: FaceName): string {
  return `${documentPaths.resources}/${face}.ttf`;
}

export function charactersByFace(lines: readonly PlacedLine[]): Map<FaceName, Set<number>> {
  const sets = new Map<FaceName, Set<number>>(faceNames.map((name) => [name, new Set()]));
  for (const { text, style } of lines) {
    for (const character of text) sets.get(style.face)?.add(character.codePointAt(0) ?? 0);
  }
  return sets;
}

/**
 * @throws GatewayError DOCUMENT_CHARACTER_MISSING, DOCUMENT_TEXT_TOO_LONG for a text of the template itself
 */
export function prepareTemplate(
  { type, template }: TypeTemplate,
  faces: Faces,
  sm3: (bytes: Uint8Array) => Uint8Array,
): PreparedTemplate {
  const { texts, styles, pictures, lines } = template;
  const ids = counter();
  const used = new Set(texts.map(({ style }) => styles[style]?.face));
  const fonts = faceNames.filter((name) => used.has(name)).map((name) => ({ name, id: ids() }));
  const images = pictures.map((one, i) => ({ ...one, id: ids(), file: `picture-${i}.png` }));
  const pageId = ids();
  const layerId = ids();
  const fontIds = new Map(fonts.map(({ name, id }) => [name, id]));
  const placed = texts.flatMap((text) =>
    text.text === undefined ? [] : place(faces, template, text, text.text, null),
  );
  const fixedObjects = [
    ...images.map(({ id, box }) => imageObject(ids(), id, box)),
    ...lines.map((line) => pathObject(ids(), line)),
    ...placed.map((line) => textObject(ids(), fontIds.get(line.style.face) ?? 0, line)),
  ];
  const sourced = texts.flatMap((text) => sourcedText(text));
  // What cannot be drawn is found at the start, not with the first licence that lacks the field.
  for (const text of texts) place(faces, template, text, text.absent ?? '0', null);
  const fixedCharacters = charactersByFace(placed);
  const fixedFaces = fonts.filter(
    ({ name }) => !sourced.some(({ style }) => styles[style]?.face === name),
  );
  const fontFiles = fonts.map(({ name, id }) => ({
    ...{ id, family: faces[name].family },
    file: `${name}.ttf`,
  }));
  const fixedParts = [
    deflatedPart(documentPaths.fonts, fontsFile(fontFiles)),
    ...(images.length === 0 ? [] : [deflatedPart(documentPaths.pictures, picturesFile(images))]),
    deflatedPart(documentPaths.attachments, attachmentsFile()),
    deflatedPart(documentPaths.tags, tagsFile()),
    ...images.map(({ file, png }) => storedPart(`${documentPaths.resources}/${file}`, png)),
    ...fixedFaces.map(({ name }) =>
      storedPart(fontPath(name), faces[name].subset(fixedCharacters.get(name) ?? [])),
    ),
  ];
  return {
    ...{ type, template, faces, sm3, fontIds, pageId, layerId, fixedObjects },
    ...{ fixedCharacters, fixedParts, sourced, nextId: ids() },
  };
}

/** 1, 2, 3 … */
function counter(): () => number {
  let last = 0;
  return () => ++last;
}

function sourcedText(text: TemplateText): (TemplateText & { source: Source })[] {
  if (text.field !== undefined) return [{ ...text, source: `field:${text.field}` }];
  return text.fact === undefined ? [] : [{ ...text, source: `fact:${text.fact}` }];
}

/** @throws GatewayError DOCUMENT_CHARACTER_MISSING, DOCUMENT_TEXT_TOO_LONG */
export function place(
  faces: Faces,
  { styles }: TypeTemplate['template'],
  text: TemplateText,
  content: string,
  source: Source | null,
): readonly PlacedLine[] {
  const style = styles[text.style];
  if (style === undefined) throw new TypeError(`there is no style ${text.style}`);
  return placeText(faces, style, text, content, source);
}
