import { type MessageHeader, SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { UnavailableError } from '../../domain/errors.ts';
import type { MessageChannel, Recipient } from '../../ports/messages.ts';
import { ONE_TRY, refusalOf } from './outcome.ts';

export interface EmailSettings {
  /** `Shop <news@shop.example>`, verified in SES; undefined: the deployment has none. */
  readonly from: string | undefined;
  /** Of SES: publishes what becomes of messages to the topic that calls `POST /v1/webhooks/ses`. */
  readonly configurationSet: string | undefined;
}

/** The header by which what SES tells of a message is known to be ours. */
export const REFERENCE_HEADER = 'X-Rapport-Message';

/**
 * E-mail through Amazon SES. What is not transactional can be refused with one click, as mailbox providers ask of it
 * (RFC 8058), and by a link at its end, where its words have none.
 */
export function sesEmail({ from, configurationSet }: EmailSettings): MessageChannel {
  const client = new SESv2Client(ONE_TRY);
  return {
    isIdempotent: false,
    async deliver({ content }, to) {
      if (from === undefined) throw new UnavailableError('the deployment has no sender of e-mail (emailFrom)', 3600);
      const { text, html } = withLink(content, to.unsubscribeUrl);
      const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
      try {
        const answer = await client.send(
          new SendEmailCommand({
            FromEmailAddress: from,
            Destination: { ToAddresses: [to.address ?? ''] },
            Content: {
              Simple: {
                Subject: utf8(content.subject ?? ''),
                Body: { Text: utf8(text), ...(html !== undefined && { Html: utf8(html) }) },
                Headers: headersOf(to),
              },
            },
            ...(configurationSet !== undefined && { ConfigurationSetName: configurationSet }),
          }),
        );
        return { status: 'accepted', ...(answer.MessageId !== undefined && { providerId: answer.MessageId }) };
      } catch (error) {
        return refusalOf(error);
      }
    },
  };
}

const headersOf = ({ reference, unsubscribeUrl }: Recipient): MessageHeader[] => [
  { Name: REFERENCE_HEADER, Value: reference },
  ...(unsubscribeUrl === undefined
    ? []
    : [
        { Name: 'List-Unsubscribe', Value: `<${unsubscribeUrl}>` },
        { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
      ]),
];

/** The link is in words that have it already, or at their end. */
function withLink(
  { text, html }: { readonly text: string; readonly html?: string },
  url: string | undefined,
): { readonly text: string; readonly html?: string } {
  if (url === undefined) return { text, ...(html !== undefined && { html }) };
  const footer = `<p style="margin-top:2em;font-size:12px;color:#666"><a href="${url}" style="color:#666">Unsubscribe</a></p>`;
  return {
    text: text.includes(url) ? text : `${text}\n\n--\nUnsubscribe: ${url}\n`,
    ...(html !== undefined && { html: html.includes(url) ? html : withFooter(html, footer) }),
  };
}

const withFooter = (html: string, footer: string): string =>
  /<\/body>/i.test(html) ? html.replace(/<\/body>/i, (end) => `${footer}${end}`) : `${html}${footer}`;
