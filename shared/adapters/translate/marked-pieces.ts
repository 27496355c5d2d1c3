import { type Term, type TermPlace, termsIn } from '../../domain/term.ts';

/** A part of a text that the service takes in one call. */
export interface Piece {
  /** What stands around it and is not sent, as the service may trim it. */
  readonly before: string;
  readonly after: string;
  /** With its terms, as they are to be read in the target, where nothing is translated. */
  readonly marked: string;
  /** What stands in the marks, in order. */
  readonly kept: readonly string[];
}

/** The service takes 10,000 bytes of UTF-8. */
const MOST_BYTES = 10_000;

const OPEN = '<span translate="no">';
const CLOSE = '</span>';

/**
 * A text in as few pieces as go, cut between sentences where that is possible and never within a term.
 * @param language - by which sentences are told apart.
 */
export function piecesOf(text: string, language: string, terms: readonly Term[]): readonly Piece[] {
  const places = termsIn(text, terms);
  const pieces: Piece[] = [];
  let [from, to] = [0, 0];
  for (const cut of cutsOf(text, language, places)) {
    if (to > from && bytesOf(pieceOf(text, from, cut, places)) > MOST_BYTES) {
      pieces.push(pieceOf(text, from, to, places));
      from = to;
    }
    to = cut;
  }
  return [...pieces, pieceOf(text, from, to, places)];
}

/** What the service made of a piece, without marks; undefined: it lost, changed or repeated one. */
export function unmarked({ before, after, kept }: Piece, answer: string): string | undefined {
  const found: string[] = [];
  const text = answer.replaceAll(/<span translate="no">(.*?)<\/span>/gs, (_, inside: string) => {
    found.push(inside);
    return inside;
  });
  const isWhole = JSON.stringify(found.toSorted()) === JSON.stringify(kept.toSorted());
  return isWhole ? before + text.trim() + after : undefined;
}

const bytesOf = ({ marked }: Piece): number => Buffer.byteLength(marked);

function pieceOf(text: string, from: number, to: number, places: readonly TermPlace[]): Piece {
  const within = places.filter((place) => place.from >= from && place.to <= to);
  const kept = within.map(({ term, from: begin, to: end }) => term.translation ?? text.slice(begin, end));
  let marked = '';
  let at = from;
  for (const [i, place] of within.entries()) {
    marked += `${text.slice(at, place.from)}${OPEN}${kept[i]}${CLOSE}`;
    at = place.to;
  }
  marked += text.slice(at, to);
  const [, before = '', inner = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(marked) ?? [];
  return { before, after, marked: inner, kept };
}

/** Where a text may be cut, its end last: after each sentence, and after each letter of one that is too long. */
function cutsOf(text: string, language: string, places: readonly TermPlace[]): readonly number[] {
  const sentences = new Intl.Segmenter(language, { granularity: 'sentence' });
  const letters = new Intl.Segmenter(language, { granularity: 'grapheme' });
  const cuts = Array.from(sentences.segment(text), ({ segment, index }) =>
    Buffer.byteLength(segment) * 2 < MOST_BYTES // its marks take room too
      ? [index + segment.length]
      : Array.from(letters.segment(segment), (letter) => index + letter.index + letter.segment.length),
  ).flat();
  return cuts.filter((cut) => !places.some(({ from, to }) => from < cut && cut < to));
}
