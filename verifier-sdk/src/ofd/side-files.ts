// The lists beside the pages of a document: annotations, attachments, tags of data, extensions.
import { readId } from './document-root.js';
import {
  all,
  attribute,
  attributeOrNull,
  one,
  readRoot,
  refuseOfd,
  textOf,
  textOrNull,
} from './element.js';
import { folderOf, resolveLocation } from './location.js';
import { idsBelow } from './page-content.js';

/** The file of what is annotated on one page. */
export interface PageAnnotations {
  readonly pageId: string;
  readonly path: string;
}

/** A file that rides in the document. */
export interface Attachment {
  readonly id: string;
  readonly name: string;
  readonly format: string | null;
  readonly path: string;
}

/** A file that says what the objects of the pages mean, in a vocabulary of its own. */
export interface CustomTag {
  readonly type: string | null;
  readonly path: string;
  readonly schema: string | null;
}

/**
 * GB/T 33190-2016 §15.
 * @throws VerifierError an XML_ or OFD_ code
 */
export function readAnnotationList(bytes: Uint8Array, path: string): readonly PageAnnotations[] {
  return all(readRoot(bytes, 'Annotations'), 'Page').map((page) => ({
    pageId: readId(page, 'PageID'),
    path: resolveLocation(folderOf(path), textOf(one(page, 'FileLoc'))),
  }));
}

/**
 * What is annotated on one page: identifiers, each once within it.
 * @throws VerifierError an XML_ or OFD_ code
 */
export function readPageAnnotations(bytes: Uint8Array): readonly string[] {
  const ids = idsBelow(readRoot(bytes, 'PageAnnot'));
  checkOnce(ids);
  return ids;
}

/**
 * GB/T 33190-2016 §18.
 * @throws VerifierError an XML_ or OFD_ code
 */
export function readAttachments(bytes: Uint8Array, path: string): readonly Attachment[] {
  const attachments = all(readRoot(bytes, 'Attachments'), 'Attachment').map((element) => ({
    id: attribute(element, 'ID'),
    name: attribute(element, 'Name'),
    format: attributeOrNull(element, 'Format'),
    path: resolveLocation(folderOf(path), textOf(one(element, 'FileLoc'))),
  }));
  checkOnce(attachments.map(({ id }) => id));
  return attachments;
}

/**
 * GB/T 33190-2016 §16.
 * @throws VerifierError an XML_ or OFD_ code
 */
export function readCustomTags(bytes: Uint8Array, path: string): readonly CustomTag[] {
  return all(readRoot(bytes, 'CustomTags'), 'CustomTag').map((element) => {
    const schema = textOrNull(element, 'SchemaLoc');
    return {
      type: attributeOrNull(element, 'TypeID') ?? attributeOrNull(element, 'NameSpace'),
      path: resolveLocation(folderOf(path), textOf(one(element, 'FileLoc'))),
      schema: schema === null ? null : resolveLocation(folderOf(path), schema),
    };
  });
}

/**
 * GB/T 33190-2016 §17: the files that extensions have.
 * @throws VerifierError an XML_ or OFD_ code
 */
export function readExtensions(bytes: Uint8Array, path: string): readonly string[] {
  return all(readRoot(bytes, 'Extensions'), 'Extension').flatMap((element) =>
    all(element, 'ExtendData').map((file) => resolveLocation(folderOf(path), textOf(file))),
  );
}

function checkOnce(ids: readonly string[]): void {
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) refuseOfd('OFD_ID_TWICE', `'${id}' stands twice`);
    seen.add(id);
  }
}
