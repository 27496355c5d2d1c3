/** What a machine made of the texts of one item. */
export interface MachineTexts {
  readonly madeAtMs: number;
  /** By BCP 47 locale. */
  readonly locales: Readonly<Record<string, Readonly<Partial<Record<TextPart, MachineText>>>>>;
}

export interface MachineText {
  readonly text: string;
  /** Which text, languages, machine and terms it was made of: another key, and it is out of date. */
  readonly key: string;
}

/** Texts of an item that may be told in other languages. */
export const TEXT_PARTS = ['title', 'description'] as const;
export type TextPart = (typeof TEXT_PARTS)[number];

/** Of what lies beside an item, what was made of texts that are the same in its next version; undefined: nothing. */
export function stillTrue(
  { item, translated }: { readonly item: TextsOfItem; readonly translated?: MachineTexts },
  next: TextsOfItem,
): MachineTexts | undefined {
  if (translated === undefined) return undefined;
  const same = TEXT_PARTS.filter((part) => item[part] === next[part]);
  const locales = Object.entries(translated.locales).flatMap(([tag, made]) => {
    const kept = Object.fromEntries(same.flatMap((part) => (made[part] === undefined ? [] : [[part, made[part]]])));
    return Object.keys(kept).length === 0 ? [] : [[tag, kept] as const];
  });
  return locales.length === 0 ? undefined : { ...translated, locales: Object.fromEntries(locales) };
}

type TextsOfItem = { readonly [Part in TextPart]?: string | undefined };
