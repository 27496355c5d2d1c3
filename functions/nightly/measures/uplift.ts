import { InvalidInputError } from '../../../shared/domain/errors.ts';
import { qiniCurve, type UpliftFigures, upliftFigures, type Worth } from '../../../shared/evaluation/uplift-figures.ts';
import { rowsOfTable } from '../../../shared/learning/feature-columns.ts';
import { type ChosenEffects, chooseEffects, EFFECT_LEARNERS } from '../../../shared/learning/uplift/chosen-effects.ts';
import { armParts } from '../../../shared/learning/uplift/cross-fit.ts';
import { type EffectLearner, type EffectModel, treatedRowsAt } from '../../../shared/learning/uplift/treated-table.ts';
import { normalInterval } from '../../../shared/math/normal-interval.ts';
import { rankShares } from '../../../shared/math/rank-shares.ts';
import { headerOf } from './header.ts';
import type { Measure, MeasuredFiles } from './measure.ts';
import { type Options, wholeNumberOf } from './options.ts';
import { readTreated, type TreatedRows } from './uplift/read-treated.ts';

const FOLD_LIMITS = { min: 2, max: 20, otherwise: 5 };
const SPLIT_LIMITS = { min: 1, max: 100, otherwise: 1 };
/** Of the first split; the next ones follow. */
const SPLIT_SEED = 100;

/** Figures of one split by method, and effects by method. */
interface Split {
  readonly figures: Readonly<Record<string, UpliftFigures>>;
  /** (n): ranks within parts as shares, the highest effect the highest. */
  readonly effects: Readonly<Record<string, Float64Array>>;
  readonly choices: readonly string[];
}

/**
 * How well it is foreseen whom treating changes: each learner and what is chosen of them, within each training part, on
 * rows that were not learnt from. Where the true effects are in the file, also how far the effects of a model of all
 * rows lie from them. Several files are repetitions: figures are means over them.
 */
export const measureUplift: Measure = async (files, options, { log, timed }) => {
  const foldCount = wholeNumberOf(options, 'folds', FOLD_LIMITS);
  const splitCount = wholeNumberOf(options, 'splits', SPLIT_LIMITS);
  const worth = { value: numberOf(options, 'worth', 1), cost: numberOf(options, 'cost', 0) };
  const learners = learnersOf(options);
  const sets = await readSets(files, options);
  const splits: Split[] = [];
  const errors: EffectErrors[] = [];
  for (const [at, set] of sets.entries()) {
    for (let split = 0; split < splitCount; split++)
      splits.push(measuredSplit(set, { foldCount, seed: SPLIT_SEED + split, worth, learners }));
    if (set.truth !== undefined) errors.push(effectErrors(set, set.truth, learners));
    log.info('uplift measured', { set: at + 1, of: sets.length });
  }
  const methods = Object.keys(splits[0]!.figures);
  const last = sets.at(-1)!;
  const shownSplit = splits.at(-1)!;
  return {
    protocol: `${last.treated} against ${last.control}, ${splitCount} split${splitCount === 1 ? '' : 's'} into ${foldCount} parts by lot, each ranked by what is learnt from the others; learners chosen within each training part`,
    counts: countsOf(sets, splitCount),
    metrics: Object.fromEntries(methods.map((method) => [method, figuresOf(splits, errors, method)])),
    reasons: {},
    details: {
      leftOut: last.leftOut,
      randomisation: sets.map(({ randomisation }) => randomisation),
      qiniFormula:
        'area between the curve of (treated outcomes − control outcomes · treated / control) by share of rows and the straight line to its end, divided by rows',
      splitIntervals: Object.fromEntries(methods.map((method) => [method, overSplits(splits, method)])),
      intervals: Object.fromEntries(
        methods.map((method) => [method, { ...shownSplit.figures[method]!, auuc: undefined }]),
      ),
      choices: counted(splits.flatMap(({ choices }) => choices)),
      qiniCurves: Object.fromEntries(
        methods.map((method) => [method, qiniCurve(shownSplit.effects[method]!, last.data)]),
      ),
      ...(errors.length === 0
        ? {}
        : { rootPehe: Object.fromEntries(methods.map((m) => [m, errors.map((e) => e[m]?.rootPehe ?? null)])) }),
    },
    seconds: { measure: timed() },
  };
};

async function readSets(files: MeasuredFiles, options: Options): Promise<readonly TreatedRows[]> {
  const names = files.names.filter((name) => /\.(csv|tsv)(\.gz)?$/.test(name));
  if (names.length === 0)
    throw new InvalidInputError(`want a .csv or .tsv, got ${files.names.join(', ') || 'no file'}`);
  const header = headerOf(options);
  return Promise.all(names.map(async (name) => readTreated(await files.table(name, header), options)));
}

function numberOf(options: Options, option: string, otherwise: number): number {
  const text = options[option];
  if (text === undefined) return otherwise;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new InvalidInputError(`--${option}: want a number of at least 0, got "${text}"`);
}

