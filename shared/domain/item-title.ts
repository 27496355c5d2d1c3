import type { Item } from './item.ts';
import { languageFor } from './language.ts';

/** An item’s title in the best of the wanted locales that the shop wrote it in; else the one that it has for all. */
export function titleIn(item: Pick<Item, 'title' | 'locales'>, wanted: readonly string[]): string {
  const titles = new Map(
    Object.entries(item.locales ?? {}).flatMap(([tag, { title }]) =>
      title === undefined ? [] : [[tag.toLowerCase(), title]],
    ),
  );
  return titles.get(languageFor(wanted, [...titles.keys()]) ?? '') ?? item.title;
}
