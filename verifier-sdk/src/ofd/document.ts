import {
  entryPath,
  readDocumentEntry,
  type DocumentEntry,
  type DocumentInfo,
} from './document-entry.js';
import { readDocumentRoot, type DocumentRoot, type PageEntry } from './document-root.js';
import type { Box } from './element.js';
import { attempt, finding, type OfdFinding } from './finding.js';
import { readPageContent, type PageContent } from './page-content.js';
import { readResources, type Resource } from './resources.js';
import {
  readAnnotationList,
  readAttachments,
  readCustomTags,
  readExtensions,
  readPageAnnotations,
  type Attachment,
  type CustomTag,
} from './side-files.js';
import type { Parts } from './unzip.js';

/** A document and everything that belongs to it. */
export interface OfdDocument {
  readonly info: DocumentInfo;
  /** In the order in which they are shown. */
  readonly pages: readonly OfdPage[];
  readonly templates: readonly PageEntry[];
  readonly resources: readonly Resource[];
  readonly attachments: readonly Attachment[];
  readonly customTags: readonly CustomTag[];
}

/** A page of the document and the area of it that is shown. */
export interface OfdPage extends PageEntry {
  /** In millimetres. */
  readonly box: Box;
}

/** A walk from `OFD.xml` along every location that a viewer may follow. */
export interface Walk {
  readonly parts: Parts;
  /** Parts that it has come to, whether or not they are there. */
  readonly reached: Set<string>;
  readonly findings: OfdFinding[];
}

/**
 * Walks through the whole document. What cannot be read, or is not there, is a finding, and the walk goes on.
 * @returns null where its entry or its root cannot be read
 */
export function walkDocument(walk: Walk): { document: OfdDocument; entry: DocumentEntry } | null {
  const entry = visit(walk, entryPath, readDocumentEntry);
  if (entry === null) return null;
  if (entry.cover !== null) reach(walk, entry.cover);
  const root = visit(walk, entry.root, (bytes) => readDocumentRoot(bytes, entry.root));
  if (root === null) return null;
  const known = new Ids(walk);
  known.add(
    entry.root,
    [...root.pages, ...root.templates].map(({ id }) => id),
  );
  const { boxes, resourceFiles } = visitPages(walk, root, known);
  const resources = visitResources(walk, [...root.resources, ...resourceFiles], known);
  visitAnnotations(walk, root);
  return {
    entry,
    document: {
      info: entry.info,
      pages: root.pages.map((page) => ({ ...page, box: boxes.get(page.path) ?? root.box })),
      templates: root.templates,
      resources,
      attachments: visitAttachments(walk, root),
      customTags: visitTags(walk, root),
    },
  };
}

/** Comes to a part. @returns its bytes, null where it is not in the package */
function reach(walk: Walk, path: string): Uint8Array | null {
  walk.reached.add(path);
  const bytes = walk.parts.get(path);
  if (bytes !== undefined) return bytes;
  walk.findings.push(finding('OFD_PART_MISSING', 'is not in the package', { path }));
  return null;
}

/** Comes to a part and reads it. */
export function visit<T>(walk: Walk, path: string, read: (bytes: Uint8Array) => T): T | null {
  const bytes = reach(walk, path);
  return bytes && attempt(walk.findings, { path }, () => read(bytes));
}

/** Identifiers of a document: each stands once in it. */
class Ids {
  readonly #known = new Set<string>();
  readonly #walk: Walk;

  constructor(walk: Walk) {
    this.#walk = walk;
  }

  add(path: string, ids: readonly string[]): void {
    const twice = ids.find((id) => this.#known.has(id) || !this.#known.add(id));
    if (twice === undefined) return;
    const message = `the identifier '${twice}' stands twice`;
    this.#walk.findings.push(finding('OFD_ID_TWICE', message, { path }));
  }
}

/** Boxes by the file of the page: its own, else its template's. */
function visitPages(
  walk: Walk,
  { pages, templates }: DocumentRoot,
  known: Ids,
): { boxes: ReadonlyMap<string, Box>; resourceFiles: readonly string[] } {
  const contents = new Map<string, PageContent>();
  // One file may serve twice; its identifiers then still stand once.
  for (const path of new Set([...pages, ...templates].map((page) => page.path))) {
    const content = visit(walk, path, (bytes) => readPageContent(bytes, path));
    if (content === null) continue;
    contents.set(path, content);
    known.add(path, content.ids);
  }
  const byId = new Map(templates.map(({ id, path }) => [id, path]));
  const boxes = new Map<string, Box>();
  for (const [path, { templateIds, box }] of contents) {
    const unknown = templateIds.find((id) => !byId.has(id));
    if (unknown !== undefined) {
      const message = `lies on template '${unknown}', which there is not`;
      walk.findings.push(finding('OFD_TEMPLATE_UNKNOWN', message, { path }));
    }
    const below = templateIds.map((id) => contents.get(byId.get(id) ?? '')?.box ?? null);
    const own = box ?? below.find((one) => one !== null);
    if (own) boxes.set(path, own);
  }
  return { boxes, resourceFiles: [...contents.values()].flatMap(({ resources }) => resources) };
}

function visitResources(walk: Walk, paths: readonly string[], known: Ids): readonly Resource[] {
  return [...new Set(paths)].flatMap((path) => {
    const resources = visit(walk, path, (bytes) => readResources(bytes, path)) ?? [];
    known.add(
      path,
      resources.flatMap(({ id, ids }) => [id, ...ids]),
    );
    for (const { path: file } of resources) if (file !== null) reach(walk, file);
    return resources;
  });
}

function visitAnnotations(walk: Walk, { annotations, pages }: DocumentRoot): void {
  if (annotations === null) return;
  const list = visit(walk, annotations, (bytes) => readAnnotationList(bytes, annotations));
  for (const { pageId, path } of list ?? []) {
    if (!pages.some(({ id }) => id === pageId)) {
      const message = `annotates page '${pageId}', which there is not`;
      walk.findings.push(finding('OFD_PAGE_UNKNOWN', message, { path: annotations }));
    }
    visit(walk, path, readPageAnnotations);
  }
}

function visitAttachments(walk: Walk, { attachments }: DocumentRoot): readonly Attachment[] {
  if (attachments === null) return [];
  const list = visit(walk, attachments, (bytes) => readAttachments(bytes, attachments)) ?? [];
  for (const { path } of list) reach(walk, path);
  return list;
}

/** With the files of extensions, which are nobody's else. */
function visitTags(walk: Walk, { customTags, extensions }: DocumentRoot): readonly CustomTag[] {
  if (extensions !== null) {
    const files = visit(walk, extensions, (bytes) => readExtensions(bytes, extensions)) ?? [];
    for (const path of files) reach(walk, path);
  }
  if (customTags === null) return [];
  const list = visit(walk, customTags, (bytes) => readCustomTags(bytes, customTags)) ?? [];
  for (const { path, schema } of list) {
    reach(walk, path);
    if (schema !== null) reach(walk, schema);
  }
  return list;
}
