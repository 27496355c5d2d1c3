import { LEAST_TOLD } from '../../../shared/domain/model-card.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import { allFigures, fewPeople } from '../../../shared/evaluation/cards/card-figures.ts';
import type { RecommenderManifest } from '../../../shared/model/recommender-manifest.ts';
import type { CardDraft } from '../write-card.ts';
import { failedChecks } from './gate.ts';

/** What a night tells of the recommender that it made, whether it is served or not. */
export function recommenderCard(manifest: RecommenderManifest): CardDraft {
  const { name, version, settings, sources, trainedOn, evaluation, gate } = manifest;
  const isTold = evaluation.people >= LEAST_TOLD;
  const weights = Object.entries(settings.blend).map(([source, one]) => `${source} ${one?.weight.toPrecision(3)}`);
  return {
    name,
    kind: 'recommender',
    version,
    asOf: isoOf(trainedOn.takenAtMs),
    purpose: 'Puts items in the order in which a person is likely to turn to them next.',
    algorithm: {
      chosen: `A blend of ${sources.join(', ')}`,
      why: `Weights: ${weights.join(', ') || 'none'}. Settings and weights are searched on one window of time, and measured on a later one; a source that the blend does not want is left out. ${gate.passed ? `The gate passed it${gate.overruledBy === undefined ? '' : `, as ${gate.overruledBy}`}.` : `The gate refused it (${failedChecks(gate)}): it is not served.`}`,
      tried: [],
    },
    training: {
      people: trainedOn.personCount,
      rows: trainedOn.eventCount,
      positives: null,
      from: null,
      until: isoOf(trainedOn.takenAtMs),
      consent:
        'of those who may be learnt from by the consent of this night; events that were refused for it are left out',
      features: [
        'what people turned to, and when',
        'what the catalog says of items',
        'market, device and quarter of the day',
      ],
    },
    evaluation: {
      protocol: `On the newest window of time, which it had not seen: ${evaluation.goal === 'purchase' ? 'purchases' : 'whatever people turned to'}, foreseen among all ${trainedOn.itemCount.toLocaleString('en-US')} items; ${evaluation.tasks} tasks.`,
      people: evaluation.people,
      ...allFigures(
        isTold ? { ...evaluation.model, coverage: evaluation.coverage } : {},
        isTold ? 'items are ranked, nothing is classified' : fewPeople,
      ),
      intervals:
        isTold && evaluation.ndcg !== null
          ? { 'ndcg@10': { low: evaluation.ndcg.low, high: evaluation.ndcg.high } }
          : {},
      baselines: isTold ? { popularity: evaluation.popularity } : {},
    },
    calibration: [],
    operatingPoints: [],
    importance: [],
    slices: [],
    valueParts: [],
    segments: [],
    intendedUse: ['To choose what a person is shown in a shop, with the reason beside each item.'],
    limits: [
      'It learns from what people were shown: what is never shown is hardly learnt, which is why some slots go to new items.',
      'It says what people turn to, not what is good for them.',
      'Of items and people that are new it knows little; such answers say so.',
    ],
    evidence: `person of who has a history, else what is popular; ${evaluation.people} people were asked about`,
  };
}
