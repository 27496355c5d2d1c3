import SpaceBetween from '@cloudscape-design/components/space-between';
import { useFormats } from './formats.ts';
import { Listing } from './listing.tsx';
import { useWords } from './words-context.ts';

export interface Slate {
  readonly strategy: string;
  readonly evidence: string;
  readonly items: readonly {
    readonly itemId: string;
    readonly rank: number;
    readonly probability: number;
    readonly reasons: readonly { readonly text: string }[];
    readonly item?: { readonly title: string };
  }[];
}

/** What somebody would be shown, and why. */
export function SlateListing({ slate }: { readonly slate: Slate }) {
  const { placements: words } = useWords();
  const { percent } = useFormats();
  return (
    <SpaceBetween size="s">
      <span>{words.restsOn(slate.strategy, slate.evidence)}</span>
      <Listing
        rows={slate.items}
        empty={words.nothing}
        columns={[
          { id: 'title', header: words.title, cell: ({ itemId, rank, item }) => `${rank}. ${item?.title ?? itemId}` },
          { id: 'why', header: words.why, cell: ({ reasons }) => reasons.map(({ text }) => text).join('; ') },
          { id: 'probability', header: words.probability, cell: ({ probability }) => percent(probability) },
        ]}
      />
    </SpaceBetween>
  );
}
