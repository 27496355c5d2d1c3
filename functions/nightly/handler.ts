import { athenaClient } from '../../shared/adapters/athena/client.ts';
import { athenaPairCounting } from '../../shared/adapters/athena/pair-counting.ts';
import { csvTables } from '../../shared/adapters/csv/text-tables.ts';
import { dynamoBudgets } from '../../shared/adapters/dynamodb/budgets.ts';
import { dynamoCatalogScan } from '../../shared/adapters/dynamodb/catalog.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoDecisionReader } from '../../shared/adapters/dynamodb/decision-records.ts';
import { dynamoDocuments } from '../../shared/adapters/dynamodb/documents.ts';
import { dynamoExchangeRates } from '../../shared/adapters/dynamodb/exchange-rates.ts';
import { dynamoNightFlags } from '../../shared/adapters/dynamodb/flags.ts';
import { dynamoFriendChoices } from '../../shared/adapters/dynamodb/friend-choices.ts';
import { dynamoIdentities } from '../../shared/adapters/dynamodb/identities.ts';
import { dynamoJourneys } from '../../shared/adapters/dynamodb/journeys.ts';
import { dynamoOfferClaims } from '../../shared/adapters/dynamodb/offer-claims.ts';
import { dynamoPersonRecords } from '../../shared/adapters/dynamodb/person-records.ts';
import { dynamoPersonalRows } from '../../shared/adapters/dynamodb/personal-rows.ts';
import { dynamoRequestLedger } from '../../shared/adapters/dynamodb/privacy-requests.ts';
import { dynamoQuarantineReader, dynamoQuarantineRemoval } from '../../shared/adapters/dynamodb/quarantine.ts';
import { dynamoRelationReader } from '../../shared/adapters/dynamodb/relations.ts';
import { dynamoSecrets } from '../../shared/adapters/dynamodb/secrets.ts';
import { dynamoSegments } from '../../shared/adapters/dynamodb/segments.ts';
import { dynamoStandings } from '../../shared/adapters/dynamodb/standings.ts';
import {
  dynamoMemberships,
  dynamoPredictions,
  dynamoStoredProfiles,
} from '../../shared/adapters/dynamodb/stored-profiles.ts';
import { dynamoSuppressions } from '../../shared/adapters/dynamodb/suppressions.ts';
import { dynamoTallies } from '../../shared/adapters/dynamodb/tallies.ts';
import { dynamoTimelineScan } from '../../shared/adapters/dynamodb/timeline-scan.ts';
import { openKernels } from '../../shared/adapters/kernels/wasm-kernels.ts';
import { loadOnnxScorer } from '../../shared/adapters/onnx/scorer.ts';
import { tensorPrograms } from '../../shared/adapters/onnx/tensor-program.ts';
import { parquetCodec } from '../../shared/adapters/parquet/codec.ts';
import { countedPairsIn } from '../../shared/adapters/parquet/counted-pairs.ts';
import { s3Anomalies } from '../../shared/adapters/s3/anomalies.ts';
import { s3CampaignReports, s3CatalogMemory } from '../../shared/adapters/s3/campaign-reports.ts';
import { s3Client } from '../../shared/adapters/s3/client.ts';
import { s3CountedFiles } from '../../shared/adapters/s3/counted-files.ts';
import { s3Datasets } from '../../shared/adapters/s3/datasets.ts';
import { s3DecisionLogs } from '../../shared/adapters/s3/decision-logs.ts';
import { s3DrawnSlates } from '../../shared/adapters/s3/drawn-slates.ts';
import { s3ExperimentReports } from '../../shared/adapters/s3/experiment-reports.ts';
import { s3ModelCards } from '../../shared/adapters/s3/model-cards.ts';
import { s3Models } from '../../shared/adapters/s3/models.ts';
import { s3QualityReports } from '../../shared/adapters/s3/quality-reports.ts';
import { s3Rolls } from '../../shared/adapters/s3/rolls.ts';
import { s3ShopMetrics } from '../../shared/adapters/s3/shop-metrics.ts';
import { s3Snapshots } from '../../shared/adapters/s3/snapshots.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { ed25519Signer } from '../../shared/adapters/system/ed25519.ts';
import { freshHash } from '../../shared/adapters/system/fresh-hash.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import { uuidIds } from '../../shared/adapters/system/ids.ts';
import { suppressionHashBy } from '../../shared/adapters/system/keyed-hash.ts';
import { pseudonymsBy } from '../../shared/adapters/system/pseudonyms.ts';
import type { Campaign } from '../../shared/domain/campaign.ts';
import type { ContactPolicy } from '../../shared/domain/contact-policy.ts';
import type { DecisionPoint } from '../../shared/domain/decision-point.ts';
import type { Experiment } from '../../shared/domain/experiment.ts';
import type { FaqContent } from '../../shared/domain/faq.ts';
import type { ImageEmbedding } from '../../shared/domain/item-image.ts';
import type { Budget, Offer } from '../../shared/domain/offer.ts';
import type { IntentContent } from '../../shared/domain/shop-intent.ts';
import type { Pseudonyms } from '../../shared/ports/secrets.ts';
import { CONSENT_REGIMES } from '../../shared/privacy/consent.ts';
import { loadConfig, namesIn, oneOf, optional, positiveInteger, share } from '../../shared/runtime/config.ts';
import { lambdaLog, withUsage } from '../../shared/runtime/log.ts';
import { anomalyObserver } from './anomalies/anomaly-observer.ts';
import { learnIntents } from './assistant/learn-intents.ts';
import { writeRoll } from './audiences/write-roll.ts';
import { botObserver } from './bots/bot-observer.ts';
import { campaignObserver } from './campaigns/campaign-observer.ts';
import { anonymiseStep } from './datasets/anonymise.ts';
import { evaluateDataset } from './datasets/evaluate-dataset.ts';
import { evaluateRatings } from './datasets/evaluate-ratings.ts';
import { replayDecision } from './datasets/replay-decision.ts';
import { decisionObserver } from './decisions/decision-observer.ts';
import { drawnWatcher } from './decisions/drawn-watcher.ts';
import { logWatcher } from './decisions/log-watcher.ts';
import { metricsWatcher } from './decisions/metrics-watcher.ts';
import { demandObserver } from './demand/demand-observer.ts';
import { sweep } from './erasure/sweep.ts';
import { evaluate } from './evaluation/evaluate.ts';
import { experimentObserver } from './experiments/experiment-observer.ts';
import { friendObserver } from './friends/friend-observer.ts';
import { evaluateTask } from './measures/evaluate-task.ts';
import { nightRates } from './money/night-rates.ts';
import { night } from './night.ts';
import { learnPolicies } from './policies/learn-policies.ts';
import { foresee } from './predictions/foresee.ts';
import { predictBehaviour } from './predictions/predict-behaviour.ts';
import { predictCommunity } from './predictions/predict-community.ts';
import { predictTraits } from './predictions/predict-traits.ts';
import { predictValue } from './predictions/predict-value.ts';
import { publish } from './publication/publish.ts';
import { qualityObserver } from './quality/quality-observer.ts';
import { snapshot } from './snapshot/snapshot.ts';
import { profileStates } from './states/profile-states.ts';
import { train } from './training/train.ts';

