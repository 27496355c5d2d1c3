import type { JsonObject } from '../../../shared/domain/event.ts';
import { languageFor } from '../../../shared/domain/language.ts';
import type { MessageContent } from '../../../shared/domain/message.ts';
import type { MessageTemplate } from '../../../shared/domain/template.ts';
import type { TemplateEngine } from '../../../shared/ports/template-engine.ts';

export interface Filled {
  readonly language: string;
  readonly content: MessageContent;
}

/** Of its languages the one that a person speaks, or else the first of its fallbacks that it has. */
export function languageOf({ languages, fallback }: MessageTemplate, wanted: readonly string[]): string {
  const spoken = Object.keys(languages);
  return languageFor([...wanted, ...fallback], spoken) ?? fallback[0]!;
}

/**
 * A message’s content, filled for one person.
 * @param wanted - languages that they speak, best first.
 * @throws InvalidInputError where a text grows too large, or takes too long, with what is filled in.
 */
export function fillTemplate(
  engine: TemplateEngine,
  template: MessageTemplate,
  language: string,
  scope: JsonObject,
): Filled {
  const { subject, text, html, url } = template.languages[language]!;
  // A line break in a subject or an address would begin another header.
  const oneLine = (part: string) => engine.fill(part, scope, 'plain').replace(/\s+/g, ' ').trim();
  const address = url === undefined ? '' : oneLine(url);
  return {
    language,
    content: {
      ...(subject !== undefined && { subject: oneLine(subject) }),
      text: engine.fill(text, scope, 'plain'),
      ...(html !== undefined && { html: engine.fill(html, scope, 'html') }),
      ...(address !== '' && { url: address }),
    },
  };
}
