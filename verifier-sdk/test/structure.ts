// Damage to an encoded object that keeps its form: members put in the place of others, of the object itself or of another
// one; lists joined, turned and doubled. What is inside byte strings, notes and show codes counts as members too.
import { partOf, type Part } from './mutants.js';

type Random = (below: number) => number;
type Path = readonly number[];

const pick = <T>(items: readonly T[], random: Random): T => items[random(items.length)] as T;

function at(part: Part, path: Path): Part | null {
  return path.reduce<Part | null>((found, i) => found?.children[i] ?? null, part);
}

/** The object with other bytes at that place. */
function replace(part: Part, path: Path, change: (old: Part) => Uint8Array): Uint8Array {
  const [first, ...more] = path;
  if (first === undefined) return change(part);
  return part.write(
    part.children.map((child, i) => (i === first ? replace(child, more, change) : child.bytes)),
  );
}

function pathsOf(part: Part, own: Path = []): readonly Path[] {
  return [own, ...part.children.flatMap((child, i) => pathsOf(child, [...own, i]))];
}

/** What is known of an object that is damaged over and over. */
export interface Structure {
  readonly part: Part;
  readonly paths: readonly Path[];
  /** Those that have members. */
  readonly lists: readonly Path[];
}

export function structureOf(bytes: Uint8Array): Structure {
  const part = partOf(bytes);
  const paths = pathsOf(part);
  return { part, paths, lists: paths.filter((path) => (at(part, path)?.children.length ?? 0) > 0) };
}

type Edit = (own: Structure, donor: Structure, random: Random) => Uint8Array;

const bytesOf = (parts: readonly Part[]): readonly Uint8Array[] => parts.map(({ bytes }) => bytes);

/** The place of a member of the other object, or of this one where it has no such place. */
function graft(own: Structure, donor: Structure, path: Path, random: Random): Uint8Array {
  const there = at(donor.part, path) ?? at(own.part, pick(own.paths, random));
  return replace(own.part, path, (old) => there?.bytes ?? old.bytes);
}

const edits: readonly Edit[] = [
  (own, donor, random) => graft(own, donor, pick(own.paths, random), random),
  // A short way down: whole credentials, receipts, notes, lists and bundles change places.
  (own, donor, random) =>
    graft(
      own,
      donor,
      pick(
        own.paths.filter(({ length }) => length <= 3),
        random,
      ),
      random,
    ),
  (own, donor, random) => {
    const there = at(donor.part, pick(donor.paths, random)) as Part;
    return replace(own.part, pick(own.paths, random), () => there.bytes);
  },
  (own, donor, random) => {
    const path = pick(own.lists, random);
    const more = at(donor.part, path)?.children ?? [];
    return replace(own.part, path, (old) => {
      const [first, second] = random(2) === 0 ? [old.children, more] : [more, old.children];
      return old.write(bytesOf([...first, ...second]));
    });
  },
  (own, donor, random) => {
    const path = pick(own.lists, random);
    const more = at(donor.part, path)?.children ?? [];
    return replace(own.part, path, (old) =>
      old.write(
        old.children.map(({ bytes }, i) => (random(2) === 0 ? bytes : (more[i]?.bytes ?? bytes))),
      ),
    );
  },
  (own, _donor, random) =>
    replace(own.part, pick(own.lists, random), (old) => {
      const child = pick(old.children, random);
      const place = random(old.children.length + 1);
      const all = bytesOf(old.children);
      return old.write([...all.slice(0, place), child.bytes, ...all.slice(place)]);
    }),
  (own, _donor, random) =>
    replace(own.part, pick(own.lists, random), (old) => {
      const turned = [...bytesOf(old.children)];
      for (let i = turned.length - 1; i > 0; i--) {
        const j = random(i + 1);
        [turned[i], turned[j]] = [turned[j] as Uint8Array, turned[i] as Uint8Array];
      }
      return old.write(turned);
    }),
  (own, _donor, random) =>
    replace(own.part, pick(own.lists, random), (old) =>
      old.write(bytesOf(old.children).filter(() => random(3) > 0)),
    ),
];

/** @param donor - another good object of the same kind, or the same one */
export function restructured(own: Structure, donor: Structure, random: Random): Uint8Array {
  // What has lost its form has no members.
  if (own.lists.length === 0) return own.part.bytes;
  return pick(edits, random)(own, donor, random);
}

/** One element changed into something else, as the list of all mutants has it. */
export function changed(own: Structure, random: Random): Uint8Array {
  const path = pick(own.paths, random);
  const changes = at(own.part, path)?.changes() ?? [];
  if (changes.length === 0) return restructured(own, own, random);
  const [, bytes] = pick(changes, random);
  return replace(own.part, path, () => bytes);
}
