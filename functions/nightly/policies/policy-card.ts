import type { DecisionPoint } from '../../../shared/domain/decision-point.ts';
import { LEAST_TOLD } from '../../../shared/domain/model-card.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import { allFigures, fewPeople } from '../../../shared/evaluation/cards/card-figures.ts';
import type { GateCheck } from '../../../shared/model/recommender-manifest.ts';
import type { CardDraft } from '../write-card.ts';
import { REFUSALS, type Refusal } from './learnt-decision.ts';
import type { TriedPolicy } from './try-policy.ts';

interface LearntPoint {
  readonly people: number;
  readonly decisions: number;
  readonly refused: Readonly<Record<Refusal, number>>;
  readonly tried: TriedPolicy | undefined;
  readonly gate: GateCheck;
  /** Whether what was learnt is served; else the version is the one that stays. */
  readonly isServed: boolean;
  readonly version: string;
  readonly takenAtMs: number;
}

const HOW: Readonly<Record<string, string>> = {
  counts: 'Beta posteriors of what each action earned, decayed by age; live counts are added to it',
  'linear-thompson':
    'Thompson sampling by a Bayesian ridge regression an action, pulled towards what all actions share',
  'tree-thompson': 'Thompson sampling by a regression tree an action, with a normal posterior in each leaf',
};

/** What a night tells of what a decision point goes by; amounts only of twenty people or more. */
export function policyCard(point: DecisionPoint, columns: readonly string[], learnt: LearntPoint): CardDraft {
  const { people, decisions, refused, tried, version, takenAtMs } = learnt;
  const told = people >= LEAST_TOLD ? tried : undefined;
  const refusals = REFUSALS.filter((reason) => refused[reason] > 0).map((reason) => `${refused[reason]} ${reason}`);
  return {
    name: `point-${point.pointId}`,
    kind: 'policy',
    version,
    asOf: isoOf(takenAtMs),
    purpose: `Chooses at the decision point "${point.pointId}": ${point.words}.`,
    algorithm: {
      chosen: HOW[point.policy] ?? point.policy,
      why: `The shop chose it. ${point.floor * 100} % of the decisions go to all eligible actions alike; what was learnt counts half as much after ${point.halfLifeDays} days. The gate ${learnt.isServed ? 'let it be served' : 'refused it, and what was served stays'}: ${learnt.gate.reason}.`,
      tried: [],
    },
    training: {
      people,
      rows: decisions,
      positives: null,
      from: null,
      until: isoOf(takenAtMs),
      consent: 'of those who may be learnt from by the consent of this night, without bots',
      features: columns,
    },
    evaluation: {
      protocol:
        'What the policy would have earned a decision, had it chosen in the newest fifth of the decisions, which this trial of it was not learnt from: self-normalised inverse propensity scoring. Decisions whose reward window is not over are not in it.',
      people,
      ...allFigures(
        told === undefined
          ? {}
          : {
              'reward a decision': told.learnt.value,
              'effective decisions': told.learnt.effective,
              'reward a decision, as logged': told.logged,
            },
        told === undefined && people < LEAST_TOLD ? fewPeople : 'no class is foreseen',
      ),
      intervals: {},
      baselines:
        told === undefined
          ? {}
          : {
              'all actions alike': {
                'reward a decision': told.uniform.value,
                'effective decisions': told.uniform.effective,
              },
              [`always ${point.defaultAction}`]: {
                'reward a decision': told.byDefault.value,
                'effective decisions': told.byDefault.effective,
              },
            },
    },
    calibration: [],
    operatingPoints: [],
    importance: [],
    slices: [],
    valueParts: [],
    segments: [],
    intendedUse: ['To choose one of the point’s actions for a person, with the probability of each on record.'],
    limits: [
      refusals.length === 0
        ? 'Every decision of the point that was over could be learnt from.'
        : `Not learnt from: ${refusals.join(', ')}.`,
      'Rewards that come after the window are not in it.',
      'Not for prices, credit, employment or anything of legal effect on a person (GDPR Art. 22).',
    ],
    evidence: 'person: what the point goes by, and what decisions earned',
  };
}
