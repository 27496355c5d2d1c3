import type { JsonObject } from '../domain/event.ts';
import type { NamedVariable } from '../domain/template.ts';

/** One thing wrong with a template’s text. */
export interface TextDefect {
  /** 1-based. */
  readonly line: number;
  readonly reason: string;
}

/** Fills templates’ texts. No text reaches a file, another template or the network, and none takes long. */
export interface TemplateEngine {
  /** What a text names, or why it cannot be understood: no such filter, no such tag, no end. */
  read(text: string): { readonly variables: readonly NamedVariable[] } | { readonly defect: TextDefect };
  /**
   * A text with what stands behind its names; a name with nothing behind it is an empty text.
   * @param into - html: what is filled in is escaped, unless the text says otherwise.
   * @throws InvalidInputError for a text that takes too long, or grows too large.
   */
  fill(text: string, scope: JsonObject, into: 'html' | 'plain'): string;
}
