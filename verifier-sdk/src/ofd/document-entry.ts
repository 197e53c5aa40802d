import {
  all,
  attribute,
  one,
  optional,
  readRoot,
  refuseOfd,
  textOf,
  textOrNull,
} from './element.js';
import { resolveLocation } from './location.js';
import type { XmlElement } from './xml.js';

/** Where every package begins. */
export const entryPath = 'OFD.xml';

/** What `OFD.xml` says (GB/T 33190-2016 §7.4). Locations are resolved. */
export interface DocumentEntry {
  readonly version: string;
  readonly info: DocumentInfo;
  /** `Document.xml`. */
  readonly root: string;
  readonly cover: string | null;
  /** `Signatures.xml`; null: nobody has signed. */
  readonly signatures: string | null;
}

/** What the document says of itself, as it is written there. */
export interface DocumentInfo {
  readonly documentId: string | null;
  readonly title: string | null;
  readonly author: string | null;
  readonly creationDate: string | null;
  /** In their order; licences have their particulars here. */
  readonly customDatas: readonly { readonly name: string; readonly value: string }[];
}

/**
 * Several documents, or several versions of one, are refused: a viewer shows the one it likes.
 * @throws VerifierError an XML_ or OFD_ code
 */
export function readDocumentEntry(bytes: Uint8Array): DocumentEntry {
  const root = readRoot(bytes, 'OFD');
  const version = attribute(root, 'Version');
  if (attribute(root, 'DocType') !== 'OFD') refuseOfd('OFD_VALUE_INVALID', 'not of the type OFD');
  const [body, ...more] = all(root, 'DocBody');
  if (body === undefined || more.length > 0) {
    return refuseOfd('OFD_DOCUMENT_NOT_SINGLE', `${more.length + (body ? 1 : 0)} documents`);
  }
  if (all(body, 'Versions').length > 0) refuseOfd('OFD_VERSIONS_UNSUPPORTED', 'has versions');
  const info = one(body, 'DocInfo');
  const cover = textOrNull(info, 'Cover');
  const signatures = textOrNull(body, 'Signatures');
  return {
    version,
    info: infoOf(info),
    root: resolveLocation('', textOf(one(body, 'DocRoot'))),
    cover: cover && resolveLocation('', cover),
    signatures: signatures === null ? null : resolveLocation('', signatures),
  };
}

function infoOf(info: XmlElement): DocumentInfo {
  const datas = optional(info, 'CustomDatas');
  return {
    documentId: textOrNull(info, 'DocID'),
    title: textOrNull(info, 'Title'),
    author: textOrNull(info, 'Author'),
    creationDate: textOrNull(info, 'CreationDate'),
    customDatas:
      datas === null
        ? []
        : all(datas, 'CustomData').map((data) => ({
            name: attribute(data, 'Name'),
            value: textOf(data),
          })),
  };
}
