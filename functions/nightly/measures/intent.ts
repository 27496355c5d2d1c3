import { fitIntents, type LabelledText } from '../../../shared/dialogue/intents/fit-intents.ts';
import { intentRecogniser, type RecognisedIntent } from '../../../shared/dialogue/intents/recognise.ts';
import { InvalidInputError } from '../../../shared/domain/errors.ts';
import { binsOfEqualWidth, expectedCalibrationError } from '../../../shared/evaluation/calibration-errors.ts';
import { labelFigures } from '../../../shared/evaluation/label-figures.ts';
import { stringHash } from '../../../shared/math/string-hash.ts';
import { intentFiles, readIntentModel } from '../../../shared/model/intent-model.ts';
import type { Hash } from '../../../shared/ports/system.ts';
import { readTexts } from './conversation/read-texts.ts';
import { type Measure, type Measured, whyNull } from './measure.ts';

/** Of the intents: are not learnt, so that nobody knows what their texts want. */
const HELD_OUT_SHARE = 0.25;
const MOST_CONFUSIONS = 20;
/** In-scope accuracies of which it is told how much of what is out of scope is left out. */
const CURVE = [0.9, 0.875, 0.85, 0.825, 0.8, 0.75, 0.7];

/**
 * How well it is told what texts want, and when none of the known intents is meant: with a quarter of the intents left
 * out of what is learnt, their test texts are out of scope. The files that a night would write answer, once read back.
 */
export const measureIntents: Measure = async (files, options, { timed, log, hash }) => {
  const { train, test, isGiven } = await readTexts(files, options);
  const intents = [...new Set(train.map(({ intent }) => intent))].sort();
  if (intents.length < 2)
    throw new InvalidInputError(`--label: want examples of two intents or more, got ${intents.length}`);
  timed();
  const learnt = await served(train, hash);
  const fit = timed();
  const told = test.map(({ text }) => learnt.ask(text));
  const answer = timed();
  log.info('intents measured', { intents: intents.length, terms: learnt.termCount });
  const heldOut = heldOutIntents(intents);
  const isKnown = ({ intent }: LabelledText) => !heldOut.has(intent);
  const scoped = heldOut.size === 0 ? undefined : await served(train.filter(isKnown), hash);
  const scopes = test.map((one) => ({ ...one, isKnown: isKnown(one), told: scoped?.ask(one.text) }));
  const metrics: Measured['metrics'] = {
    model: {
      ...labelFigures(labelsOf(test), labelsOf(told)),
      calibrationError: calibrationError(test, told),
      ...scopeFigures(scopes),
    },
    mostFrequent: {
      ...labelFigures(
        labelsOf(test),
        Array.from(test, () => mostFrequent(train)),
      ),
    },
  };
  return {
    protocol: `${isGiven ? 'learnt from the train file, asked on the test file' : 'one text in five by its hash is asked, the others are learnt from'}; out of scope: a quarter of the intents, by their hashes, none of whose examples is learnt from`,
    counts: { examples: train.length, texts: test.length, intents: intents.length, heldOutIntents: heldOut.size },
    metrics,
    reasons: whyNull(metrics, () => 'there is no text to ask, or fewer than four intents'),
    details: {
      leastConfidence: learnt.least,
      modelBytes: learnt.bytes,
      millisecondsAnAnswer: test.length === 0 ? null : (1000 * answer) / test.length,
      heldOutIntents: [...heldOut],
      outOfScopeCurve: scopeCurve(scopes),
      confusions: confusions(test, told),
    },
    seconds: { fit, answer, outOfScope: timed() },
  };
};

/** Learns, writes the files of a model, and asks what is read back from them. */
async function served(examples: readonly LabelledText[], hash: Hash) {
  const written = intentFiles(fitIntents(examples), hash);
  const model = await readIntentModel(async (file) => written.get(file)!, hash);
  return {
    ask: intentRecogniser(model),
    least: model.doubt.least,
    termCount: model.terms.hashes.length,
    bytes: [...written.values()].reduce((sum, { length }) => sum + length, 0),
  };
}

const labelsOf = (rows: readonly { readonly intent: string }[]): readonly string[] => rows.map(({ intent }) => intent);

function heldOutIntents(intents: readonly string[]): ReadonlySet<string> {
  const byHash = intents.toSorted((a, b) => stringHash(a) - stringHash(b));
  return new Set(byHash.slice(0, intents.length < 4 ? 0 : Math.round(HELD_OUT_SHARE * intents.length)).sort());
}

/** A test text, asked of what was learnt without some intents; undefined: none were left out. */
interface ScopedText extends LabelledText {
  readonly isKnown: boolean;
  readonly told: RecognisedIntent | undefined;
}

const isRight = ({ intent, told }: ScopedText): boolean => told?.intent === intent;
const shareOf = (part: number, all: number): number | null => (all === 0 ? null : part / all);

function scopeFigures(texts: readonly ScopedText[]) {
  const asked = texts.filter(({ told }) => told !== undefined);
  const [known, unknown] = [asked.filter((one) => one.isKnown), asked.filter((one) => !one.isKnown)];
  const right = known.filter((one) => isRight(one) && one.told?.isInScope);
  const refused = unknown.filter(({ told }) => told?.isInScope === false);
  return {
    inScopeAccuracy: shareOf(right.length, known.length),
    outOfScopeRecall: shareOf(refused.length, unknown.length),
  };
}

/**
 * What the highest threshold that keeps an in-scope accuracy would leave out, had it been chosen on these very texts; the
 * served one was not. Without those that no threshold keeps.
 */
function scopeCurve(texts: readonly ScopedText[]) {
  const sureOf = ({ told }: ScopedText): number => told?.confidence ?? 0;
  const [known, unknown] = [texts.filter((one) => one.isKnown), texts.filter((one) => !one.isKnown)];
  const surest = known
    .filter(isRight)
    .map(sureOf)
    .sort((a, b) => b - a);
  return CURVE.flatMap((inScopeAccuracy) => {
    const least = surest[Math.ceil(inScopeAccuracy * known.length) - 1];
    if (least === undefined || unknown.length === 0) return [];
    const refused = unknown.filter((one) => sureOf(one) < least);
    return { inScopeAccuracy, outOfScopeRecall: refused.length / unknown.length };
  });
}

const calibrationError = (test: readonly LabelledText[], told: readonly RecognisedIntent[]): number | null =>
  expectedCalibrationError(
    binsOfEqualWidth({
      isPositive: Uint8Array.from(test, ({ intent }, row) => (told[row]!.intent === intent ? 1 : 0)),
      probabilities: Float64Array.from(told, ({ confidence }) => confidence),
    }),
  );

/** Of equally frequent ones the first that comes. */
function mostFrequent(train: readonly LabelledText[]): string {
  const counted = [...Map.groupBy(train, ({ intent }) => intent)];
  return counted.reduce((most, one) => (one[1].length > most[1].length ? one : most))[0];
}

/** What is taken for what, the commonest first. */
function confusions(test: readonly LabelledText[], told: readonly RecognisedIntent[]) {
  const wrong = test.flatMap(({ intent }, row) =>
    told[row]!.intent === intent ? [] : [{ intent, takenFor: told[row]!.intent }],
  );
  return [...Map.groupBy(wrong, ({ intent, takenFor }) => JSON.stringify([intent, takenFor])).values()]
    .map((same) => ({ ...same[0]!, texts: same.length }))
    .sort((a, b) => b.texts - a.texts)
    .slice(0, MOST_CONFUSIONS);
}
