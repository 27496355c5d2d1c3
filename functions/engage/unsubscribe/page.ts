import type { Words } from '../../../shared/words/words.ts';

/** What a page is about: it asks, it says that it is done, or that the link is none. */
export type Stage = 'ask' | 'done' | 'unknown';

/** One file that asks nobody but us, and runs nothing. */
export function unsubscribePage(stage: Stage, { language, unsubscribe: words }: Words, nonce: string): string {
  const [title, text] = {
    ask: [words.title, words.ask],
    done: [words.doneTitle, words.done],
    unknown: [words.unknownTitle, words.unknown],
  }[stage] as [string, string];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${text}</p>
${stage === 'ask' ? `<form method="post"><button>${words.confirm}</button></form>\n<p class="quiet">${words.keep}</p>` : ''}
</main>
</body>
</html>
`;
}

/** The form may be sent to us alone; nothing runs, nothing is loaded, and nobody is told where the shopper came from. */
export const pageHeaders = ({ language }: Words, nonce: string): Readonly<Record<string, string>> => ({
  'content-type': 'text/html; charset=utf-8',
  'content-language': language,
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  vary: 'accept-language',
});

/** As the shopper’s own page: the system’s letters, light or dark as the device has it. */
const STYLE = `
:root {
  color-scheme: light dark;
  --ink: #1d2126; --quiet: #565e68; --paper: #f5f4f1; --card: #ffffff; --line: #dcdad4;
  --accent: #1d5d4e; --on-accent: #ffffff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #eceae5; --quiet: #a9b0b8; --paper: #14171a; --card: #1e2226; --line: #363c42;
    --accent: #7fd1b9; --on-accent: #0d1f1a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.25rem;
  background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK SC", sans-serif;
}
main { max-width: 30rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 2rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .75rem; letter-spacing: -.01em; }
p { margin: 0 0 1.25rem; }
p:last-child { margin-bottom: 0; }
.quiet { color: var(--quiet); font-size: .9rem; }
form { margin: 0 0 1.25rem; }
button {
  width: 100%; min-height: 2.75rem; padding: .6rem 1.25rem; font: inherit; font-weight: 600; cursor: pointer;
  color: var(--on-accent); background: var(--accent); border: 0; border-radius: .5rem;
}
button:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
`;
