import * as z from 'zod';
import { check } from '../../../shared/domain/check.ts';
import { type InputDefect, invalid } from '../../../shared/domain/errors.ts';
import { CHANNELS, type Channel } from '../../../shared/domain/message.ts';
import { isTraitName } from '../../../shared/domain/person-record.ts';
import { CONTENT_PARTS, type ContentPart, type MessageTemplate } from '../../../shared/domain/template.ts';

/** Characters of each part, in one language. All together fit into one row of the store, of 400 KB. */
const MOST = { subject: 200, text: 20_000, html: 100_000, url: 2000 } as const satisfies Record<ContentPart, number>;
const MOST_LANGUAGES = 20;
const MOST_CHARACTERS = 300_000;
const MOST_TRAITS = 50;

/** Parts that a channel shows; text is on every one of them. */
const PARTS_OF: Readonly<Record<Channel, readonly ContentPart[]>> = {
  email: ['subject', 'text', 'html', 'url'],
  sms: ['text', 'url'],
  push: ['subject', 'text', 'url'],
  'web-push': ['subject', 'text', 'url'],
  'on-site': ['subject', 'text', 'html', 'url'],
  webhook: ['subject', 'text', 'html', 'url'],
};

const part = (name: ContentPart) => z.string().min(1).max(MOST[name]);
const language = z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/, 'want a BCP 47 tag such as "de" or "pt-BR"');
export const templateIdSchema = z.string().regex(/^[a-z0-9-]{1,64}$/, 'want 1 to 64 of a–z, 0–9 and -');

const templateSchema = z.strictObject({
  templateId: templateIdSchema,
  channel: z.enum(CHANNELS),
  traits: z
    .array(z.string().refine(isTraitName, 'want the name of a trait: 1 to 100 characters'))
    .max(MOST_TRAITS)
    .default([]),
  languages: z.record(
    language,
    z.strictObject({
      subject: part('subject').optional(),
      text: part('text'),
      html: part('html').optional(),
      url: part('url').optional(),
    }),
  ),
  fallback: z.array(language).min(1).max(MOST_LANGUAGES),
});

/** @throws InvalidInputError naming each wrong field. */
export function parseTemplate(body: unknown): MessageTemplate {
  const template = check(templateSchema, body) as MessageTemplate;
  const defects = [...defectsOfLanguages(template), ...defectsOfParts(template)];
  if (defects.length > 0) throw invalid(defects);
  return template;
}

/** @throws InvalidInputError */
export const parseTemplateId = (templateId: string | undefined): string =>
  check(templateIdSchema, templateId, '/templateId');

function defectsOfLanguages({ languages, fallback }: MessageTemplate): readonly InputDefect[] {
  const spoken = Object.keys(languages);
  const characters = JSON.stringify(languages).length;
  return [
    ...(spoken.length > MOST_LANGUAGES
      ? [{ pointer: '/languages', reason: `${spoken.length} languages exceed the limit of ${MOST_LANGUAGES}` }]
      : []),
    ...(characters > MOST_CHARACTERS
      ? [{ pointer: '/languages', reason: `${characters} characters exceed the limit of ${MOST_CHARACTERS}` }]
      : []),
    ...fallback.flatMap((tag, i) =>
      spoken.includes(tag)
        ? []
        : [
            {
              pointer: `/fallback/${i}`,
              reason: `"${tag}" is not among languages; there are ${spoken.join(', ') || 'none'}`,
            },
          ],
    ),
  ];
}

/** What a channel does not show would be written in vain; an e-mail without a subject is taken for spam. */
function defectsOfParts({ channel, languages }: MessageTemplate): readonly InputDefect[] {
  return Object.entries(languages).flatMap(([tag, content]) => [
    ...CONTENT_PARTS.flatMap((name) =>
      content[name] === undefined || PARTS_OF[channel].includes(name)
        ? []
        : [{ pointer: `/languages/${tag}/${name}`, reason: `${channel} shows ${PARTS_OF[channel].join(', ')}` }],
    ),
    ...(channel === 'email' && content.subject === undefined
      ? [{ pointer: `/languages/${tag}/subject`, reason: 'an e-mail wants a subject' }]
      : []),
  ]);
}
