import { DOINGS } from './feedback.ts';
import type { SentMessage } from './outbox-files.ts';

/** Nothing runs; what a message brings is shown in a frame that may do nothing, images of the shop included. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src https: http: data:; font-src https: data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

interface Receivers {
  readonly origin: string;
  readonly endpoint: string;
  readonly keys: object;
}

/** All messages, the newest first, and where to send some. */
export function listPage(messages: readonly SentMessage[], { origin, endpoint, keys }: Receivers): string {
  const rows = messages.map(
    ({ id, at, channel, to, subject, text, person }) => `<tr>
<td class="when">${escaped(at.slice(5, 16).replace('T', ' '))}</td>
<td><span class="channel ${channel}">${channel}</span></td>
<td class="to">${escaped(shortened(to, 40))}${person === undefined ? '' : `<small>${escaped(shortened(person, 40))}</small>`}</td>
<td class="what"><a href="/outbox/${id}">${escaped(shortened(subject || firstLine(text), 90) || '(no words)')}</a></td>
</tr>`,
  );
  const table = `<table>
<thead><tr><th>When (UTC)</th><th>Channel</th><th>To</th><th>What</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`;
  const empty =
    '<p class="card empty">Nothing has left the house yet. <code>POST /v1/messages</code>, or start a campaign.</p>';
  return page(
    'Outbox',
    `<h1>Outbox</h1>
<p class="quiet">What this laptop’s providers of messages were given; on AWS they would have sent it.</p>
${messages.length === 0 ? empty : table}
<details class="card"><summary>Receivers to try</summary>
<p>A browser, for the trait <code>webPushSubscriptions</code> of a person:</p>
<pre>${escaped(JSON.stringify({ endpoint, keys }))}</pre>
<p>One whose subscription is dead has the same with <code>/web-push/gone</code>.</p>
<p>A system of the shop’s own, for <code>PUT /v1/channels/webhook</code>:</p>
<pre>${escaped(JSON.stringify({ url: `${origin}/webhook` }))}</pre>
</details>`,
  );
}

/** @param told - what was just told of it, and what the deployment answered: "opened-200". */
export function messagePage(message: SentMessage, told: string | undefined): string {
  const { id, at, channel, to, person, from, subject, text, html, url, unsubscribeUrl, headers } = message;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['To', to],
    ['Person', person],
    ['From', from],
    ['When', at],
    ['Leads to', url],
    ...Object.entries(headers).filter(([name]) => name !== 'X-Rapport-Message'),
  ];
  const shown = facts.flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`<dt>${escaped(name)}</dt><dd>${escaped(shortened(value, 300))}</dd>`],
  );
  const [did, status] = told?.split('-') ?? [];
  const isKnown = DOINGS.some((one) => one === did);
  return page(
    subject || channel,
    `<p><a href="/outbox">← Outbox</a></p>
<header><span class="channel ${channel}">${channel}</span><h1>${escaped(subject || firstLine(text))}</h1></header>
${isKnown ? `<p class="told" role="status">Told the deployment: ${did}. It answered ${escaped(status ?? '')}.</p>` : ''}
<dl class="card">${shown.join('\n')}</dl>
${unsubscribeUrl === undefined ? '' : `<p><a href="${escaped(unsubscribeUrl)}" rel="noreferrer">Unsubscribe, as the person would</a></p>`}
${message.reference !== undefined && channel === 'email' ? doings(id) : ''}
${html === undefined ? '' : `<h2>As it is shown</h2>\n<iframe sandbox="" title="The message" srcdoc="${escaped(html)}"></iframe>`}
<h2>${html === undefined ? 'Text' : 'As plain text'}</h2>
<pre class="card">${escaped(text)}</pre>`,
  );
}

const doings = (id: string): string => `<form method="post" class="doings">
<span class="quiet">Tell the deployment, as SES would, that it was</span>
${DOINGS.map((did) => `<button formaction="/outbox/${id}/${did}">${did}</button>`).join('\n')}
</form>`;

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · Rapport</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;

const shortened = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
const firstLine = (text: string): string => shortened(text.trim().split('\n')[0] ?? '', 120);
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const STYLE = `
:root {
  color-scheme: light dark;
  --ink: #1d2126; --quiet: #565e68; --paper: #f5f4f1; --card: #ffffff; --line: #dcdad4; --accent: #1d5d4e; --chip: #e6efec;
}
@media (prefers-color-scheme: dark) {
  :root { --ink: #eceae5; --quiet: #a9b0b8; --paper: #14171a; --card: #1e2226; --line: #363c42; --accent: #7fd1b9; --chip: #24352f; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK SC", sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; letter-spacing: -.01em; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 1.75rem 0 .5rem; }
p { margin: 0 0 1rem; }
a { color: var(--accent); }
.quiet { color: var(--quiet); }
.card, table { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
.card { padding: 1rem 1.25rem; margin: 0 0 1rem; }
.empty { color: var(--quiet); }
table { width: 100%; border-spacing: 0; overflow: hidden; margin: 0 0 1rem; }
th, td { text-align: left; padding: .6rem .9rem; vertical-align: baseline; }
th { font-size: .8rem; font-weight: 600; color: var(--quiet); }
tbody td { border-top: 1px solid var(--line); }
.when { white-space: nowrap; font-variant-numeric: tabular-nums; color: var(--quiet); }
.to { overflow-wrap: anywhere; min-width: 15rem; }
.to small { display: block; color: var(--quiet); }
.what { width: 50%; overflow-wrap: anywhere; }
.channel { display: inline-block; padding: .05rem .55rem; border-radius: 1rem; background: var(--chip); color: var(--accent); font-size: .8rem; font-weight: 600; white-space: nowrap; }
header { margin: 0 0 1rem; }
header .channel { margin-bottom: .5rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1.25rem; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0 0 1rem; font: .9rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
details pre { background: var(--paper); border-radius: .5rem; padding: .6rem .8rem; }
summary { cursor: pointer; font-weight: 600; }
details[open] summary { margin-bottom: .75rem; }
iframe { width: 100%; height: 32rem; background: #fff; border: 1px solid var(--line); border-radius: .75rem; }
.told { background: var(--chip); border-radius: .5rem; padding: .6rem .9rem; }
.doings { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: 0 0 1rem; }
button { font: inherit; font-size: .9rem; padding: .35rem .9rem; min-height: 2.25rem; border-radius: .5rem; border: 1px solid var(--line); background: var(--card); color: var(--ink); cursor: pointer; }
button:hover { border-color: var(--accent); }
button:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (max-width: 40rem) {
  thead { display: none; }
  tr { display: grid; grid-template-columns: auto 1fr; padding: .5rem .25rem; border-top: 1px solid var(--line); }
  tbody td { border: 0; padding: .15rem .6rem; }
  .to, .what { grid-column: 1 / -1; width: auto; min-width: 0; }
  dl { grid-template-columns: 1fr; }
  dd { margin-bottom: .5rem; }
}
`;
