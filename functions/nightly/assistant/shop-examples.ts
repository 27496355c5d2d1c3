import type { LabelledText } from '../../../shared/dialogue/intents/fit-intents.ts';
import { OWN_EXAMPLES } from '../../../shared/dialogue/own-intents/own-examples.ts';
import type { FaqContent } from '../../../shared/domain/faq.ts';
import type { Item } from '../../../shared/domain/item.ts';
import { FAQ_INTENT, type IntentContent } from '../../../shared/domain/shop-intent.ts';
import { folded } from '../../../shared/features/words.ts';
import { stringHash } from '../../../shared/math/string-hash.ts';
import type { StoredDocument } from '../../../shared/ports/documents.ts';

/** What a shop says of itself. */
export interface ShopSays {
  readonly faq: readonly StoredDocument<FaqContent>[];
  readonly intents: readonly StoredDocument<IntentContent>[];
  readonly items: readonly Item[];
}

/** Items whose titles stand for what is looked for: those whose ids hash lowest. */
const MOST_ITEMS = 200;
/** So that a night ends: those of an intent that hash lowest. */
const MOST_A_LABEL = 3000;

/**
 * What is learnt from: the project’s own examples, those of the shop, its FAQ’s questions, and titles of its catalog as
 * what is looked for. Each text once an intent, in an order that depends on what they say alone.
 */
export function shopExamples({ faq, intents, items }: ShopSays): readonly LabelledText[] {
  const titled = items.toSorted((a, b) => stringHash(a.itemId) - stringHash(b.itemId)).slice(0, MOST_ITEMS);
  const all: readonly LabelledText[] = [
    ...OWN_EXAMPLES,
    ...intents.flatMap(({ id, body }) => body.examples.map((text) => ({ text, intent: id }))),
    ...faq.flatMap(({ body }) =>
      Object.values(body.languages).flatMap(({ questions }) => questions.map((text) => ({ text, intent: FAQ_INTENT }))),
    ),
    ...titled.map(({ title }) => ({ text: title, intent: 'product-search' })),
  ];
  const byIntent = Map.groupBy(
    new Map(all.map((example) => [`${example.intent}\n${folded(example.text)}`, example])).values(),
    ({ intent }) => intent,
  );
  return [...byIntent]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, examples]) => examples.sort(byHash).slice(0, MOST_A_LABEL));
}

const byHash = (a: LabelledText, b: LabelledText): number =>
  stringHash(a.text) - stringHash(b.text) || (a.text < b.text ? -1 : 1);
