import { escapeHtml } from '../../../shared/evaluation/plots/escape.ts';
import type { Tone } from '../../../shared/evaluation/plots/svg.ts';
import { STYLE } from './style.ts';

/** Of drawings, in pixels: on a page of full width and on a phone's, which shows one of both. */
export const FULL = { wide: 860, narrow: 480 };
export const BARS = { wide: 860, narrow: 300 };
export const SMALL = { wide: 420, narrow: 300 };
export const figure = (value: number): string => value.toFixed(4);
export const count = (value: number): string => value.toLocaleString('en-US');

interface Heading {
  readonly title: string;
  readonly protocol: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** One HTML page with everything in it: no script, no font, no request to anywhere. @param sections - "" for none. */
export function page({ title, protocol, counts }: Heading, sections: readonly string[]): string {
  const facts = Object.entries(counts).map(([name, value]) => `<li><b>${count(value)}</b> ${escapeHtml(name)}</li>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · evaluation</title>
<style>${STYLE}</style>
</head>
<body>
<header><h1>${escapeHtml(title)}</h1><p>${escapeHtml(protocol)}</p><ul class="facts">${facts.join('')}</ul></header>
${sections.filter((section) => section !== '').join('\n')}
</body>
</html>
`;
}

/** JSON with lists of plain values on one line each. */
export const jsonText = (value: object): string =>
  JSON.stringify(value, null, 2).replace(/\[[^[\]{}]*\]/g, (list) => list.replace(/\s+/g, ' '));

export const section = (title: string, about: string, parts: readonly string[]): string =>
  `<section><h2>${escapeHtml(title)}</h2><p>${escapeHtml(about)}</p>${parts.join('')}</section>`;
export const plot = (
  widths: { readonly wide: number; readonly narrow: number },
  draw: (width: number) => string,
): string => `<div class="plot wide">${draw(widths.wide)}</div><div class="plot narrow">${draw(widths.narrow)}</div>`;
export const cell = (tag: 'th' | 'td', words: string): string => `<${tag}>${escapeHtml(words)}</${tag}>`;
export const table = (headings: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<div class="plot"><table><thead>${headings.map((cells) => `<tr>${cells}</tr>`).join('')}</thead><tbody>${rows
    .map((cells) => `<tr>${cells.join('')}</tr>`)
    .join('')}</tbody></table></div>`;

export const key = (entries: readonly { readonly label: string; readonly tone: Tone }[]): string =>
  `<ul class="key">${entries.map(({ label, tone }) => `<li><i class="${tone}"></i>${escapeHtml(label)}</li>`).join('')}</ul>`;
