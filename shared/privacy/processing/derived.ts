import { foreseenName, RULED_PREDICTIONS } from '../../domain/prediction.ts';
import { lookalikeColumn, ROLL_COLUMNS } from '../../features/profile/roll.ts';
import { PROFILE_COLUMNS } from '../../features/profile/vector.ts';
import type { DecisionLogRow } from '../../ports/decision-logs.ts';
import type { RollColumns } from '../../ports/rolls.ts';
import type { InteractionColumns, RelationColumns } from '../../ports/snapshots.ts';
import type { FieldRecord, Fields } from './field-record.ts';

const relating = {
  purposes: ['analytics', 'personalisation', 'profiling'],
  category: 'identifier',
  kept: 'snapshot',
} as const;
/** A snapshot is what a night learns from. */
const learning = { purposes: ['analytics', 'profiling'], kept: 'snapshot' } as const;

export const INTERACTION_FIELDS = {
  personKey: { ...learning, why: 'a pseudonym; keeps a person’s interactions together', category: 'identifier' },
  itemId: { ...learning, why: 'with which item', category: 'behaviour' },
  kind: { ...learning, why: 'what was done; a purchase tells more than a view', category: 'behaviour' },
  atMs: { ...learning, why: 'puts interactions in order', category: 'behaviour' },
  clientAtMs: { ...learning, why: 'tells the same event twice from two events', category: 'technical' },
  messageId: { ...learning, why: 'tells the same event twice from two events', category: 'identifier' },
  position: { ...learning, why: 'orders what one event did to several items', category: 'technical' },
  context: { ...learning, why: 'market, kind of device and quarter of the day, as one number', category: 'context' },
} as const satisfies Record<keyof InteractionColumns, FieldRecord>;

/** Of those alone who may be learnt from. */
export const DECISION_LOG_FIELDS = {
  personKey: { ...learning, why: 'a pseudonym; keeps a person’s decisions together', category: 'identifier' },
  decision: { ...learning, why: 'a pseudonym; keeps the choices of a decision together', category: 'identifier' },
  decidedAtMs: { ...learning, why: 'when it was decided', category: 'technical' },
  point: { ...learning, why: 'where it was shown', category: 'context' },
  kind: { ...learning, why: 'a slate or an action', category: 'technical' },
  policy: { ...learning, why: 'what drew it', category: 'technical' },
  variants: { ...learning, why: 'which experiments it was a part of', category: 'technical' },
  features: { ...learning, why: 'the numbers that an action was chosen by, to learn what works', category: 'derived' },
  reward: { ...learning, why: 'what the shop said it was worth', category: 'behaviour' },
  isClosed: { ...learning, why: 'whether more may come of it', category: 'technical' },
  choice: { ...learning, why: 'what was shown', category: 'derived' },
  position: { ...learning, why: 'at which place', category: 'technical' },
  propensity: { ...learning, why: 'with which chance it was shown, to learn what works', category: 'technical' },
  isSeen: { ...learning, why: 'whether it was seen', category: 'behaviour' },
  isClicked: { ...learning, why: 'whether it was clicked', category: 'behaviour' },
  isCarted: { ...learning, why: 'whether it was put into the cart', category: 'behaviour' },
  units: { ...learning, why: 'how many of it were bought', category: 'behaviour' },
  revenueMinor: { ...learning, why: 'what was paid for it', category: 'behaviour' },
  currency: { ...learning, why: 'in which currency', category: 'behaviour' },
} as const satisfies Record<keyof DecisionLogRow, FieldRecord>;

export const DECISION_LOG_MANIFEST_FIELDS = {
  'manifest.json': {
    purposes: ['service'],
    why: 'how many decisions may be learnt from, and how long something may come of one',
    category: 'derived',
    kept: 'snapshot',
  },
} as const satisfies Fields;

/** Of those alone who agreed to be related, and may be learnt from. */
export const SNAPSHOT_RELATION_FIELDS = {
  from: { ...relating, why: 'a pseudonym; who knows the other, to learn whether friends like the same' },
  to: { ...relating, why: 'a pseudonym; whom they know' },
} as const satisfies Record<keyof RelationColumns, FieldRecord>;

