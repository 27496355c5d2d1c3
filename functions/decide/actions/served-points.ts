import { featureColumns } from '../../../shared/decisioning/actions/action-features.ts';
import { type DecisionPoint, isLearnt } from '../../../shared/domain/decision-point.ts';
import { IncompatibleModelError, NotFoundError } from '../../../shared/domain/errors.ts';
import type { Budget, Offer } from '../../../shared/domain/offer.ts';
import { type ActionChances, actionChances, type ChanceQuestion } from '../../../shared/model/action-chances.ts';
import { type ActionPolicy, type AskablePolicy, nothingCounted } from '../../../shared/model/action-policy.ts';
import { readPolicy } from '../../../shared/model/read-policy.ts';
import type { ActionCounts, Counted } from '../../../shared/ports/action-counts.ts';
import type { Documents, StoredDocument } from '../../../shared/ports/documents.ts';
import type { ModelStore } from '../../../shared/ports/model-store.ts';
import type { Hash, Log } from '../../../shared/ports/system.ts';

/** A decision point with what is known of its actions. */
export interface ServedPoint {
  readonly point: DecisionPoint;
  readonly revision: number;
  /** Undefined: nothing was learnt yet, or what was learnt is of other features, or the policy learns nothing. */
  readonly policy: AskablePolicy | undefined;
  /** What was learnt cannot be asked: it is of other features or another policy. */
  readonly isOutdated: boolean;
  /** What was counted since the policy's days. */
  readonly since: ReadonlyMap<string, Counted>;
  readonly chancesOf: (question: ChanceQuestion) => ActionChances;
}

export interface ServedActions {
  readonly points: ReadonlyMap<string, ServedPoint>;
  readonly offers: ReadonlyMap<string, Offer>;
  readonly budgets: ReadonlyMap<string, Budget>;
}

export interface ServedPointPorts {
  readonly points: Pick<Documents<DecisionPoint>, 'list'>;
  readonly offers: Pick<Documents<Offer>, 'list'>;
  readonly budgets: Pick<Documents<Budget>, 'list'>;
  readonly policies: Pick<ModelStore, 'served' | 'read'>;
  readonly counts: Pick<ActionCounts, 'since'>;
  readonly hash: Hash;
  readonly log: Log;
}

/** Looks up all that decisions of actions read from memory, given what is held. */
export const loadActions =
  (ports: ServedPointPorts) =>
  async (held: ServedActions | undefined): Promise<ServedActions> => {
    const [points, offers, budgets] = await Promise.all([
      ports.points.list(),
      ports.offers.list(),
      ports.budgets.list(),
    ]);
    const served = await Promise.all(
      points.map(async (stored) => [stored.id, await servedPoint(stored, held?.points.get(stored.id), ports)] as const),
    );
    return { points: new Map(served), offers: byId(offers), budgets: byId(budgets) };
  };

const byId = <Body>(documents: readonly StoredDocument<Body>[]): ReadonlyMap<string, Body> =>
  new Map(documents.map(({ id, body }) => [id, body]));

async function servedPoint(
  { body: point, revision }: StoredDocument<DecisionPoint>,
  held: ServedPoint | undefined,
  ports: ServedPointPorts,
): Promise<ServedPoint> {
  const learnt = isLearnt(point.policy) ? await newestPolicy(point.pointId, held?.policy, ports) : undefined;
  const fits = learnt !== undefined && isOf(learnt.policy, point);
  const isCounted = point.policy === 'counts';
  const policy = fits ? learnt : isCounted ? nothingCounted(point.pointId, actionIdsOf(point)) : undefined;
  const since = isCounted ? await ports.counts.since(point.pointId, policy?.policy.fromDay ?? '') : NO_COUNTS;
  return {
    point,
    revision,
    policy,
    isOutdated: learnt !== undefined && !fits,
    since,
    chancesOf: isCounted ? remembered() : actionChances,
  };
}

const actionIdsOf = ({ actions }: DecisionPoint): readonly string[] => actions.map(({ actionId }) => actionId);

const NO_COUNTS: ReadonlyMap<string, Counted> = new Map();

const isOf = ({ kind, columns }: ActionPolicy, point: DecisionPoint): boolean =>
  kind === point.policy && JSON.stringify(columns) === JSON.stringify(featureColumns(point));

/** The served version; what cannot be read is refused, and what is held goes on. */
async function newestPolicy(
  pointId: string,
  held: AskablePolicy | undefined,
  { policies, hash, log }: ServedPointPorts,
): Promise<AskablePolicy | undefined> {
  const pointer = await policies.served(pointId);
  if (pointer === undefined || pointer.version === held?.version) return pointer && held;
  try {
    return await readPolicy((file) => policies.read(pointId, pointer.version, file), hash, pointer.version);
  } catch (error) {
    const isItsOwn =
      error instanceof IncompatibleModelError || error instanceof NotFoundError || error instanceof SyntaxError;
    if (!isItsOwn) throw error; // the store may answer next time
    log.warn('policy refused', { version: pointer.version, reason: error.message, stays: held?.version ?? 'none' });
    return held;
  }
}

const MOST_REMEMBERED = 500;

/** Counts are the same for all people, so that chances are those of the question before with the same actions. */
function remembered(): ServedPoint['chancesOf'] {
  const answers = new Map<string, ActionChances>();
  return (question) => {
    const key = JSON.stringify(
      question.eligible.map((action) => [action.actionId, action.costMinor, action.valueMinor, action.priceMinor]),
    );
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = actionChances(question);
    if (answers.size >= MOST_REMEMBERED) answers.clear();
    answers.set(key, answer);
    return answer;
  };
}
