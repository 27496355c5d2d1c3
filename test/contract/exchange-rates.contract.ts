import { describe, expect, it } from 'vitest';
import type { ExchangeRates } from '../../shared/ports/exchange-rates.ts';

/** What everything that keeps exchange rates does. @param open - the same store each time; no rate is in it. */
export function describeExchangeRates(name: string, open: () => ExchangeRates): void {
  describe(`exchange rates in ${name}`, () => {
    it('are found from one day to another, newest first, across months and years', async () => {
      await open().put([
        { day: '2026-01-02', perEuro: { USD: '1.05' } },
        { day: '2025-12-31', perEuro: { USD: '1.04', BGN: '1.9558' } },
        { day: '2025-11-28', perEuro: { USD: '1.03' } },
      ]);
      const found = await open().between('2025-11-29', '2026-01-02');
      expect(found).toEqual([
        { day: '2026-01-02', perEuro: { USD: '1.05' } },
        { day: '2025-12-31', perEuro: { USD: '1.04', BGN: '1.9558' } },
      ]);
      expect(await open().between('2025-11-28', '2025-12-30')).toEqual([
        { day: '2025-11-28', perEuro: { USD: '1.03' } },
      ]);
      expect(await open().between('2024-01-01', '2024-12-31')).toEqual([]);
    });

    it('are kept once, and what comes later of a day changes the currencies that it names', async () => {
      await open().put([{ day: '2026-03-03', perEuro: { USD: '1.1', JPY: '160' } }]);
      await open().put([{ day: '2026-03-03', perEuro: { USD: '1.2' } }]);
      await open().put([{ day: '2026-03-04', perEuro: { USD: '1.3' } }]);
      expect(await open().between('2026-03-01', '2026-03-31')).toEqual([
        { day: '2026-03-04', perEuro: { USD: '1.3' } },
        { day: '2026-03-03', perEuro: { USD: '1.2', JPY: '160' } },
      ]);
    });

    it('are not lost when two write days of one month at once', async () => {
      await Promise.all(
        ['2026-05-04', '2026-05-05', '2026-05-06'].map((day) => open().put([{ day, perEuro: { USD: '1' } }])),
      );
      expect(await open().between('2026-05-01', '2026-05-31')).toHaveLength(3);
    });
  });
}
