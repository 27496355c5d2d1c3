import { featureColumns } from '../../../shared/decisioning/actions/action-features.ts';
import { type DecisionPoint, isLearnt } from '../../../shared/domain/decision-point.ts';
import { isErasureToDo } from '../../../shared/domain/privacy-request.ts';
import { HOUR_MS, utcDay } from '../../../shared/domain/time.ts';
import type { InOneCurrency } from '../../../shared/features/outcome.ts';
import {
  type ActionPolicy,
  type AskablePolicy,
  askablePolicy,
  POLICY_FILE,
  POLICY_MANIFEST,
  type PolicyManifest,
} from '../../../shared/model/action-policy.ts';
import { jsonBytes } from '../../../shared/model/json-bytes.ts';
import type { Documents } from '../../../shared/ports/documents.ts';
import type { ModelNames, ModelRemoval, RequestLedger } from '../../../shared/ports/erasure.ts';
import type { ModelCards } from '../../../shared/ports/model-cards.ts';
import type { ModelStore } from '../../../shared/ports/model-store.ts';
import type { Hash, Log } from '../../../shared/ports/system.ts';
import type { DecisionWatcher } from '../decisions/decision-watcher.ts';
import { learnablePeople } from '../learnable-people.ts';
import type { ObservedScan } from '../snapshot/scan-observer.ts';
import { writeCard } from '../write-card.ts';
import { type FitMoment, fittedPolicy } from './fitted-policy.ts';
import { judgePolicy } from './judge-policy.ts';
import { type LearntDecision, learnableOf, REFUSALS, type Refusal } from './learnt-decision.ts';
import { policyCard } from './policy-card.ts';
import { type PricedPoint, type PricePorts, priceBudgets } from './price-budgets.ts';
import { tryPolicy } from './try-policy.ts';

export interface PolicyPorts extends PricePorts {
  /** Who is to be erased. */
  readonly ledger: Pick<RequestLedger, 'open'>;
  readonly points: Pick<Documents<DecisionPoint>, 'list'>;
  readonly policies: ModelStore & Pick<ModelRemoval, 'removeAllBut'> & ModelNames;
  readonly cards: Pick<ModelCards, 'write'>;
  readonly hash: Hash;
  readonly log: Log;
  /** How long after a decision something may come of it. */
  readonly rewardWindowHours: number;
  readonly inOneCurrency: InOneCurrency;
}

/** Decisions of a point that are learnt from, at most: those whose ids hash lowest. */
const MOST_DECISIONS = 200_000;
const VERSION_CHARACTERS = 20;

/**
 * Learns what each decision point goes by from the decisions of it whose reward window is over, while the table is scanned,
 * and serves it. All is learnt anew each night, in an order that depends on the ids of decisions alone: what is served is what
 * a shop would have that never knew who is gone. Decisions whose probability is not known are not learnt from, and the card
 * says how many. What its trial shows to earn less than what is in force is not served, unless somebody is to be erased who
 * may be in what is.
 */
export function learnPolicies(ports: PolicyPorts): DecisionWatcher {
  let scan: ObservedScan = { snapshotId: '', takenAtMs: 0 };
  let gathered = new Map<string, GatheredPoint>();
  return {
    async start(begun) {
      scan = begun;
      const points = (await ports.points.list()).map(({ body }) => body).filter(({ policy }) => isLearnt(policy));
      gathered = new Map(points.map((point) => [point.pointId, gatheredOf(point)]));
    },

    see({ owner, mayLearn, isBot, decisions }) {
      if (!mayLearn || isBot) return;
      for (const decision of decisions) {
        const at = decision.kind === 'action' ? gathered.get(decision.point) : undefined;
        if (at === undefined || !decision.isClosed) continue;
        const learnable = learnableOf(decision, {
          point: at.point,
          width: at.columns.length,
          inOneCurrency: ports.inOneCurrency,
        });
        if ('refused' in learnable) at.refused[learnable.refused]++;
        else {
          at.people.add(owner);
          at.decisions.add(learnable.decisionId, () => learnable);
        }
      }
    },

    async finish() {
      for (const name of await ports.policies.names())
        if (!gathered.has(name)) await ports.policies.removeAllBut(name, '');
      const fromDay = utcDay(scan.takenAtMs - ports.rewardWindowHours * HOUR_MS);
      const moment = { takenAtMs: scan.takenAtMs, fromDay };
      const learnt = [...gathered.values()].map((point) => learntOf(point, moment));
      const prices = await priceBudgets(ports, learnt, scan.takenAtMs);
      const isErasing = (await ports.ledger.open()).some(({ request }) => isErasureToDo(request));
      for (const point of learnt) await serveLearnt(point, { prices, isErasing, scan, moment }, ports);
      gathered = new Map();
    },
  };
}

