import { escapeHtml } from './escape.ts';
import { MARKS } from './marks.ts';

/** Which colour a mark has; the page's style sheet knows them. */
export type Tone = 'model' | 'baseline' | 'source';

export type Format = (value: number) => string;
export type Place = readonly [x: number, y: number];

export const svg = (width: number, height: number, about: string, marks: readonly string[]): string =>
  `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeHtml(about)}">${marks.join('')}</svg>`;
export const text = (x: number, y: number, words: string, kind: string): string =>
  `<text x="${round(x)}" y="${round(y)}" class="${kind}">${escapeHtml(words)}</text>`;
export const line = ([x1, y1]: Place, [x2, y2]: Place, kind: string): string =>
  `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" class="${kind}"/>`;
export const round = (value: number): number => Math.round(value * 100) / 100;
export const titled = (words: string, marks: string): string => `<g><title>${escapeHtml(words)}</title>${marks}</g>`;

/** A drawing as a file of its own, which no page gives its colours. */
export const standalone = (drawing: string): string =>
  drawing.replace(/^<svg ([^>]*)>/, `<svg xmlns="http://www.w3.org/2000/svg" $1><style>${ON_PAPER}${MARKS}</style>`);

const ON_PAPER =
  ':root{--card:#fff;--ink:#1b2027;--soft:#5c6672;--grid:#e4e7eb;--base:#9aa3ae;--model:#1f6fd1;--source:#2a9d8f;--baseline:#a3abb6;--whisker:#1b2027;background:#fff;font-family:system-ui,"DejaVu Sans",sans-serif}';
