import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { SentMessage } from './outbox-files.ts';

/** A call as it came. */
export interface ProviderCall {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface ProviderAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  /** That it was given. */
  readonly message?: Omit<SentMessage, 'id' | 'at'>;
}

/** What a provider makes of a call; undefined: it is none of its own. */
export type Provider = (call: ProviderCall) => ProviderAnswer | undefined;

const json = (body: object, message?: ProviderAnswer['message']): ProviderAnswer => ({
  status: 200,
  type: 'application/json',
  body: JSON.stringify(body),
  ...(message && { message }),
});

/** What a message bears of ours, and whose id is in it. */
function referred(reference: string | undefined): Pick<SentMessage, 'reference' | 'person'> {
  if (reference === undefined) return {};
  const { sub } = JSON.parse(Buffer.from(reference.split('.')[1] ?? '', 'base64url').toString('utf8')) as {
    sub: string;
  };
  return { reference, person: sub.slice(2) };
}

interface SesCall {
  readonly FromEmailAddress: string;
  readonly Destination: { readonly ToAddresses: readonly string[] };
  readonly Content: {
    readonly Simple: {
      readonly Subject: { readonly Data: string };
      readonly Body: { readonly Text: { readonly Data: string }; readonly Html?: { readonly Data: string } };
      readonly Headers?: readonly { readonly Name: string; readonly Value: string }[];
    };
  };
}

/** Amazon SES, API v2: SendEmail. */
export const ses: Provider = ({ method, path, body }) => {
  if (method !== 'POST' || path !== '/v2/email/outbound-emails') return undefined;
  const { FromEmailAddress, Destination, Content } = JSON.parse(body.toString('utf8')) as SesCall;
  const { Subject, Body, Headers = [] } = Content.Simple;
  const headers = Object.fromEntries(Headers.map(({ Name, Value }) => [Name, Value]));
  const unsubscribeUrl = /^<(.+)>$/.exec(headers['List-Unsubscribe'] ?? '')?.[1];
  return json(
    { MessageId: randomUUID() },
    {
      channel: 'email',
      from: FromEmailAddress,
      to: Destination.ToAddresses.join(', '),
      subject: Subject.Data,
      text: Body.Text.Data,
      ...(Body.Html && { html: Body.Html.Data }),
      ...referred(headers['X-Rapport-Message']),
      ...(unsubscribeUrl !== undefined && { unsubscribeUrl }),
      headers,
    },
  );
};

/** AWS End User Messaging: SendTextMessage. */
export const sms: Provider = ({ headers, body }) => {
  if (headers['x-amz-target'] !== 'PinpointSMSVoiceV2.SendTextMessage') return undefined;
  const call = JSON.parse(body.toString('utf8')) as Readonly<Record<string, string>> & {
    readonly Context?: { readonly rapport?: string };
  };
  return json(
    { MessageId: randomUUID() },
    {
      channel: 'sms',
      from: call['OriginationIdentity'] ?? '',
      to: call['DestinationPhoneNumber'] ?? '',
      text: call['MessageBody'] ?? '',
      ...referred(call.Context?.rapport),
      headers: { MessageType: call['MessageType'] ?? '' },
    },
  );
};

/** Amazon SNS, query protocol: CreatePlatformEndpoint and Publish. The token stands in the endpoint’s name, so none is kept. */
export const sns: Provider = ({ headers, body }) => {
  if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return undefined;
  const form = new URLSearchParams(body.toString('utf8'));
  const action = form.get('Action') ?? '';
  if (action === 'CreatePlatformEndpoint') {
    const application = (form.get('PlatformApplicationArn') ?? '').replace(':app/', ':endpoint/');
    const endpoint = `${application}/${Buffer.from(form.get('Token') ?? '').toString('base64url')}`;
    return xml(action, `<EndpointArn>${endpoint}</EndpointArn>`);
  }
  if (action !== 'Publish') return undefined;
  const target = form.get('TargetArn') ?? '';
  const token = Buffer.from(target.split('/').at(-1) ?? '', 'base64url').toString('utf8');
  const payload = JSON.parse(form.get('Message') ?? '{}') as { readonly APNS?: string; readonly default?: string };
  const apns = JSON.parse(payload.APNS ?? '{}') as {
    readonly aps?: { readonly alert?: { readonly title?: string; readonly body?: string } };
    readonly url?: string;
  };
  return {
    ...xml(action, `<MessageId>${randomUUID()}</MessageId>`),
    message: {
      channel: 'push',
      to: token,
      subject: apns.aps?.alert?.title ?? '',
      text: apns.aps?.alert?.body ?? payload.default ?? '',
      ...(apns.url !== undefined && { url: apns.url }),
      headers: { TargetArn: target },
    },
  };
};

const xml = (action: string, result: string): ProviderAnswer => ({
  status: 200,
  type: 'text/xml',
  body: `<${action}Response xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${action}Response>`,
});

/** The shop’s own system, which takes whatever comes. */
export const webhook: Provider = ({ method, path, headers, body }) => {
  if (method !== 'POST' || path !== '/webhook') return undefined;
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
  const text = body.toString('utf8');
  const { content, userId, anonymousId } = JSON.parse(text) as {
    readonly content?: { readonly subject?: string };
    readonly userId?: string;
    readonly anonymousId?: string;
  };
  return json(
    { ok: true },
    {
      channel: 'webhook',
      to: path,
      person: userId ?? anonymousId ?? '',
      subject: content?.subject ?? '',
      text: JSON.stringify(JSON.parse(text), undefined, 2),
      headers: Object.fromEntries(names.map((name) => [name, String(headers[name] ?? '')])),
    },
  );
};