const config = loadConfig(
  'PEOPLE_TABLE',
  'CATALOG_TABLE',
  'CONTROL_TABLE',
  'SNAPSHOT_BUCKET',
  'MODEL_BUCKET',
  'HISTORY_DAYS',
  'QUARANTINE_DAYS',
  'SETTLE_SECONDS',
  'RECOVERY_DAYS',
  'PREDICTED_TRAITS',
  'CONSENT_REGIME',
  'COUNTING',
  'COUNTING_BEYOND',
  'LEAD_TIME_DAYS',
  'HOLDOUT_SHARE',
  'REWARD_WINDOW_HOURS',
  'BASE_CURRENCY',
);
/** A Lambda of 3,538 MB has two vCPUs. */
const THREADS = 2;
const dynamo = dynamoClient();
const s3 = s3Client();
const regime = oneOf(config, 'CONSENT_REGIME', CONSENT_REGIMES);
const secrets = dynamoSecrets(dynamo, config.CONTROL_TABLE, systemClock);
const suppressionHash = suppressionHashBy(secrets);
const snapshots = s3Snapshots(s3, config.SNAPSHOT_BUCKET, parquetCodec);
const policies = s3Models(s3, config.MODEL_BUCKET, 'policies');
const ports = {
  timeline: dynamoTimelineScan(dynamo, config.PEOPLE_TABLE, systemClock),
  records: dynamoPersonRecords(dynamo, config.PEOPLE_TABLE),
  regime,
  pseudonyms: async () => pseudonymsBy((await secrets.current('pseudonym')).bytes),
  catalog: dynamoCatalogScan(dynamo, config.CATALOG_TABLE),
  snapshots,
  snapshotRemoval: snapshots,
  ledger: dynamoRequestLedger(dynamo, config.PEOPLE_TABLE, systemClock),
  identities: dynamoIdentities(dynamo, config.PEOPLE_TABLE),
  suppressions: dynamoSuppressions(dynamo, config.PEOPLE_TABLE, suppressionHash),
  keyedHash: suppressionHash,
  rows: dynamoPersonalRows(dynamo, config.PEOPLE_TABLE, systemClock),
  quarantine: dynamoQuarantineRemoval(
    dynamo,
    config.PEOPLE_TABLE,
    positiveInteger(config, 'QUARANTINE_DAYS'),
    systemClock,
  ),
  signer: ed25519Signer(async () => (await secrets.current('certificate')).bytes),
  datasets: s3Datasets(s3, config.SNAPSHOT_BUCKET),
  models: s3Models(s3, config.MODEL_BUCKET),
  cards: s3ModelCards(s3, config.SNAPSHOT_BUCKET),
  loadScorer: loadOnnxScorer,
  arithmetic: { compile: tensorPrograms(THREADS), kernels: openKernels(THREADS) },
  clock: systemClock,
  ids: uuidIds,
  hash: sha256Hash,
  freshHash,
  log: withUsage(lambdaLog('nightly')),
};

