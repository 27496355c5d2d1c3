import { type CardEvaluation, LEAST_TOLD, type ModelCard } from '../../domain/model-card.ts';
import type { Range } from '../../domain/prediction.ts';
import { betaQuantile } from '../../math/beta.ts';
import { binsOfEqualCount, CALIBRATION_BINS, type ForeseenRows, logLossOf } from '../calibration-errors.ts';
import { type Classified, classificationFigures } from '../classification.ts';
import { NORMAL_95, rocAreaInterval } from '../classification-curves.ts';
import { operatingPoints } from '../operating-points.ts';

/** The figures that every card has, in their order; one that has no meaning of a model is null, with the reason. */
export const CARD_FIGURES = [
  'accuracy',
  'precision',
  'recall',
  'f1',
  'auc',
  'averagePrecision',
  'logLoss',
  'brier',
  'ece',
  'silhouette',
  'pinball',
] as const;

/** Somebody at least so likely counts as foreseen. */
export const CARD_THRESHOLD = 0.5;

type Figures = Pick<CardEvaluation, 'metrics' | 'reasons'>;

/** All of a card's figures: those that are known, and why the others are not. @param why - of what no reason is given. */
export function allFigures(
  known: Readonly<Record<string, number | null>>,
  why: string,
  reasons: Readonly<Record<string, string>> = {},
): Figures {
  const metrics = { ...Object.fromEntries(CARD_FIGURES.map((name) => [name, null])), ...known };
  const nulls = Object.keys(metrics).filter((name) => (metrics[name] ?? null) === null);
  return { metrics, reasons: Object.fromEntries(nulls.map((name) => [name, reasons[name] ?? why])) };
}

const OTHERS = {
  silhouette: 'nobody is put into segments',
  pinball: 'a probability is foreseen, no quantile',
};

export const fewPeople = `fewer than ${LEAST_TOLD} people`;

export type ToldProbabilities = Pick<ModelCard, 'calibration' | 'operatingPoints'> &
  Pick<CardEvaluation, 'metrics' | 'reasons' | 'intervals'>;

/** What a card tells of probabilities of people whom the model had not met; of too few nothing. */
export function toldProbabilities(rows: ForeseenRows): ToldProbabilities {
  if (rows.probabilities.length < LEAST_TOLD)
    return { ...allFigures({}, fewPeople, OTHERS), intervals: {}, calibration: [], operatingPoints: [] };
  return {
    ...classifiedFigures(classificationFigures(rows, CARD_THRESHOLD)),
    intervals: intervalsOf(rows),
    ...curvesOf(rows),
  };
}

export const classifiedFigures = ({ figures, reasons }: Classified): Figures =>
  allFigures({ ...figures }, '', { ...OTHERS, ...reasons });

/**
 * Calibration and operating points; no number of them is of fewer rows than asked.
 * @param least - as many rows as the people that a card tells of, at least, may make.
 */
export const curvesOf = (
  rows: ForeseenRows,
  least: number = LEAST_TOLD,
): Pick<ModelCard, 'calibration' | 'operatingPoints'> => ({
  calibration: binsOfEqualCount(
    rows,
    Math.max(1, Math.min(CALIBRATION_BINS, Math.floor(rows.probabilities.length / least))),
  ),
  operatingPoints: operatingPoints({ isPositive: rows.isPositive, scores: rows.probabilities }, least),
});

/**
 * 95 %: of means by a normal approximation, of shares by Jeffreys' prior (Brown, Cai & DasGupta 2001, "Interval
 * estimation for a binomial proportion"), of the area under the ROC curve by DeLong's.
 */
function intervalsOf(rows: ForeseenRows): Readonly<Record<string, Range>> {
  const { isPositive, probabilities } = rows;
  const isForeseen = probabilities.map((p) => (p >= CARD_THRESHOLD ? 1 : 0));
  const count = (is: (row: number) => boolean) => [...isPositive.keys()].filter(is).length;
  const found = count((row) => isForeseen[row] === 1 && isPositive[row] === 1);
  const foreseen = count((row) => isForeseen[row] === 1);
  const positives = count((row) => isPositive[row] === 1);
  const right = count((row) => isForeseen[row] === isPositive[row]);
  const auc = rocAreaInterval({ isPositive, scores: probabilities });
  return {
    accuracy: shareInterval(right, probabilities.length),
    ...(foreseen > 0 && { precision: shareInterval(found, foreseen) }),
    ...(positives > 0 && { recall: shareInterval(found, positives) }),
    ...(auc && { auc }),
    logLoss: meanInterval(probabilities.map((p, row) => logLossOf(isPositive[row]!, p))),
    brier: meanInterval(probabilities.map((p, row) => (p - isPositive[row]!) ** 2)),
  };
}

const TAIL = 0.025;

function shareInterval(part: number, whole: number): Range {
  const [a, b] = [part + 0.5, whole - part + 0.5];
  return { low: betaQuantile(TAIL, a, b), high: betaQuantile(1 - TAIL, a, b) };
}

/** @param values - at least two. */
export function meanInterval(values: Float64Array): Range {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const reach = NORMAL_95 * Math.sqrt(squares / (values.length - 1) / values.length);
  return { low: mean - reach, high: mean + reach };
}
