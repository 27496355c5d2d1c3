import { fitIntents, type LabelledText } from '../../../shared/dialogue/intents/fit-intents.ts';
import { intentRecogniser } from '../../../shared/dialogue/intents/recognise.ts';
import { normalInterval } from '../../../shared/math/normal-interval.ts';
import type { IntentEvaluation } from '../../../shared/model/intent-evaluation.ts';

const PARTS = 3;

/** How right intents are, each third of every intent’s examples being asked of what the others teach. */
export function tryIntents(examples: readonly LabelledText[]): IntentEvaluation {
  const counts = new Map<string, number>();
  const partOf = examples.map(({ intent }) => {
    const before = counts.get(intent) ?? 0;
    counts.set(intent, before + 1);
    return before % PARTS;
  });
  const right = new Float64Array(examples.length);
  for (let part = 0; part < PARTS; part++) {
    const recognise = intentRecogniser(fitIntents(examples.filter((_, i) => partOf[i] !== part)));
    examples.forEach(({ text, intent }, i) => {
      if (partOf[i] === part) right[i] = recognise(text).intent === intent ? 1 : 0;
    });
  }
  const { mean, low, high } = normalInterval(right);
  return {
    examples: examples.length,
    intents: counts.size,
    accuracy: mean,
    interval: { low, high },
    commonest: Math.max(...counts.values()) / examples.length,
  };
}

/** Why intents are not served; undefined: they are. */
export function refusalOf(tried: IntentEvaluation, served: IntentEvaluation | undefined): string | undefined {
  const of = (share: number) => share.toFixed(3);
  if (tried.interval.low <= tried.commonest)
    return `right of ${of(tried.accuracy)}, no better than to take all for the commonest intent, ${of(tried.commonest)}`;
  if (served !== undefined && tried.interval.high < served.accuracy)
    return `right of ${of(tried.accuracy)}, at most ${of(tried.interval.high)}; what is served is right of ${of(served.accuracy)}`;
  return undefined;
}