const money = nightRates({
  rates: dynamoExchangeRates(dynamo, config.CONTROL_TABLE),
  historyDays: positiveInteger(config, 'HISTORY_DAYS'),
});
const inOneCurrency = { inOneCurrency: money.inOneCurrency, baseCurrency: optional(config, 'BASE_CURRENCY') };

/** What counts pairs over all people where a snapshot has more than one task reads: a name, or none. */
const counting =
  config.COUNTING === 'none'
    ? undefined
    : {
        pairs: athenaPairCounting(athenaClient(), {
          name: config.COUNTING,
          files: s3CountedFiles(s3, config.SNAPSHOT_BUCKET, countedPairsIn),
          ids: uuidIds,
        }),
        beyond: positiveInteger(config, 'COUNTING_BEYOND'),
      };

const foreseen = foresee({ predictions: dynamoPredictions(dynamo, config.PEOPLE_TABLE), cards: ports.cards }, [
  predictTraits({ traits: namesIn(config, 'PREDICTED_TRAITS'), regime, log: ports.log }),
  predictBehaviour({ log: ports.log, kernels: ports.arithmetic.kernels }),
  predictValue({ ...inOneCurrency, log: ports.log }),
  predictCommunity({ regime, log: ports.log }),
]);

const namesInSnapshot = async (): Promise<Pseudonyms['ofPerson']> => {
  const names = await ports.pseudonyms();
  return (partition) => names.ofPerson(partition);
};

const rewardWindowHours = positiveInteger(config, 'REWARD_WINDOW_HOURS');
const metrics = metricsWatcher({ metrics: s3ShopMetrics(s3, config.SNAPSHOT_BUCKET), snapshots, rewardWindowHours });
const experiments = experimentObserver({
  ...ports,
  experiments: dynamoDocuments<Experiment>(dynamo, config.CONTROL_TABLE, 'EXPERIMENT'),
  contactPolicies: dynamoDocuments<ContactPolicy>(dynamo, config.CONTROL_TABLE, 'CONTACT'),
  claims: dynamoOfferClaims(dynamo, { people: config.PEOPLE_TABLE, control: config.CONTROL_TABLE }),
  reports: s3ExperimentReports(s3, config.SNAPSHOT_BUCKET),
  namesInSnapshot,
  holdoutShare: share(config, 'HOLDOUT_SHARE'),
  ...inOneCurrency,
});

