import { mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { openBrowser } from './browser.ts';
import { CERTIFICATE_PATH, DOINGS, OUTBOX_TOPIC, snsFeedback } from './feedback.ts';
import { outboxFiles } from './outbox-files.ts';
import { listPage, messagePage, PAGE_HEADERS } from './page.ts';
import { type Provider, ses, sms, sns, webhook } from './providers.ts';

export interface Outbox {
  /** What tells a function that sends messages where its providers are, and who it is to them. */
  readonly environment: Readonly<Record<string, string>>;
  /** Takes a request of the front door for `/outbox`, and says whether it did. */
  readonly pages: (request: IncomingMessage, response: ServerResponse) => boolean;
  close(): Promise<void>;
}

/**
 * The providers of messages as a server on loopback: SES, End User Messaging, SNS, a browser with its push service, and
 * the shop’s own system. What they are given lies as files in a folder, and opens at `/outbox` of the front door.
 * @param frontDoor - asked when it is wanted: the front door is opened later.
 */
export async function openOutbox(directory: string, frontDoor: () => string): Promise<Outbox> {
  mkdirSync(directory, { recursive: true });
  const files = outboxFiles(join(directory, 'messages'));
  const browser = openBrowser(join(directory, 'browser.json'));
  const providers: readonly Provider[] = [ses, sms, sns, webhook, browser.provider];
  const feedback = snsFeedback({ url: frontDoor, origin: () => origin });

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(500).end());
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', url: path = '/', headers } = request;
    if (path === CERTIFICATE_PATH) {
      response.writeHead(200, { 'content-type': 'application/x-pem-file' }).end(feedback.certificate());
      return;
    }
    const call = { method, path, headers, body: await buffer(request) };
    const answered = providers.map((provider) => provider(call)).find((one) => one !== undefined);
    if (answered === undefined) {
      response.writeHead(404).end();
      return;
    }
    if (answered.message) files.add(answered.message);
    response.writeHead(answered.status, { 'content-type': answered.type }).end(answered.body);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const pages: Outbox['pages'] = (request, response) => {
    const url = new URL(request.url ?? '/', 'http://outbox');
    const [, first, id, did] = url.pathname.split('/');
    if (first !== 'outbox') return false;
    const send = (status: number, html: string) => response.writeHead(status, PAGE_HEADERS).end(html);
    if (!isFromHere(request)) send(403, 'Only this machine’s own browser.');
    else if (request.method === 'POST') doWith(id, did, response);
    else if (id === undefined || id === '')
      send(200, listPage(files.list(), { origin, ...browser.subscription(origin) }));
    else {
      const message = files.find(id);
      if (message === undefined) send(404, 'No such message.');
      else send(200, messagePage(message, url.searchParams.get('told') ?? undefined));
    }
    return true;
  };
  const doWith = (id = '', wanted: string | undefined, response: ServerResponse): void => {
    const message = files.find(id);
    const did = DOINGS.find((one) => one === wanted);
    if (message === undefined || did === undefined) {
      response.writeHead(404).end();
      return;
    }
    feedback.tell(message, did).then(
      (status) => response.writeHead(303, { location: `/outbox/${id}?told=${did}-${status}` }).end(),
      () => response.writeHead(502).end(),
    );
  };

  return {
    environment: {
      AWS_ENDPOINT_URL_SESV2: origin,
      AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2: origin,
      AWS_ENDPOINT_URL_SNS: origin,
      EMAIL_FROM: 'Rapport on a laptop <news@shop.example>',
      SMS_FROM: '+491510000000',
      PUSH_APPLICATIONS:
        'fcm=arn:aws:sns:eu-west-1:000000000000:app/GCM/laptop apns=arn:aws:sns:eu-west-1:000000000000:app/APNS/laptop',
      FEEDBACK_TOPIC: OUTBOX_TOPIC,
      TRUSTED_ORIGIN: origin,
    },
    pages,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Neither a page of another site, nor a name that somebody made lead here. */
function isFromHere({ headers }: IncomingMessage): boolean {
  const isHere = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(headers.host ?? '');
  const site = headers['sec-fetch-site'];
  return isHere && (site === undefined || site === 'same-origin' || site === 'none');
}
