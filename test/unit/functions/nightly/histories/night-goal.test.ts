import { describe, expect, it } from 'vitest';
import { nightSplit } from '../../../../../functions/nightly/histories/night-goal.ts';
import { readTrainingData } from '../../../../../functions/nightly/histories/training-data.ts';
import { sha256Hash } from '../../../../../shared/adapters/system/hash.ts';
import type { InteractionKind } from '../../../../../shared/domain/interaction.ts';
import { anInteractionEvent } from '../../../../support/builders/interaction.ts';
import { type PersonEvent, writtenSnapshot } from '../../../../support/written-snapshot.ts';

const row = (person: string, itemId: string, kind: InteractionKind, atMs: number): PersonEvent => ({
  personKey: `U#${person}`,
  event: anInteractionEvent(itemId, kind, atMs),
});

const dataOf = async (events: readonly PersonEvent[]) =>
  readTrainingData(await writtenSnapshot(events), 's', sha256Hash);

describe('nightSplit', () => {
  /** Each of these people views two items of theirs early and buys one in each window. */
  const shoppers = (count: number) =>
    Array.from({ length: count }, (_, p) => [
      ...Array.from({ length: 8 }, (_, i) => row(`p${p}`, `early-${(p + i) % 20}`, 'view', i)),
      row(`p${p}`, `validated-${p % 7}`, 'purchase', 100),
      row(`p${p}`, `tested-${p % 7}`, 'purchase', 200),
    ]).flat();

  it('foresees purchases where there are a hundred of them in each window', async () => {
    const { goal, split } = nightSplit(await dataOf(shoppers(100)));
    expect(goal).toBe('purchase');
    expect([split.validation.length, split.test.length]).toEqual([100, 100]);
  });

  it('foresees whatever people turn to where purchases are fewer', async () => {
    expect(nightSplit(await dataOf(shoppers(99))).goal).toBe('any');
  });
});
