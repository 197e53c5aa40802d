import {
  all,
  attribute,
  one,
  optional,
  readBox,
  readRoot,
  refuseOfd,
  textOf,
  textOrNull,
  type Box,
} from './element.js';
import { folderOf, resolveLocation } from './location.js';
import type { XmlElement } from './xml.js';

/** A page or a template: its identifier and the file of its content. */
export interface PageEntry {
  readonly id: string;
  readonly path: string;
}

/** What `Document.xml` says (GB/T 33190-2016 §7.5). Locations are resolved. */
export interface DocumentRoot {
  /** Of pages that name none of their own. */
  readonly box: Box;
  /** In the order in which they are shown. */
  readonly pages: readonly PageEntry[];
  readonly templates: readonly PageEntry[];
  readonly resources: readonly string[];
  readonly annotations: string | null;
  readonly attachments: string | null;
  readonly customTags: string | null;
  readonly extensions: string | null;
}

/**
 * @param path - of the file itself
 * @throws VerifierError an XML_ or OFD_ code
 */
export function readDocumentRoot(bytes: Uint8Array, path: string): DocumentRoot {
  const root = readRoot(bytes, 'Document');
  const common = one(root, 'CommonData');
  const resolve = (location: string): string => resolveLocation(folderOf(path), location);
  const located = (name: string): string | null => {
    const location = textOrNull(root, name);
    return location === null ? null : resolve(location);
  };
  const entryOf = (element: XmlElement): PageEntry => ({
    id: readId(element),
    path: resolve(attribute(element, 'BaseLoc')),
  });
  const pages = all(one(root, 'Pages'), 'Page').map(entryOf);
  if (pages.length === 0) refuseOfd('OFD_ELEMENT_MISSING', 'a document without a page');
  return {
    box: readBox(textOf(one(one(common, 'PageArea'), 'PhysicalBox'))),
    pages,
    templates: all(common, 'TemplatePage').map(entryOf),
    resources: [...all(common, 'PublicRes'), ...all(common, 'DocumentRes')].map((element) =>
      resolve(textOf(element)),
    ),
    annotations: located('Annotations'),
    attachments: located('Attachments'),
    customTags: located('CustomTags'),
    extensions: located('Extensions'),
  };
}

/**
 * ST_ID: an unsigned number, in one spelling.
 * @throws VerifierError OFD_ATTRIBUTE_MISSING, OFD_VALUE_INVALID
 */
export function readId(element: XmlElement, name = 'ID'): string {
  const id = attribute(element, name);
  if (!/^[0-9]{1,10}$/.test(id)) refuseOfd('OFD_VALUE_INVALID', `'${id}' is no identifier`);
  return String(Number(id));
}

/** The box of a page that names one. */
export function boxOf(page: XmlElement): Box | null {
  const area = optional(page, 'Area');
  const box = area && optional(area, 'PhysicalBox');
  return box && readBox(textOf(box));
}
