import { LEAST_TOLD, type ModelCard } from '../../../shared/domain/model-card.ts';
import { DAY_MS, isoOf } from '../../../shared/domain/time.ts';
import { allFigures } from '../../../shared/evaluation/cards/card-figures.ts';
import { pinballLoss } from '../../../shared/evaluation/forecast-errors.ts';
import { intervalCoverage, TENTHS, tenthsOf, valueErrors } from '../../../shared/evaluation/value-errors.ts';
import type { LifetimeValues } from '../../../shared/learning/lifetime-value/lifetime-value.ts';
import type { OrdersUntil } from '../../../shared/learning/lifetime-value/orders-until.ts';
import type { ObservedScan } from '../snapshot/scan-observer.ts';
import type { CardDraft } from '../write-card.ts';
import { type TriedValue, VALUE_LEVEL } from './try-value.ts';

interface Learnt {
  readonly scan: ObservedScan;
  readonly untilMs: number;
  readonly currency: string | undefined;
  readonly learntFrom: OrdersUntil;
}

const WHY = 'a value is foreseen, no class';

/** What a night tells of how it foresees what people will order. @param tried - undefined where too little is known. */
export function valueCard(
  { orders, worth }: LifetimeValues,
  tried: TriedValue | undefined,
  { scan, untilMs, currency, learntFrom: known }: Learnt,
): CardDraft {
  const people = known.people.length;
  const day = (one: number): string => isoOf(one * DAY_MS).slice(0, 10);
  return {
    name: 'lifetime-value',
    kind: 'value',
    version: scan.snapshotId,
    asOf: isoOf(scan.takenAtMs),
    purpose:
      'Foresees how often each person who ordered will order within a year, and what it comes to, with 80 % intervals.',
    algorithm: {
      chosen: `BG/NBD for how often${worth === undefined ? '' : ', Gamma-Gamma for how much'}, corrected by what they got wrong of the shop's own earlier time`,
      why: `Few parameters, so that there is an answer for ten people too, and wide intervals say how little is known.${people < LEAST_TOLD ? '' : parametersOf(orders.model)}`,
      tried: [],
    },
    training: {
      people,
      rows: people < LEAST_TOLD ? null : known.histories.repeats.reduce((sum, repeats) => sum + repeats + 1, 0),
      positives: null,
      from: null,
      until: isoOf(untilMs),
      consent:
        'of those who ordered and may be learnt from; it is foreseen of others, too, who may be personalised for',
      features: ['days of orders', `what they came to${currency === undefined ? '' : ` in ${currency}`}`],
    },
    ...(tried === undefined ? UNTRIED : triedPart(tried, { hasWorth: worth !== undefined, day })),
    calibration: [],
    operatingPoints: [],
    importance: [],
    slices: [],
    segments: [],
    intendedUse: [
      'How much an audience is worth, and whom to look after; sums over many people are surer than the value of one.',
    ],
    limits: [
      'Who never ordered has no value here.',
      'It knows no season, no campaign and no price: a year ahead is as the time before, as far as the shop goes on as it did.',
      'What was ordered in another currency counts by the exchange rate of its day, or is an order of unknown worth.',
      'Not for credit or anything of legal effect on a person (GDPR Art. 22).',
    ],
    evidence: 'person of who ordered on two days or more; segment of who ordered on one',
  };
}

const UNTRIED: Pick<ModelCard, 'evaluation' | 'valueParts'> = {
  evaluation: {
    protocol: 'Not measured.',
    people: 0,
    ...allFigures({}, `fewer than ${LEAST_TOLD} people had ordered, or all orders are of too few days`, {
      silhouette: 'nobody is put into segments',
    }),
    intervals: {},
    baselines: {},
  },
  valueParts: [],
};

/** By orders where no order says what it came to. */
function triedPart(
  { until, end, foreseen, actual }: TriedValue,
  { hasWorth, day }: { readonly hasWorth: boolean; readonly day: (one: number) => string },
): Pick<ModelCard, 'evaluation' | 'valueParts'> {
  const { future } = foreseen;
  const [said, was] = hasWorth ? [future.value, actual.values] : [future.orders, actual.orders];
  const pinball = [
    pinballLoss(was, said.low, (1 - VALUE_LEVEL) / 2),
    pinballLoss(was, said.high, (1 + VALUE_LEVEL) / 2),
  ];
  const known = {
    pinball: pinball[0] === null || pinball[1] === null ? null : (pinball[0]! + pinball[1]!) / 2,
    ...valueErrors(said.mean, was),
    coverage80: intervalCoverage({ ...said, none: future.none, level: VALUE_LEVEL }, was),
    orderRatio: valueErrors(future.orders.mean, actual.orders).totalRatio,
  };
  return {
    evaluation: {
      protocol: `What ${day(until + 1)} to ${day(end)} had, foreseen from the days until ${day(until)}, of everybody who had ordered by then. Pinball loss: mean of the quantiles .1 and .9. Money in the currency's minor unit.`,
      people: foreseen.known.people.length,
      ...allFigures(known, WHY, {
        silhouette: 'nobody is put into segments',
        ...Object.fromEntries(
          Object.keys(known).map((name) => [name, 'nobody ordered, or all are alike in what is foreseen or came']),
        ),
      }),
      intervals: {},
      baselines: {},
    },
    valueParts: tenthsOf(said.mean, was, Math.min(TENTHS, Math.floor(was.length / LEAST_TOLD))),
  };
}

const parametersOf = ({ r, alpha, a, b }: LifetimeValues['orders']['model']): string =>
  ` Fitted: r ${r.toPrecision(3)}, α ${alpha.toPrecision(3)}, a ${a.toPrecision(3)}, b ${b.toPrecision(3)}.`;
