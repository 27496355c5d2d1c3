import { policyVersionOf, recordedChances } from '../../../shared/decisioning/actions/recorded-chances.ts';
import type { ActionRecord, ExpectedReward } from '../../../shared/domain/action-record.ts';
import { ConflictError, IncompatibleModelError, NotFoundError } from '../../../shared/domain/errors.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import type { AskablePolicy } from '../../../shared/model/action-policy.ts';
import { readPolicy } from '../../../shared/model/read-policy.ts';
import type { ModelStore } from '../../../shared/ports/model-store.ts';
import type { Hash } from '../../../shared/ports/system.ts';
import { wordsFor } from '../../../shared/words/languages.ts';
import type { Words } from '../../../shared/words/words.ts';

export interface ActionExplanation {
  readonly decisionId: string;
  readonly decidedAt: string;
  readonly decisionPoint: string;
  readonly actionId: string;
  readonly probability: number;
  readonly policy: { readonly name: string; readonly version?: string };
  /** Of the text. */
  readonly contentLanguage: string;
  /** Why, in a sentence or two. */
  readonly text: string;
  readonly expected: ExpectedReward;
  /** What it went by and what changed its chance: what speaks for the action first, weightiest first. */
  readonly factors: readonly ActionFactor[];
  readonly excluded: ActionRecord['excluded'];
}

export interface ActionFactor {
  readonly feature: string;
  /** As the policy saw it: one number, or several of a thing that is no number. */
  readonly values: readonly number[];
  /** By how much the action is likelier than if this had not been known; below 0: less likely. */
  readonly raisesBy: number;
}

export interface ExplainActionPorts {
  readonly policies: Pick<ModelStore, 'read'>;
  readonly hash: Hash;
}

/** A chance that changes by less is not told of. */
const LEAST_CHANGE = 0.0005;

/**
 * A recorded choice, explained. That is no guess: the policy of the decision is asked again as if one thing after the other
 * had not been known, and what does not change the chance of the action is not named.
 * @throws ConflictError when the policy that decided cannot be asked any more.
 */
export const explainAction =
  (ports: ExplainActionPorts) =>
  async (record: ActionRecord, locale: string): Promise<ActionExplanation> => {
    const words = wordsFor([locale]);
    const { decisionId, decidedAtMs, point, actionId, probability, policy, policyVersion, excluded } = record;
    const factors = factorsOf(record, await policyOf(record, ports));
    return {
      decisionId,
      decidedAt: isoOf(decidedAtMs),
      decisionPoint: point,
      actionId,
      probability,
      policy: { name: policy, ...(policyVersion !== undefined && { version: policyVersion }) },
      contentLanguage: words.language,
      text: textOf(record, factors, words),
      expected: record.eligible.find((ranked) => ranked.actionId === actionId)?.expected ?? {},
      factors,
      excluded,
    };
  };

async function policyOf(
  record: ActionRecord,
  { policies, hash }: ExplainActionPorts,
): Promise<AskablePolicy | undefined> {
  const version = policyVersionOf(record);
  if (version === undefined) return undefined;
  try {
    return await readPolicy((file) => policies.read(record.point, version, file), hash, version);
  } catch (cause) {
    if (!(cause instanceof NotFoundError || cause instanceof IncompatibleModelError)) throw cause;
    const reason = cause instanceof NotFoundError ? 'its files are gone' : cause.message;
    throw new ConflictError(`version ${version} decided this and cannot be asked any more: ${reason}`, { cause });
  }
}

function factorsOf(record: ActionRecord, policy: AskablePolicy | undefined): readonly ActionFactor[] {
  const place = record.eligible.findIndex(({ actionId }) => actionId === record.actionId);
  if (place < 0) return [];
  const asIs = recordedChances(record, policy).probabilities[place]!;
  return [...placesByFeature(record.columns)]
    .map(([feature, places]) => {
      const without = record.features.map((value, at) =>
        places.includes(at) ? unknownOf(record.columns[at]!) : value,
      );
      const chance = recordedChances(record, policy, without).probabilities[place]!;
      return { feature, values: places.map((at) => record.features[at]!), raisesBy: asIs - chance };
    })
    .filter(({ raisesBy }) => Math.abs(raisesBy) >= LEAST_CHANGE)
    .sort((a, b) => b.raisesBy - a.raisesBy);
}

/** Numbers that stand for one thing are taken away together. */
function placesByFeature(columns: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  columns.forEach((column, at) => {
    const feature = column.split(', ', 1)[0] ?? column;
    places.set(feature, [...(places.get(feature) ?? []), at]);
  });
  return places;
}

const unknownOf = (column: string): number => (column.startsWith('group by ') ? -1 : 0);

/** Whom it is told does not see the features’ names in their language: they are the shop’s own. */
function textOf(
  { policy, probability, rule, reason }: ActionRecord,
  factors: readonly ActionFactor[],
  { actions, between }: Words,
): string {
  const spoke = factors.filter(({ raisesBy }) => raisesBy > 0).map(({ feature }) => feature);
  const isDrawn = policy !== 'default' && policy !== 'fixed';
  const hasFloor = policy !== 'default' && (rule.policy.endsWith('thompson') || rule.policy === 'counts');
  const sentences = [
    actions.byPolicy[policy],
    ...(isDrawn ? [actions.chance(probability)] : []),
    ...(spoke.length > 0 ? [actions.spokeFor(spoke.slice(0, 3))] : []),
    ...(hasFloor && 'floor' in rule ? [actions.floor(rule.floor)] : []),
    ...(reason === undefined ? [] : [actions.note(reason)]),
  ];
  return sentences.join(between);
}
