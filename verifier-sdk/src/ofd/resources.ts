import { readId } from './document-root.js';
import { attributeOrNull, optional, readRoot, textOf } from './element.js';
import { folderOf, resolveLocation } from './location.js';
import { idsBelow } from './page-content.js';
import type { XmlElement } from './xml.js';

/** Something that pages draw with: a font, an image, a colour space. */
export interface Resource {
  readonly id: string;
  /** The name of its element: `Font`, `MultiMedia`, `ColorSpace`, `DrawParam`, `CompositeGraphicUnit`. */
  readonly kind: string;
  /** Null where it needs no file: a font that is not embedded, parameters. */
  readonly path: string | null;
  /** Of what it is made of. */
  readonly ids: readonly string[];
}

/**
 * Reads a file of resources (GB/T 33190-2016 §7.9).
 * @throws VerifierError an XML_ or OFD_ code
 */
export function readResources(bytes: Uint8Array, path: string): readonly Resource[] {
  const root = readRoot(bytes, 'Res');
  const base = (attributeOrNull(root, 'BaseLoc') ?? '').replace(/\/$/, '');
  const own = folderOf(path);
  const folder = base === '' || base === '.' ? own : resolveLocation(own, base);
  return root.children.flatMap((group) =>
    group.children.map((element) => ({
      id: readId(element),
      kind: element.name,
      path: fileOf(element, folder),
      ids: idsBelow(element),
    })),
  );
}

function fileOf(element: XmlElement, folder: string): string | null {
  const file = optional(element, 'FontFile') ?? optional(element, 'MediaFile');
  const location = file === null ? attributeOrNull(element, 'Profile') : textOf(file);
  return location === null ? null : resolveLocation(folder, location);
}
