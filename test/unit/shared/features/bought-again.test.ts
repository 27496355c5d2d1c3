import { describe, expect, it } from 'vitest';
import type { InteractionKind } from '../../../../shared/domain/interaction.ts';
import { DAY_MS } from '../../../../shared/domain/time.ts';
import { boughtAgain } from '../../../../shared/features/bought-again.ts';
import { anInteraction } from '../../../support/builders/interaction.ts';

/** "day kind item", the oldest first. */
const did = (...steps: readonly string[]) =>
  steps.map((step) => {
    const [day = '', kind = '', itemId = ''] = step.split(' ');
    return { ...anInteraction(itemId, kind as InteractionKind), atMs: Number(day) * DAY_MS };
  });

describe('what is bought again', () => {
  it('is first what was ordered most often, of equals the newest', () => {
    const steps = ['0 purchase pan', '1 purchase tea', '2 purchase cup', '3 purchase soap', '60 purchase tea'];
    expect(boughtAgain(did(...steps))).toEqual(['tea', 'soap', 'cup', 'pan']);
    expect(boughtAgain(did(...steps, '90 purchase pan'))).toEqual(['pan', 'tea', 'soap', 'cup']);
  });

  it('is not what was given back, nor what was only looked at', () => {
    const steps = ['0 purchase pan', '1 purchase tea', '2 refund pan', '3 view cup', '3 cart lid', '4 refund jar'];
    expect(boughtAgain(did(...steps))).toEqual(['tea']);
    expect(boughtAgain(did('0 purchase tea', '5 purchase cup', '9 purchase tea', '10 refund tea'))).toEqual([
      'cup',
      'tea',
    ]);
  });

  it('takes what is bought within a day for one order', () => {
    expect(boughtAgain(did('0 purchase tea', '0.9 purchase tea', '5 purchase cup'))).toEqual(['cup', 'tea']);
    expect(boughtAgain(did('0 purchase tea', '1 purchase tea', '5 purchase cup'))).toEqual(['tea', 'cup']);
  });
});
