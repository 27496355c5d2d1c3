/**
 * Every level of a category path from its root: `A > B` is also an `A`.
 * @param spelled - how a level is written where alike ones count as one.
 */
export function levelsOf(path: string, spelled: (level: string) => string): string[] {
  const levels = path.split('>').map(spelled);
  return levels.map((_, depth) => levels.slice(0, depth + 1).join(' > '));
}