/** Those that are named, or all. @throws InvalidInputError for a name that is none. */
function learnersOf(options: Options): readonly EffectLearner[] {
  const text = options['learners'];
  if (text === undefined) return EFFECT_LEARNERS;
  return text.split(',').map((part) => {
    const found = EFFECT_LEARNERS.find(({ name }) => name === part.trim());
    if (found !== undefined) return found;
    throw new InvalidInputError(
      `--learners: want some of ${EFFECT_LEARNERS.map(({ name }) => name).join(', ')}, got "${part.trim()}"`,
    );
  });
}

interface SplitSettings {
  readonly foldCount: number;
  readonly seed: number;
  readonly worth: Worth;
  readonly learners: readonly EffectLearner[];
}

const methodsOf = ({ model, mean, alone }: ChosenEffects): readonly (readonly [string, EffectModel])[] => [
  ['chosen', model],
  ...(Object.keys(alone).length > 1 ? [['mean', mean] as const] : []),
  ...Object.entries(alone),
];

/**
 * Rows are ranked within their part: models of other parts have other levels, the lower the higher the part's own effect
 * was that they did not learn from, so that comparing across parts is against every learner. Source: Parker, Günter &
 * Bedo (2007), "Stratification bias in low signal microarray studies", BMC Bioinformatics 8, of areas under ROC curves.
 */
function measuredSplit({ data }: TreatedRows, { foldCount, seed, worth, learners }: SplitSettings): Split {
  const effects: Record<string, Float64Array> = {};
  const choices: string[] = [];
  for (const { train, test } of armParts(data.isTreated, foldCount, seed)) {
    const chosen = chooseEffects(treatedRowsAt(data, train), learners);
    const asked = rowsOfTable(data.table, test);
    choices.push(chosen.choice);
    for (const [name, model] of methodsOf(chosen)) {
      effects[name] ??= new Float64Array(data.table.rowCount);
      rankShares(model(asked)).forEach((share, at) => {
        effects[name]![test[at]!] = share;
      });
    }
  }
  const figures = Object.fromEntries(
    Object.entries(effects).map(([name, scores]) => [name, upliftFigures(scores, data, worth)]),
  );
  return { figures, effects, choices };
}

type EffectErrors = Readonly<Record<string, { readonly rootPehe: number; readonly ateError: number }>>;

/**
 * Of a model of all rows: √PEHE, the root of the mean squared error of the effects, and the error of their mean. Source:
 * Hill (2011), "Bayesian nonparametric modeling for causal inference".
 */
function effectErrors({ data }: TreatedRows, truth: Float64Array, learners: readonly EffectLearner[]): EffectErrors {
  const chosen = chooseEffects(data, learners);
  return Object.fromEntries(
    methodsOf(chosen).map(([name, model]) => {
      const wrong = model(data.table).map((effect, row) => effect - truth[row]!);
      const rootPehe = Math.sqrt(wrong.reduce((sum, one) => sum + one * one, 0) / wrong.length);
      return [name, { rootPehe, ateError: Math.abs(wrong.reduce((sum, one) => sum + one, 0) / wrong.length) }];
    }),
  );
}

function figuresOf(
  splits: readonly Split[],
  errors: readonly EffectErrors[],
  method: string,
): Record<string, number | null> {
  const all = splits.map(({ figures }) => figures[method]!);
  const shares = Object.keys(all[0]!.upliftAt);
  const upliftAt = (share: string) => meanOf(all.flatMap(({ upliftAt }) => upliftAt[share]?.mean ?? []));
  return {
    qiniArea: meanOf(all.map(({ qiniArea }) => qiniArea.mean)),
    auuc: meanOf(all.map(({ auuc }) => auuc)),
    ...Object.fromEntries(shares.map((share) => [`uplift@${share}`, upliftAt(share)])),
    ...Object.fromEntries(
      shares.map((share) => [`gain@${share}`, meanOf(all.map(({ gainAt }) => gainAt[share]!.mean))]),
    ),
    ...(errors.length === 0
      ? {}
      : {
          rootPehe: meanOf(errors.map((of) => of[method]!.rootPehe)),
          ateError: meanOf(errors.map((of) => of[method]!.ateError)),
        }),
  };
}

/** How much figures depend on how rows were dealt out: mean and 95 % interval of it over splits. */
function overSplits(splits: readonly Split[], method: string) {
  const of = (value: (figures: UpliftFigures) => number) =>
    normalInterval(Float64Array.from(splits, ({ figures }) => value(figures[method]!)));
  return {
    qiniArea: of(({ qiniArea }) => qiniArea.mean),
    'uplift@10%': of(({ upliftAt }) => upliftAt['10%']?.mean ?? 0),
  };
}

const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

const counted = (names: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));

function countsOf(sets: readonly TreatedRows[], splits: number): Record<string, number> {
  const sum = (of: (set: TreatedRows) => number) => sets.reduce((total, set) => total + of(set), 0);
  return {
    rows: sum(({ data }) => data.table.rowCount),
    treated: sum(({ data }) => data.isTreated.reduce((all, one) => all + one, 0)),
    columns: sets.at(-1)!.names.length,
    ...(sets.length > 1 ? { files: sets.length } : {}),
    splits,
    otherTreatments: sum(({ others }) => others),
  };
}
