/** How far the catalog's texts are translated. */
export interface TranslationProgress {
  /** Of the languages and terms that it goes by: others, and all is looked through again. */
  readonly plan: string;
  /** A walk through the whole catalog goes on from here; null: from its beginning. Absent: none is under way. */
  readonly cursor?: string | null;
  /** Changes since then are looked at next, when no walk is under way. */
  readonly sinceMs: number;
  readonly report: TranslationReport;
}

/** What came of the last walk through the catalog. */
export interface TranslationReport {
  readonly translator: string;
  /** When it began. */
  readonly at: string;
  readonly isComplete: boolean;
  /** By language: texts that were laid beside items, and those that stayed as they are. */
  readonly languages: Readonly<Record<string, LanguageCounts>>;
}

export interface LanguageCounts {
  readonly translated: number;
  readonly untranslated: number;
  /** Some of what the machine has no word for. */
  readonly examples: readonly string[];
}
