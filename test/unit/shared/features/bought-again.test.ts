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
  it('is first what is due by its own rhythm, the longest overdue first', () => {
    const often = ['0 purchase tea', '10 purchase tea', '20 purchase tea']; // due on day 30
    const seldom = ['1 purchase soap', '25 purchase soap']; // due on day 49
    expect(boughtAgain(did(...often, ...seldom))).toEqual(['tea', 'soap']);
    expect(boughtAgain(did(...often, ...seldom, '48 purchase tea'))).toEqual(['soap', 'tea']); // tea on day 64
  });

  it('is then what was bought once, the longest ago first', () => {
    const steps = ['0 purchase pan', '1 purchase tea', '2 purchase cup', '90 purchase tea'];
    expect(boughtAgain(did(...steps))).toEqual(['tea', 'pan', 'cup']);
  });

  it('is not what was given back, nor what was only looked at', () => {
    const steps = ['0 purchase pan', '1 purchase tea', '2 refund pan', '3 view cup', '3 cart lid', '4 refund jar'];
    expect(boughtAgain(did(...steps))).toEqual(['tea']);
    expect(boughtAgain(did('0 purchase tea', '5 purchase cup', '9 purchase tea', '10 refund tea'))).toEqual([
      'tea',
      'cup',
    ]);
  });

  it('takes what is bought within a day for one order', () => {
    expect(boughtAgain(did('0 purchase cup', '5 purchase tea', '5.9 purchase tea'))).toEqual(['cup', 'tea']);
    expect(boughtAgain(did('0 purchase cup', '5 purchase tea', '6 purchase tea'))).toEqual(['tea', 'cup']);
  });
});
