import * as z from 'zod';
import {
  canSegment,
  featureColumns,
  featureDefect,
  MOST_COLUMNS,
} from '../../../shared/decisioning/actions/action-features.ts';
import { check } from '../../../shared/domain/check.ts';
import {
  type DecisionPoint,
  POINT_POLICIES,
  REWARD_KINDS,
  REWARD_SOURCES,
} from '../../../shared/domain/decision-point.ts';
import { type InputDefect, invalid } from '../../../shared/domain/errors.ts';
import { currencyOf } from '../../../shared/domain/money.ts';

const MOST_ACTIONS = 50;
const MOST_FEATURES = 20;
const MOST_MINOR = 1e12;
/** Rewards are waited for at most as long as decisions are certainly kept. */
const MOST_WINDOW_HOURS = 60 * 24;

export const pointIdSchema = z.string().regex(/^[a-z0-9-]{1,64}$/, 'want 1 to 64 of a–z, 0–9 and -');
const actionIdSchema = z.string().regex(/^[A-Za-z0-9_.:-]{1,64}$/, 'want 1 to 64 of A–Z, a–z, 0–9, _ . : -');
const words = z.string().trim().min(1).max(200);
const minor = z.int().min(0).max(MOST_MINOR);

const actionSchema = z.strictObject({
  actionId: actionIdSchema,
  words,
  costMinor: minor.default(0),
  valueMinor: minor.optional(),
  offerId: z.string().min(1).max(64).optional(),
});

const pointSchema = z.strictObject({
  pointId: pointIdSchema,
  words,
  currency: z.string().optional(),
  actions: z.array(actionSchema).min(1).max(MOST_ACTIONS),
  features: z.array(z.string().max(80)).max(MOST_FEATURES).default([]),
  segmentBy: z.string().max(80).optional(),
  reward: z.strictObject({
    source: z.enum(REWARD_SOURCES).default('posted'),
    kind: z.enum(REWARD_KINDS).default('binary'),
    windowHours: z.int().min(1).max(MOST_WINDOW_HOURS),
    wantsActivation: z.boolean().default(false),
  }),
  policy: z.enum(POINT_POLICIES).default('uniform'),
  floor: z.number().min(0).max(1).default(0.1),
  halfLifeDays: z.number().min(1).max(3650).default(30),
  defaultAction: actionIdSchema,
});

/** @throws InvalidInputError naming each wrong field. */
export const parsePointId = (pointId: string | undefined): string => check(pointIdSchema, pointId, '/pointId');

/** A decision point as it may be. @throws InvalidInputError naming each wrong field. */
export function parsePoint(body: unknown): DecisionPoint {
  const { currency: said, segmentBy, ...read } = check(pointSchema, body);
  const currency = said === undefined ? undefined : currencyOf(said);
  const point: DecisionPoint = {
    ...read,
    actions: read.actions.map(({ valueMinor, offerId, ...action }) => ({
      ...action,
      ...(valueMinor !== undefined && { valueMinor }),
      ...(offerId !== undefined && { offerId }),
    })),
    ...(currency !== undefined && { currency }),
    ...(segmentBy !== undefined && { segmentBy }),
  };
  const isWrong = said !== undefined && currency === undefined;
  const defects = [
    ...(isWrong ? [{ pointer: '/currency', reason: 'want a currency of ISO 4217: three letters' }] : []),
    ...actionDefects(point, isWrong),
    ...featureDefects(point),
    ...rewardDefects(point),
  ];
  if (defects.length > 0) throw invalid(defects);
  return point;
}

function actionDefects(
  { actions, defaultAction, currency, reward }: DecisionPoint,
  isSaid: boolean,
): readonly InputDefect[] {
  const ids = actions.map(({ actionId }) => actionId);
  const byDefault = actions.find(({ actionId }) => actionId === defaultAction);
  return [
    ...ids.flatMap((id, i) =>
      ids.indexOf(id) === i
        ? []
        : [{ pointer: `/actions/${i}/actionId`, reason: `"${id}" is the id of another action` }],
    ),
    ...(byDefault === undefined
      ? [{ pointer: '/defaultAction', reason: `"${defaultAction}" is none of the actions` }]
      : byDefault.offerId !== undefined
        ? [{ pointer: '/defaultAction', reason: 'an action with an offer may be refused, so it cannot be the default' }]
        : []),
    ...actions.flatMap(({ costMinor, valueMinor }, i) => [
      ...(currency === undefined && !isSaid && (costMinor > 0 || valueMinor !== undefined)
        ? [{ pointer: '/currency', reason: `action ${i} has amounts, so a currency is wanted` }]
        : []),
      ...(currency !== undefined && reward.kind === 'binary' && valueMinor === undefined && costMinor > 0
        ? [
            {
              pointer: `/actions/${i}/valueMinor`,
              reason: 'want what a reward of 1 is worth, to weigh it against the cost',
            },
          ]
        : []),
    ]),
  ];
}

function featureDefects(point: DecisionPoint): readonly InputDefect[] {
  const { features, segmentBy } = point;
  const wrong = features.flatMap((name, i) => {
    const reason = features.indexOf(name) === i ? featureDefect(name) : 'it is named twice';
    return reason === undefined ? [] : [{ pointer: `/features/${i}`, reason }];
  });
  const columns = featureColumns(point).length;
  return [
    ...wrong,
    ...(segmentBy !== undefined && !canSegment(segmentBy)
      ? [{ pointer: '/segmentBy', reason: 'want context.device, context.hour or segment.ID' }]
      : []),
    ...(columns > MOST_COLUMNS
      ? [{ pointer: '/features', reason: `they make ${columns} numbers; the limit is ${MOST_COLUMNS}` }]
      : []),
  ];
}

function rewardDefects({ reward, currency, policy, actions }: DecisionPoint): readonly InputDefect[] {
  return [
    ...(reward.kind === 'money' && currency === undefined
      ? [{ pointer: '/currency', reason: 'rewards are money, so a currency is wanted' }]
      : []),
    ...(reward.kind === 'money' && reward.source !== 'posted' && reward.source !== 'order'
      ? [{ pointer: '/reward/kind', reason: `a ${reward.source} has no amount; want binary` }]
      : []),
    ...(reward.kind === 'money' && policy === 'counts'
      ? [{ pointer: '/policy', reason: 'counts are of binary rewards; want another policy or another kind of reward' }]
      : []),
    ...(reward.kind === 'money' && actions.some(({ valueMinor }) => valueMinor !== undefined)
      ? [{ pointer: '/actions', reason: 'rewards are money themselves, so actions have no valueMinor' }]
      : []),
  ];
}

/** A decision point as it is told. */
export interface PointReply extends DecisionPoint {
  /** Raised by each change. */
  readonly version: number;
}
