import { dynamoCatalogScan } from '../../shared/adapters/dynamodb/catalog.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoTimelineScan } from '../../shared/adapters/dynamodb/timeline-scan.ts';
import { openKernels } from '../../shared/adapters/kernels/wasm-kernels.ts';
import { loadOnnxScorer } from '../../shared/adapters/onnx/scorer.ts';
import { tensorPrograms } from '../../shared/adapters/onnx/tensor-program.ts';
import { parquetCodec } from '../../shared/adapters/parquet/codec.ts';
import { s3Client } from '../../shared/adapters/s3/client.ts';
import { s3Datasets } from '../../shared/adapters/s3/datasets.ts';
import { s3Models } from '../../shared/adapters/s3/models.ts';
import { s3Snapshots } from '../../shared/adapters/s3/snapshots.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { freshHash } from '../../shared/adapters/system/fresh-hash.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import { uuidIds } from '../../shared/adapters/system/ids.ts';
import { loadConfig } from '../../shared/runtime/config.ts';
import { lambdaLog, withUsage } from '../../shared/runtime/log.ts';
import { anonymiseStep } from './anonymise.ts';
import { evaluate } from './evaluate.ts';
import { evaluateDataset } from './evaluate-dataset.ts';
import { evaluateRatings } from './evaluate-ratings.ts';
import { night } from './night.ts';
import { publish } from './publish.ts';
import { snapshot } from './snapshot.ts';
import { train } from './train.ts';

const config = loadConfig('PEOPLE_TABLE', 'CATALOG_TABLE', 'SNAPSHOT_BUCKET', 'MODEL_BUCKET');
/** A Lambda of 3,538 MB has two vCPUs. */
const THREADS = 2;
const dynamo = dynamoClient();
const s3 = s3Client();
const ports = {
  timeline: dynamoTimelineScan(dynamo, config.PEOPLE_TABLE, systemClock),
  catalog: dynamoCatalogScan(dynamo, config.CATALOG_TABLE),
  snapshots: s3Snapshots(s3, config.SNAPSHOT_BUCKET, parquetCodec),
  datasets: s3Datasets(s3, config.SNAPSHOT_BUCKET),
  models: s3Models(s3, config.MODEL_BUCKET),
  loadScorer: loadOnnxScorer,
  engine: { compile: tensorPrograms(THREADS), kernels: openKernels(THREADS) },
  clock: systemClock,
  ids: uuidIds,
  hash: sha256Hash,
  freshHash,
  log: withUsage(lambdaLog('nightly')),
};

export const handler = night({
  snapshot: snapshot(ports),
  train: train(ports),
  evaluate: evaluate(ports),
  publish: publish(ports),
  evaluateDataset: evaluateDataset(ports),
  evaluateRatings: evaluateRatings(ports),
  anonymise: anonymiseStep(ports),
});
