import type { Blend } from '../../../shared/learning/blend.ts';
import type { BlendName } from '../../../shared/model/blend.ts';

/** How the sources count in each blend, from how they count for a person. */
export function blendsOf(personal: Blend): Readonly<Record<BlendName, Blend>> {
  const { sessions: _s, current: _c, earlier: _e, ...lasting } = personal;
  const counts = (weight: number) => ({ weight, floor: 1e-3 });
  const sequence = personal['sequence'] ?? counts(1);
  return {
    personal,
    // Like the one item in view: what it is counts as much as what follows it.
    similar: {
      ...lasting,
      sequence,
      content: { ...counts(0.5), ...personal['content'], weight: Math.max(0.5, personal['content']?.weight ?? 0) },
    },
    'bought-together': { ...lasting, sequence, bought: counts(2) },
    // Where nothing is known of how an item looks, what is said of it stands in.
    'looks-alike': { images: counts(3), content: { ...counts(0.3), ...personal['content'], weight: 0.3 } },
    trending: { popularity: personal['popularity'] ?? counts(0.3), trending: counts(1) },
  };
}
