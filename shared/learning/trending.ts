/**
 * What is met more than its own past, and than the shop as a whole, would let one expect.
 *
 * Sources: Cormode, Shkapenyuk, Srivastava & Xu (2009), "Forward Decay: A Practical Time Decay Model for Streaming
 * Systems", ICDE (decayed counts); Schubert, Weiler & Kriegel (2014), "SigniTrend: Scalable Detection of Emerging
 * Topics in Textual Streams by Hashed Significance Thresholds", KDD, section 3 (surprise relative to a moving average,
 * damped by a constant).
 */

/** n events, in any order. */
export interface TimedEvents {
  /** Indexes in [0, itemCount). */
  readonly items: Int32Array;
  /** In any unit, one for all events and settings. */
  readonly times: Float64Array;
}

export interface TrendingSettings {
  /** After so long an event counts half as recent; > 0, in the unit of the times. */
  readonly recentHalfLife: number;
  /** After so long it counts half as past; longer than recentHalfLife. */
  readonly pastHalfLife: number;
  /** So many expected events are added in doubt, > 0: a single event on a new item is no trend. */
  readonly doubt: number;
}

export interface Trending {
  /** (itemCount) decayed counts with recentHalfLife. */
  readonly recent: Float64Array;
  /** (itemCount): what `recent` would be had each item kept its share of all that happened, by its own past. */
  readonly expected: Float64Array;
  /** (itemCount): (recent − expected) / √(expected + doubt); 0 is as ever, and about 2 or more is rising. */
  readonly scores: Float32Array;
}

/**
 * Both counts decay exponentially from `now`. The past ones are scaled so that both add up to the same over all items,
 * which takes out the two half-lives, the span that the events cover and the growth of the whole: a busy day of the
 * shop is no trend of an item. O(events + items).
 *
 * @param now - at least the time of each event.
 * @throws RangeError when an item or a time is out of range or a setting makes no sense, naming it.
 */
export function fitTrending(events: TimedEvents, itemCount: number, now: number, settings: TrendingSettings): Trending {
  const { recentHalfLife, pastHalfLife, doubt } = settings;
  checkSettings(settings);
  checkEvents(events, itemCount, now);
  const recent = decayedCounts(events, itemCount, now, recentHalfLife);
  const expected = decayedCounts(events, itemCount, now, pastHalfLife);
  const total = (counts: Float64Array) => counts.reduce((sum, count) => sum + count, 0);
  const scale = total(expected) === 0 ? 0 : total(recent) / total(expected);
  for (let i = 0; i < itemCount; i++) expected[i]! *= scale;
  const scores = Float32Array.from(recent, (count, i) => (count - expected[i]!) / Math.sqrt(expected[i]! + doubt));
  return { recent, expected, scores };
}

/** Events count 2^(−age / halfLife). */
function decayedCounts({ items, times }: TimedEvents, itemCount: number, now: number, halfLife: number): Float64Array {
  const counts = new Float64Array(itemCount);
  for (let at = 0; at < items.length; at++) counts[items[at]!]! += 2 ** ((times[at]! - now) / halfLife);
  return counts;
}

function checkSettings({ recentHalfLife, pastHalfLife, doubt }: TrendingSettings): void {
  if (!(recentHalfLife > 0)) throw new RangeError(`recentHalfLife: want a number > 0, got ${recentHalfLife}`);
  if (!(pastHalfLife > recentHalfLife))
    throw new RangeError(`pastHalfLife: want more than recentHalfLife ${recentHalfLife}, got ${pastHalfLife}`);
  if (!(doubt > 0)) throw new RangeError(`doubt: want a number > 0, got ${doubt}`);
}

function checkEvents({ items, times }: TimedEvents, itemCount: number, now: number): void {
  const outside = items.findIndex((item) => item < 0 || item >= itemCount);
  if (outside >= 0) throw new RangeError(`event ${outside}: item ${items[outside]} is outside [0, ${itemCount})`);
  if (times.length !== items.length) throw new RangeError(`times: want ${items.length}, got ${times.length}`);
  const wrong = times.findIndex((time) => !(time > -Infinity && time <= now));
  if (wrong >= 0) throw new RangeError(`event ${wrong}: time ${times[wrong]} is not at most ${now}`);
}
