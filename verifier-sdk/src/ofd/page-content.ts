import { boxOf, readId } from './document-root.js';
import { all, readRoot, textOf, type Box } from './element.js';
import { folderOf, resolveLocation } from './location.js';
import type { XmlElement } from './xml.js';

/** What the content of a page, or of a template, leads to (GB/T 33190-2016 §7.7). */
export interface PageContent {
  readonly box: Box | null;
  /** Of what is laid under or over it. */
  readonly templateIds: readonly string[];
  readonly resources: readonly string[];
  /** Of layers and of what lies on them. */
  readonly ids: readonly string[];
}

/** @throws VerifierError an XML_ or OFD_ code */
export function readPageContent(bytes: Uint8Array, path: string): PageContent {
  const root = readRoot(bytes, 'Page');
  return {
    box: boxOf(root),
    templateIds: all(root, 'Template').map((element) => readId(element, 'TemplateID')),
    resources: all(root, 'PageRes').map((element) =>
      resolveLocation(folderOf(path), textOf(element)),
    ),
    ids: idsBelow(root),
  };
}

/** Identifiers of everything below, in its order. */
export function idsBelow(element: XmlElement): readonly string[] {
  return element.children.flatMap((child) => [
    ...(child.attributes.has('ID') ? [readId(child)] : []),
    ...idsBelow(child),
  ]);
}
