import type { Event } from '../../domain/event.ts';
import { kindOf, plainName } from '../../domain/interaction.ts';
import type { Feature } from './feature.ts';
import { heaviest, type Tally, tallied, type Weighed } from './tally.ts';

type SearchState = { readonly count: number; readonly terms: Tally };

export interface Searches {
  readonly count: number;
  readonly terms: readonly Weighed[];
}

const KEPT = 20;
const TOLD = 10;
/** Segment's names and GA4's, as `plainName` spells them. */
const SEARCH_NAMES = new Set(['productssearched', 'search', 'viewsearchresults']);

/** What the person searched for: queries in lower case (NFKC). */
export const searches: Feature<SearchState, Searches> = {
  empty: { count: 0, terms: [] },
  fold(state, event) {
    const term = termOf(event);
    return term === undefined ? state : { count: state.count + 1, terms: tallied(state.terms, term, 1, KEPT) };
  },
  value: ({ count, terms }) => ({ count, terms: heaviest(terms, TOLD) }),
};

function termOf(event: Event): string | undefined {
  const { type, name, properties } = event;
  if (type !== 'track' || name === undefined || kindOf(event) !== undefined) return undefined;
  if (!SEARCH_NAMES.has(plainName(name))) return undefined;
  const query = properties['query'] ?? properties['search_term'];
  const term = typeof query === 'string' ? query.normalize('NFKC').toLowerCase().trim() : '';
  return term === '' ? undefined : term;
}
