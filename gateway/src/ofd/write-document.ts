import { encodeUtf8, toHex } from '@yinzhao/verifier/format/bytes';
import type { LicenceType } from '../types/licence-type.js';
import {
  documentFile,
  documentPaths,
  entryFile,
  licenceFile,
  licenceTagsFile,
  pageFile,
} from './document-files.js';
import type { FaceName } from './face.js';
import { textObject } from './page-content.js';
import {
  fieldTexts,
  particularsOf,
  shownTexts,
  type DocumentLicence,
  type Source,
} from './particulars.js';
import type { PlacedLine } from './place-text.js';
import { charactersByFace, fontPath, place, type PreparedTemplate } from './prepare-template.js';
import type { Box, TemplateText } from './template.js';
import { deflatedPart, storedPart, type Part } from './zip.js';

const blank = 0x20;

/** A document that nobody has sealed yet. */
export interface OfdDocument {
  /** `OFD.xml`, which says whether there are signatures: that is known last and has to be right before the first. */
  readonly entry: (signed: boolean) => Part;
  /** Everything else, in the order in which it lies in the package. Signatures come after these. */
  readonly parts: readonly Part[];
  /** Where the page has room for the seal. */
  readonly seal: { readonly pageId: number; readonly box: Box };
}

/**
 * Same licence, same template, same fonts: same bytes.
 * @throws GatewayError DOCUMENT_CHARACTER_MISSING, DOCUMENT_TEXT_INVALID, DOCUMENT_TEXT_TOO_LONG
 */
export function writeDocument(prepared: PreparedTemplate, licence: DocumentLicence): OfdDocument {
  const { type, template, fontIds, pageId, layerId, fixedObjects } = prepared;
  const shown = shownTexts(type, template.particulars, licence);
  const lines = prepared.sourced.flatMap((text) => {
    const content = shown.get(text.source);
    // A place with nothing to say is no field's.
    const source = content === undefined ? null : text.source;
    return place(prepared.faces, template, text, content ?? text.absent ?? '', source);
  });
  const objects = lines.map((line, i) => ({ line, id: prepared.nextId + i }));
  const particulars = particularsOf(type, template.particulars, licence);
  const objectsOf = (source: Source): number[] =>
    objects.filter(({ line }) => line.source === source).map(({ id }) => id);
  const drawn = [
    ...fixedObjects,
    ...objects.map(({ line, id }) => textObject(id, fontIds.get(line.style.face) ?? 0, line)),
  ];
  const maximumId = prepared.nextId + objects.length - 1;
  const parts = [
    deflatedPart(documentPaths.document, documentFile(template, pageId, maximumId)),
    deflatedPart(documentPaths.page, pageFile(template, layerId, drawn)),
    deflatedPart(documentPaths.licence, licenceFile(type, licence, particulars)),
    deflatedPart(documentPaths.licenceTags, licenceTagsFile(type, particulars, pageId, objectsOf)),
    ...prepared.fixedParts,
    ...fontParts(prepared, lines),
  ];
  const info = {
    documentId: documentIdOf(prepared, licence),
    title: type.name.zh,
    licence,
    datas: [
      ...particulars.flatMap(({ key, value }) => (key === null ? [] : [[key, value] as const])),
      ...extensionDatas(type, licence),
    ],
  };
  return {
    entry: (signed) => deflatedPart(documentPaths.entry, entryFile(info, signed)),
    parts,
    seal: { pageId, box: template.seal },
  };
}

/** One number for a licence of one version, whenever its document is made. */
function documentIdOf({ sm3 }: PreparedTemplate, { identifier }: DocumentLicence): string {
  return toHex(sm3(encodeUtf8(`yinzhao/ofd\n${identifier}`)).subarray(0, 16));
}

/** The fields of the type, as the practice of the standard marks what is its own. */
function extensionDatas(type: LicenceType, licence: DocumentLicence): [string, string][] {
  return fieldTexts(type, licence).map(({ field, text }) => [`KZ_${field.name}`, text]);
}

/** A subset for each face that draws something of this licence. */
function fontParts(prepared: PreparedTemplate, lines: readonly PlacedLine[]): Part[] {
  const { faces, fixedCharacters, sourced, template, fontIds } = prepared;
  const own = charactersByFace(lines);
  const faceOf = ({ style }: TemplateText): FaceName | undefined => template.styles[style]?.face;
  const drawing = new Set(sourced.map(faceOf));
  return [...fontIds.keys()]
    .filter((name) => drawing.has(name))
    .map((name) => {
      const characters = [...(fixedCharacters.get(name) ?? []), ...(own.get(name) ?? [])];
      // No font is without characters, even where the licence has none of the fields that it draws.
      return storedPart(fontPath(name), faces[name].subset([...characters, blank]));
    });
}

/** The parts of a document that nobody has sealed, as `writeZip` takes them. */
export function unsealedParts({ entry, parts }: OfdDocument): readonly Part[] {
  return [entry(false), ...parts];
}