const drawn = s3DrawnSlates(s3, config.SNAPSHOT_BUCKET);
const observers = [
  money.observer, // first: others convert by it
  profileStates({
    profiles: dynamoStoredProfiles(dynamo, config.PEOPLE_TABLE, systemClock),
    regime,
    log: ports.log,
    watchers: [
      foreseen,
      // After what is foreseen: who is on the roll has something foreseen of them, by which a reader knows them again.
      writeRoll({
        rolls: s3Rolls(s3, config.SNAPSHOT_BUCKET, parquetCodec),
        segments: dynamoSegments(dynamo, config.CONTROL_TABLE),
        memberships: dynamoMemberships(dynamo, config.PEOPLE_TABLE),
        foreseen,
        cards: ports.cards,
        log: ports.log,
      }),
    ],
  }),
  botObserver({ ...ports, flags: dynamoNightFlags(dynamo, config.PEOPLE_TABLE), namesInSnapshot }),
  // After bots are looked for: what they order is not asked for.
  demandObserver({ ...ports, namesInSnapshot, leadTimeDays: positiveInteger(config, 'LEAD_TIME_DAYS') }),
  friendObserver({
    ...ports,
    lists: dynamoFriendChoices(dynamo, config.PEOPLE_TABLE),
    relations: dynamoRelationReader(dynamo, config.PEOPLE_TABLE),
    standings: dynamoStandings(dynamo, config.PEOPLE_TABLE, suppressionHash),
    namesInSnapshot,
  }),
  qualityObserver({
    ...ports,
    quarantine: dynamoQuarantineReader(dynamo, config.PEOPLE_TABLE, systemClock),
    reports: s3QualityReports(s3, config.SNAPSHOT_BUCKET),
  }),
  campaignObserver({
    ...ports,
    campaigns: dynamoDocuments<Campaign>(dynamo, config.CONTROL_TABLE, 'CAMPAIGN'),
    memory: s3CatalogMemory(s3, config.SNAPSHOT_BUCKET),
    journeys: dynamoJourneys(dynamo, config.PEOPLE_TABLE, positiveInteger(config, 'HISTORY_DAYS'), systemClock),
    reports: s3CampaignReports(s3, config.SNAPSHOT_BUCKET),
    tallies: dynamoTallies(dynamo, config.CONTROL_TABLE),
  }),
  learnIntents({
    ...ports,
    faq: dynamoDocuments<FaqContent>(dynamo, config.CONTROL_TABLE, 'FAQ'),
    shopIntents: dynamoDocuments<IntentContent>(dynamo, config.CONTROL_TABLE, 'INTENT'),
  }),
  anomalyObserver({ ...ports, anomalies: s3Anomalies(s3, config.SNAPSHOT_BUCKET) }),
  metrics.answers,
  decisionObserver({
    ...ports,
    rewardWindowHours,
    watchers: [
      metrics.decisions,
      drawnWatcher(drawn),
      experiments.decisions,
      logWatcher({ ...ports, logs: s3DecisionLogs(s3, config.SNAPSHOT_BUCKET, parquetCodec), rewardWindowHours }),
      learnPolicies({
        ...ports,
        policies,
        points: dynamoDocuments<DecisionPoint>(dynamo, config.CONTROL_TABLE, 'POINT'),
        offers: dynamoDocuments<Offer>(dynamo, config.CONTROL_TABLE, 'OFFER'),
        budgets: dynamoDocuments<Budget>(dynamo, config.CONTROL_TABLE, 'BUDGET'),
        book: dynamoBudgets(dynamo, config.CONTROL_TABLE),
        rewardWindowHours,
        ...inOneCurrency,
      }),
    ],
  }),
  // After bots are looked for, and after all is told of decisions.
  experiments.people,
];

export const handler = night({
  snapshot: snapshot({ ...ports, observers }),
  train: train({
    ...ports,
    images: dynamoDocuments<ImageEmbedding>(dynamo, config.CONTROL_TABLE, 'IMAGE'),
    ...(counting && { counting }),
  }),
  evaluate: evaluate({ ...ports, drawn, decisions: dynamoDecisionReader(dynamo, config.PEOPLE_TABLE, systemClock) }),
  publish: publish(ports),
  sweep: sweep(ports, {
    settleSeconds: positiveInteger(config, 'SETTLE_SECONDS'),
    recoveryDays: positiveInteger(config, 'RECOVERY_DAYS'),
  }),
  evaluateDataset: evaluateDataset(ports),
  evaluateRatings: evaluateRatings(ports),
  evaluateTask: evaluateTask({ ...ports, tables: csvTables }),
  anonymise: anonymiseStep(ports),
  replayDecision: replayDecision({ ...ports, policies }),
});
