import { fittedPolicy } from '../../functions/nightly/policies/fitted-policy.ts';
import { memoryModels } from '../../shared/adapters/memory/models.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import { actionFeatures } from '../../shared/decisioning/actions/action-features.ts';
import { jsonBytes } from '../../shared/model/json-bytes.ts';
import { anEvent } from '../support/events.ts';
import { aPoint, NOW_MS, openActions } from '../support/memory-actions.ts';

const ACTIONS = 10;
const DECISIONS = 2000;

/** A decision point of ten actions that goes by the person and learnt a linear model an action, over a store in memory. */
export async function servedActionPoint() {
  const actions = Array.from({ length: ACTIONS }, (_, i) => ({
    actionId: `a${i}`,
    words: `action ${i}`,
    valueMinor: 1000,
  }));
  const features = ['context.device', 'context.hour', 'profile.orders', 'profile.views', 'profile.daysSinceLastSeen'];
  const point = aPoint({ actions, features, policy: 'linear-thompson', defaultAction: 'a0' });
  const decisions = Array.from({ length: DECISIONS }, (_, i) => ({
    decisionId: `d${i}`,
    decidedAtMs: NOW_MS - i,
    actionId: `a${i % ACTIONS}`,
    propensity: 1 / ACTIONS,
    features: actionFeatures(point, { hour: i % 24, device: 'mobile', numbers: {}, segmentIds: new Set() }),
    reward: i % 7 === 0 ? 1 : 0,
  }));
  const bytes = jsonBytes(fittedPolicy(point, decisions, { takenAtMs: NOW_MS, fromDay: '' }));
  const models = memoryModels();
  const manifest = { schema: 1, pointId: point.pointId, version: 'v', sha256: sha256Hash.sha256(bytes) };
  await models.put(
    point.pointId,
    'v',
    new Map([
      ['policy.json', bytes],
      ['manifest.json', jsonBytes(manifest)],
    ]),
  );
  await models.publish(point.pointId, 'v', undefined);
  const events = Array.from({ length: 50 }, (_, i) => anEvent({ messageId: `m${i}`, clientAtMs: NOW_MS - i * 1000 }));
  return openActions({ point, models, person: { events } });
}
