import type { ModelCard } from '../../shared/domain/model-card.ts';
import { cardMarkdown } from '../../shared/evaluation/cards/card-markdown.ts';
import { cardPlots } from '../../shared/evaluation/cards/card-plots.ts';
import type { ModelCards } from '../../shared/ports/model-cards.ts';

/** What a step tells of a model; its pictures are drawn of that. */
export type CardDraft = Omit<ModelCard, 'plots'>;

/** Writes the card with its words and pictures. @param more - other files beside it, by name. */
export async function writeCard(
  cards: Pick<ModelCards, 'write'>,
  draft: CardDraft,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const plots = cardPlots(draft);
  const card = { ...draft, plots: [...plots.keys()] };
  const files = [...plots].map(([name, drawing]) => [`plots/${name}.svg`, drawing] as const);
  await cards.write(card, new Map([['card.md', cardMarkdown(card)], ...files, ...Object.entries(more)]));
}
