import type { PageWords, Words } from '../../../../shared/words/words.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

/** All purposes, those that a shopper notices first. */
const CHOICES = ['personalisation', 'profiling', 'marketing', 'analytics', 'advertising', 'research'] as const;

/**
 * The shopper's page: one file that asks nobody but us. Nothing personal is in it; the script fetches that with the
 * token of the address's fragment, which no server is sent.
 * @param nonce - new for each answer; only what bears it is run.
 */
export function mePage({ language, page: words }: Words, nonce: string): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(words.title)}</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(words.title)}</h1>
<p class="quiet">${escaped(words.lead)}</p>
<p id="status" role="status">${escaped(words.loading)}</p>
<noscript><p>JavaScript</p></noscript>
<div id="content" hidden>
${known(words)}
${choices(words)}
${chosen(words)}
${downloads(words)}
${deletion(words)}
</div>
<div id="told" role="status" aria-live="polite"></div>
</main>
<script type="application/json" id="words">${JSON.stringify(words).replaceAll('<', '\\u003c')}</script>
<script nonce="${nonce}">${SCRIPT}</script>
</body>
</html>
`;
}

/** What a browser may do with the page: run and style what bears the nonce, ask us, and nothing else. */
export const pageHeaders = ({ language }: Words, nonce: string): Readonly<Record<string, string>> => ({
  'content-type': 'text/html; charset=utf-8',
  'content-language': language,
  'content-security-policy': [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  vary: 'accept-language',
});

const known = (words: PageWords): string => `<section aria-labelledby="known">
<h2 id="known">${escaped(words.known)}</h2>
<p class="quiet">${escaped(words.knownLead)}</p>
<ul id="traits"></ul>
<form id="new-trait" class="new">
<div><label for="new-name">${escaped(words.newName)}</label><input type="text" id="new-name" maxlength="100" autocomplete="off" required></div>
<div><label for="new-value">${escaped(words.newValue)}</label><input type="text" id="new-value" maxlength="1000" autocomplete="off" required></div>
<button>${escaped(words.add)}</button>
</form>
<div id="devices-part">
<h3>${escaped(words.devices)}</h3>
<p class="quiet">${escaped(words.devicesLead)}</p>
<ul id="devices"></ul>
</div>
<h3>${escaped(words.recent)}</h3>
<p class="quiet">${escaped(words.recentLead)}</p>
<ul id="recent"></ul>
</section>`;

const choices = (words: PageWords): string => `<section aria-labelledby="choices">
<h2 id="choices">${escaped(words.choices)}</h2>
<p class="quiet">${escaped(words.choicesLead)}</p>
${CHOICES.map((purpose) => choice(purpose, words)).join('\n')}
</section>`;

const choice = (
  purpose: (typeof CHOICES)[number],
  words: PageWords,
): string => `<fieldset class="choice" id="${purpose}">
<legend>${escaped(words[purpose])}</legend>
<p class="quiet">${escaped(words[`${purpose}Lead`])}</p>
<p id="${purpose}-state"></p>
<div class="pair">
<label><input type="radio" name="${purpose}" value="true" aria-describedby="${purpose}-state"><span>${escaped(words.allow)}</span></label>
<label><input type="radio" name="${purpose}" value="false" aria-describedby="${purpose}-state"><span>${escaped(words.refuse)}</span></label>
</div>
</fieldset>`;

const chosen = (words: PageWords): string => `<section aria-labelledby="chosen-title">
<h2 id="chosen-title">${escaped(words.chosen)}</h2>
<p class="quiet">${escaped(words.chosenLead)}</p>
<ul id="chosen"></ul>
</section>`;

const downloads = (words: PageWords): string => `<section aria-labelledby="download">
<h2 id="download">${escaped(words.download)}</h2>
<p class="quiet">${escaped(words.downloadLead)}</p>
<div class="row">
<button type="button" id="download-json">${escaped(words.downloadJson)}</button>
<button type="button" id="download-csv">${escaped(words.downloadCsv)}</button>
</div>
</section>`;

const deletion = (words: PageWords): string => `<section aria-labelledby="deletion">
<h2 id="deletion">${escaped(words.deletion)}</h2>
<p class="quiet">${escaped(words.deletionLead)}</p>
<button type="button" class="danger" id="delete">${escaped(words.delete)}</button>
<dialog id="sure" aria-labelledby="sure-title">
<h2 id="sure-title">${escaped(words.sure)}</h2>
<p>${escaped(words.sureLead)}</p>
<div class="row">
<button type="button" id="keep">${escaped(words.keep)}</button>
<button type="button" class="danger" id="really">${escaped(words.really)}</button>
</div>
</dialog>
</section>`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
