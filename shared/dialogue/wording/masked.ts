/** An answer with marks in the place of its facts. */
export interface MaskedText {
  readonly text: string;
  /** By mark: ⟦1⟧ is the first. */
  readonly facts: readonly string[];
}

const MARK = /⟦(\d+)⟧/g;
/** Addresses of the web and of e-mail, and whatever has a digit in it: prices, days, numbers of orders, percentages. */
const TELLING =
  'https?:\\/\\/[^\\s“”"<>]+|[^\\s“”"<>@]+@[^\\s“”"<>@]+|[\\p{L}\\p{N}#._/-]*\\p{Nd}[\\p{L}\\p{N}#._/%-]*';

/**
 * Takes the facts out of a text, in the order in which they stand: those that are named, and all addresses and numbers.
 * What is left says nothing of a person.
 * @param named - titles, numbers of orders and the like, as they stand in the text.
 */
export function masked(text: string, named: readonly string[]): MaskedText {
  const longestFirst = [...new Set(named)].filter((fact) => fact !== '').sort((a, b) => b.length - a.length);
  const facts: string[] = [];
  const pattern = new RegExp([...longestFirst.map(escaped), TELLING].join('|'), 'gu');
  // A mark of somebody else's would be taken for one of ours.
  const hidden = text.replace(/[⟦⟧]/g, ' ').replace(pattern, (fact) => {
    facts.push(fact);
    return `⟦${facts.length}⟧`;
  });
  return { text: hidden, facts };
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** The text with its facts again. */
export const unmasked = (text: string, facts: readonly string[]): string =>
  text.replace(MARK, (mark, place: string) => facts[Number(place) - 1] ?? mark);

/** The marks of a text, in their order. */
export const marksIn = (text: string): readonly string[] => text.match(MARK) ?? [];

/** What is told beside marks: digits and addresses that are no facts of the shop. */
export const toldBeside = (text: string): readonly string[] =>
  text.replace(MARK, ' ').match(new RegExp(TELLING, 'gu')) ?? [];