/** The files of a version of a model, by name. */
export const MODEL_FIELDS = {
  'model.onnx': {
    purposes: ['personalisation', 'profiling'],
    why: 'what goes with what, and past sessions as lists of items; names nobody',
    category: 'derived',
    kept: 'model',
  },
  'trial.onnx': {
    purposes: ['profiling'],
    why: 'the same fit without the newest events, to measure how good it is',
    category: 'derived',
    kept: 'model',
  },
  'event-counts.json': {
    purposes: ['personalisation', 'profiling'],
    why: 'how often each item was met, by everybody together',
    category: 'derived',
    kept: 'model',
  },
  'manifest.json': {
    purposes: ['service'],
    why: 'counts and figures that say why the version may be served',
    category: 'derived',
    kept: 'model',
  },
  'items.json': { purposes: ['service'], why: 'ids of items', category: 'technical', kept: 'model' },
  'catalog.json': { purposes: ['service'], why: 'what is sold', category: 'technical', kept: 'model' },
} as const satisfies Fields;

export const DEMAND_FIELDS = {
  '*': {
    purposes: ['analytics'],
    why: 'how many of each item may be asked for, foreseen from what everybody bought by day; names nobody',
    category: 'derived',
    kept: 'night',
  },
} as const satisfies Fields;

export const SNAPSHOT_FIELDS = {
  'manifest.json': {
    purposes: ['service'],
    why: 'how many events, people and items there are',
    category: 'derived',
    kept: 'snapshot',
  },
} as const satisfies Fields;

const grouping = { purposes: ['personalisation', 'profiling', 'marketing'], kept: 'snapshot' } as const;

const ROLL_OWN_FIELDS = {
  place: { ...grouping, why: 'a person’s place in lists; computed from their id', category: 'technical' },
  partition: { ...grouping, why: 'whose row it is, so that a segment’s people can be named', category: 'identifier' },
  market: { ...grouping, why: 'says what silence about the data is taken for', category: 'context' },
} as const satisfies Record<Exclude<keyof RollColumns, 'features'>, FieldRecord>;

/** What segments go by, a row a person; who refuses to be personalised for has none. */
export const ROLL_FIELDS: Fields = {
  ...ROLL_OWN_FIELDS,
  ...Object.fromEntries(
    PROFILE_COLUMNS.map(({ name, much, little }) => [
      name,
      { ...grouping, why: `tells people who ${much} from those who ${little}`, category: 'derived' },
    ]),
  ),
  ...Object.fromEntries(
    RULED_PREDICTIONS.map((prediction) => [
      prediction === 'category-purchase' ? foreseenName(prediction, '*') : foreseenName(prediction),
      { ...grouping, why: `what is foreseen: ${prediction}`, category: 'derived' },
    ]),
  ),
  [lookalikeColumn('*')]: {
    ...grouping,
    why: 'whether the person is like the people of a segment',
    category: 'derived',
  },
  [ROLL_COLUMNS.cluster]: { ...grouping, why: 'which kind of people the person is of', category: 'derived' },
  [ROLL_COLUMNS.learnable]: {
    purposes: ['service'],
    why: 'whether clusters and lookalikes may be learnt from the person',
    category: 'statement',
    kept: 'snapshot',
  },
};

export const ROLL_MANIFEST_FIELDS = {
  'manifest.json': {
    purposes: ['service', 'profiling'],
    why: 'how many people there are, means of the kinds of them, from where on something foreseen is much',
    category: 'derived',
    kept: 'snapshot',
  },
} as const satisfies Fields;

/** What the state machine lays down for a step that runs as a task. */
export const PAIR_FIELDS = {
  '*': {
    purposes: ['personalisation', 'profiling'],
    why: 'which items follow which, counted over everybody; names nobody',
    category: 'derived',
    kept: 'snapshot',
  },
} as const satisfies Fields;

export const STEP_FIELDS = {
  '*': {
    purposes: ['service'],
    why: 'what the steps before gave: settings, counts and figures',
    category: 'derived',
    kept: 'snapshot',
  },
} as const satisfies Fields;

export const DATASET_FIELDS = {
  '*': {
    purposes: ['research'],
    why: 'data sets that an operator lays down to measure, and anonymised ones to publish',
    category: 'derived',
    kept: 'dataset',
  },
} as const satisfies Fields;
