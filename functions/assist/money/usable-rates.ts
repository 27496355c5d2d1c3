import { type DayRates, oldestUsable } from '../../../shared/domain/exchange-rates.ts';
import { utcDay } from '../../../shared/domain/time.ts';
import type { ExchangeRates } from '../../../shared/ports/exchange-rates.ts';
import type { Clock } from '../../../shared/ports/system.ts';

type Load = () => Promise<readonly DayRates[]>;

/**
 * The rates that may be used on a day, newest first. Those of today, which nearly everybody asks for, are held.
 * @param held - loads again now and then.
 */
export function usableRates(
  rates: Pick<ExchangeRates, 'between'>,
  clock: Clock,
  held: (load: Load) => Load,
): (day: string) => Promise<readonly DayRates[]> {
  const until = (day: string) => rates.between(oldestUsable(day), day);
  const ofToday = held(() => until(utcDay(clock.nowMs())));
  return (day) => (day < utcDay(clock.nowMs()) ? until(day) : ofToday());
}
