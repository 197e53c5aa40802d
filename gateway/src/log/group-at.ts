import type { LoggedGroup } from './groups.js';
import type { MirroredLog } from './mirrored-log.js';

/** The group that holds a leaf; null where the log does not go so far. */
export async function groupAt(
  log: Pick<MirroredLog, 'groups' | 'readGroups'>,
  leafIndex: number,
): Promise<LoggedGroup | null> {
  let low = 0;
  let high = log.groups - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const [group] = await log.readGroups(middle, 1);
    if (group === undefined) return null;
    if (leafIndex < group.first) high = middle - 1;
    else if (leafIndex >= group.first + group.entries + group.statements) low = middle + 1;
    else return group;
  }
  return null;
}
