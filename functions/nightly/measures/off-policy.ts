import { InvalidInputError } from '../../../shared/domain/errors.ts';
import {
  clippedInversePropensity,
  directMethod,
  doublyRobust,
  inversePropensity,
  selfNormalised,
  switchDoublyRobust,
} from '../../../shared/evaluation/off-policy/estimators.ts';
import {
  importanceWeights,
  type PolicyValue,
  type WeightFacts,
  weightFacts,
} from '../../../shared/evaluation/off-policy/importance.ts';
import { normalInterval } from '../../../shared/math/normal-interval.ts';
import { headerOf } from './header.ts';
import type { Measure, MeasuredFiles } from './measure.ts';
import { type AskedPolicy, foreseenRewards, policyOf, uniformPolicy } from './off-policy/asked-policy.ts';
import { type ChoiceLog, isLog, readLog, UNIFORM } from './off-policy/read-log.ts';
import { slateValues } from './off-policy/slate-values.ts';
import type { Options } from './options.ts';

/** A policy judged from the log of another. */
interface Judged {
  /** What is put before figures where several policies are judged. */
  readonly name: string;
  readonly words: string;
  readonly log: ChoiceLog;
  readonly values: Readonly<Record<string, PolicyValue>>;
  readonly weights: WeightFacts;
}

/**
 * What a policy is worth a choice, foreseen from the log of another: of one log a policy that is named, of two logs the
 * policy of each from the log of the other.
 */
export const measureOffPolicy: Measure = async (files, options, { timed }) => {
  const logs = await readLogs(files, options);
  const read = timed();
  const judged = judgedPolicies(logs, options);
  const figures = judged.flatMap((one) =>
    Object.entries(one.values).map(([method, value]) => ({ one, method, value })),
  );
  const prefix = ({ name }: Judged) => (judged.length > 1 ? `${name} ` : '');
  const metrics: Record<string, Record<string, number | null>> = {};
  const reasons: Record<string, string> = {};
  for (const { one, method, value } of figures) {
    const told: Readonly<Record<string, number | null>> = { value: value.value, low: value.low, high: value.high };
    for (const [figure, number] of Object.entries(told)) {
      metrics[method] = { ...metrics[method], [prefix(one) + figure]: number };
      if (number === null) reasons[`${method}.${prefix(one)}${figure}`] = value.doubt ?? 'it has no meaning here';
    }
  }
  return {
    protocol: judged.map(({ words }) => words).join('; '),
    counts: {
      ...Object.fromEntries(logs.map(({ file, rewards }) => [`rows of ${file}`, rewards.length])),
      actions: logs[0]!.actions.length,
      ...Object.fromEntries(
        judged.map((one) => [`effective rows, ${one.name}`, Math.round(one.weights.effectiveSample)]),
      ),
    },
    metrics,
    reasons,
    notes: judged.flatMap(doubtsOf),
    details: { policies: judged.map(({ name, values, weights }) => ({ name, weights, values })) },
    seconds: { read, judge: timed() },
  };
};

/** Of a policy the first doubt, and which estimators have one. */
function doubtsOf({ name, values }: Judged): readonly string[] {
  const doubted = Object.entries(values).flatMap(([method, { doubt, low }]) =>
    doubt === undefined || low === null ? [] : [{ method, doubt }],
  );
  const [first] = doubted;
  return first === undefined ? [] : [`${name}, ${doubted.map(({ method }) => method).join(', ')}: ${first.doubt}`];
}

async function readLogs(files: MeasuredFiles, options: Options): Promise<readonly ChoiceLog[]> {
  const names = files.names.filter((name) => /\.(csv|tsv)(\.gz)?$/.test(name));
  const header = headerOf(options);
  const tables = await Promise.all(names.map((name) => files.table(name, header)));
  const first = tables[0];
  if (first === undefined)
    throw new InvalidInputError(`want a .csv or .tsv, got ${files.names.join(', ') || 'no file'}`);
  const logs = tables.filter((table) => isLog(table, options));
  if (logs.length > 2)
    throw new InvalidInputError(`want one log or two, got ${logs.map(({ file }) => file).join(', ')}`);
  return (logs.length === 0 ? [first] : logs).map((table) => readLog(table, options));
}

function judgedPolicies(logs: readonly ChoiceLog[], options: Options): readonly Judged[] {
  const [log, other] = logs as readonly [ChoiceLog, ChoiceLog?];
  const policy = options['policy'];
  if (other === undefined || policy !== undefined) {
    if (policy === undefined)
      throw new InvalidInputError(
        `--policy: want ${UNIFORM}, a column with its probability of what was chosen, or a second log`,
      );
    return logs.map((from) => {
      const { asked } = from;
      const words = policy === UNIFORM ? 'every action alike' : `probabilities of "${policy}"`;
      const names = {
        name: logs.length > 1 ? `${policy} from ${from.file}` : policy,
        words: `${words}, from ${from.file}`,
      };
      return judgedBy(from, names, asked === undefined ? uniformPolicy(from) : (row) => asked[row]!);
    });
  }
  if (options['slate'] !== undefined)
    throw new InvalidInputError('--slate: want --policy too, by which slates are judged');
  return [
    [log, other],
    [other, log],
  ].map(([from, of]) => {
    const words = `the policy of ${of!.file} (its probability of an action at a position, or share), from ${from!.file}`;
    const onPolicy = normalInterval(of!.rewards);
    const judged = judgedBy(from!, { name: of!.file, words }, policyOf(from!, of!));
    const value = { ...onPolicy, value: onPolicy.mean };
    return { ...judged, values: { ...judged.values, 'own log': value } };
  });
}

function judgedBy(log: ChoiceLog, names: Pick<Judged, 'name' | 'words'>, policy: AskedPolicy): Judged {
  const { rewards, propensities: logged, chosen } = log;
  const asked = rewards.map((_, row) => policy(row, chosen[row]!));
  const weights = weightFacts(importanceWeights({ rewards, logged, asked }));
  if (log.slates !== undefined) return { ...names, log, weights, values: slateValues(log, policy, asked) };
  const base = { rewards, logged, asked };
  const plain = {
    ips: inversePropensity(base),
    clippedIps: clippedInversePropensity(base),
    snips: selfNormalised(base),
  };
  // Of a column, only what was chosen is known: what else the policy would do, no model can be asked of.
  if (log.asked !== undefined) return { ...names, log, weights, values: plain };
  const n = rewards.length;
  const every = foreseenRewards(log, rewards);
  const modelled = {
    ...base,
    foreseen: rewards.map((_, row) => every[chosen[row]! * n + row]!),
    foreseenAsked: rewards.map((_, row) =>
      log.actions.reduce((sum, _action, action) => sum + policy(row, action) * every[action * n + row]!, 0),
    ),
  };
  return {
    ...names,
    log,
    weights,
    values: {
      ...plain,
      dm: directMethod(modelled),
      dr: doublyRobust(modelled),
      switchDr: switchDoublyRobust(modelled),
    },
  };
}