export interface GatheredPoint {
  readonly point: DecisionPoint;
  readonly columns: readonly string[];
  readonly people: Set<string>;
  readonly decisions: ReturnType<typeof learnablePeople<LearntDecision>>;
  readonly refused: Record<Refusal, number>;
}

const gatheredOf = (point: DecisionPoint): GatheredPoint => ({
  point,
  columns: featureColumns(point),
  people: new Set(),
  decisions: learnablePeople(MOST_DECISIONS),
  refused: Object.fromEntries(REFUSALS.map((refusal) => [refusal, 0])) as Record<Refusal, number>,
});

/** What a night made of a point. */
interface LearntPoint extends PricedPoint {
  readonly gathered: GatheredPoint;
  readonly policy: AskablePolicy;
}

function learntOf(gathered: GatheredPoint, moment: FitMoment): LearntPoint {
  const { point, decisions: kept } = gathered;
  const decisions = kept.all();
  return { point, gathered, decisions, policy: askablePolicy(fittedPolicy(point, decisions, moment), 'learnt') };
}

interface ServeAs {
  readonly prices: Readonly<Record<string, number>>;
  /** Somebody is to be erased, who may be in what is served: it must go, whatever the gate says. */
  readonly isErasing: boolean;
  readonly scan: ObservedScan;
  readonly moment: FitMoment;
}

async function serveLearnt(
  { point, gathered, decisions, policy: { policy } }: LearntPoint,
  { prices, isErasing, scan, moment }: ServeAs,
  ports: PolicyPorts,
): Promise<void> {
  const { refused, people, columns } = gathered;
  const tried = tryPolicy(point, decisions, moment);
  const gate = judgePolicy(tried);
  const pointer = await ports.policies.served(point.pointId);
  const stays = !gate.passed && !isErasing ? pointer?.version : undefined;
  const priced = Object.keys(prices).length > 0 ? { ...policy, prices } : policy;
  const version = stays ?? (await serve(priced, ports));
  const told = { people: people.size, decisions: decisions.length, refused, tried, gate, version, ...scan };
  await writeCard(ports.cards, policyCard(point, columns, { ...told, isServed: stays === undefined }));
  const unknown = refused['probability not known'];
  const what = { point: point.pointId, policy: policy.kind, decisions: decisions.length, version };
  if (stays === undefined) ports.log.info('policy learnt', what);
  else ports.log.warn('policy refused', { ...what, reason: gate.reason });
  if (unknown > 0)
    ports.log.warn('decisions not learnt from: their probability is not known', {
      point: point.pointId,
      decisions: unknown,
    });
}

/** One pointer is moved, if nobody else moved it; what was served before is gone for good. */
async function serve(policy: ActionPolicy, { policies, hash }: PolicyPorts): Promise<string> {
  const bytes = jsonBytes(policy);
  const sha256 = hash.sha256(bytes);
  const version = sha256.slice(0, VERSION_CHARACTERS);
  askablePolicy(JSON.parse(new TextDecoder().decode(bytes)) as ActionPolicy, version); // what cannot be asked is not served
  const manifest: PolicyManifest = { schema: policy.schema, pointId: policy.pointId, version, sha256 };
  const pointer = await policies.served(policy.pointId);
  await policies.put(
    policy.pointId,
    version,
    new Map([
      [POLICY_FILE, bytes],
      [POLICY_MANIFEST, jsonBytes(manifest)],
    ]),
  );
  if (pointer?.version !== version) await policies.publish(policy.pointId, version, pointer);
  await policies.removeAllBut(policy.pointId, version);
  return version;
}
