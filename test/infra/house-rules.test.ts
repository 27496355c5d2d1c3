import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';

const repository = join(import.meta.dirname, '../..');

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

interface Summary {
  readonly violations: readonly Violation[];
  readonly error: number;
  readonly totalCruised: number;
}

interface Cruise {
  readonly summary: Summary;
  readonly modules: readonly {
    readonly source: string;
    readonly dependencies: readonly { readonly resolved: string }[];
  }[];
}

/** dependency-cruiser as `npm run check:house` runs it, in a process of its own. */
async function cruise(root: string): Promise<Cruise> {
  const command = [join(repository, 'node_modules/.bin/depcruise')];
  const options = ['--output-type', 'json', 'functions', 'shared', 'infra'];
  const { stdout } = await promisify(execFile)(process.execPath, [...command, ...options], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  }).catch((failed: { stdout: string }) => failed); // its exit code is the number of errors
  return JSON.parse(stdout) as Cruise;
}

/** A rule of the house, and a house that breaks it: files by path. The first file is the one that the rule blames. */
type Planted = readonly [rule: string, files: Readonly<Record<string, string>>];
const planted: readonly Planted[] = [
  ['learning-keeps-to-its-room', { 'shared/learning/prices.ts': "import '../domain/money.ts';" }],
  [
    'domain-keeps-to-its-room',
    { 'shared/domain/order.ts': "import type { A } from '../ports/orders.ts'; export type B = A;" },
  ],
  ['simulation-keeps-to-its-room', { 'shared/simulation/shop.ts': "import '../learning/als.ts';" }],
  ['math-keeps-to-its-room', { 'shared/math/prices.ts': "import '../domain/money.ts';" }],
  ['dialogue-keeps-to-its-room', { 'shared/dialogue/greeting.ts': "import '../ports/orders.ts';" }],
  ['features-keeps-to-its-room', { 'shared/features/taste.ts': "import '../learning/als.ts';" }],
  ['model-keeps-to-its-room', { 'shared/model/store.ts': "import '../ports/orders.ts';" }],
  ['words-keeps-to-its-room', { 'shared/words/store.ts': "import '../ports/orders.ts';" }],
  ['translation-keeps-to-its-room', { 'shared/translation/fit.ts': "import '../learning/als.ts';" }],
  ['decisioning-keeps-to-its-room', { 'shared/decisioning/store.ts': "import '../ports/orders.ts';" }],
  ['privacy-keeps-to-its-room', { 'shared/privacy/table.ts': "import '../adapters/dynamodb/table.ts';" }],
  ['evaluation-keeps-to-its-room', { 'shared/evaluation/fit.ts': "import '../learning/als.ts';" }],
  ['quality-keeps-to-its-room', { 'shared/quality/fit.ts': "import '../learning/als.ts';" }],
  ['ports-keeps-to-its-room', { 'shared/ports/fit.ts': "import '../learning/als.ts';" }],
  ['adapters-keeps-to-its-room', { 'shared/adapters/s3/fit.ts': "import '../../learning/als.ts';" }],
  ['runtime-keeps-to-its-room', { 'shared/runtime/fit.ts': "import '../learning/als.ts';" }],
  ['onnx-opened-in-one-room', { 'shared/runtime/graph.ts': "import 'onnxruntime-node';" }],
  ['translate-opened-in-one-room', { 'shared/runtime/words.ts': "import '@aws-sdk/client-translate';" }],
  ['parquet-opened-in-one-room', { 'shared/runtime/columns.ts': "import 'hyparquet';" }],
  ['dynamodb-opened-in-one-room', { 'shared/runtime/client.ts': "import '@aws-sdk/client-dynamodb';" }],
  ['athena-opened-in-one-room', { 'shared/runtime/count.ts': "import '@aws-sdk/client-athena';" }],
  ['jsquash-opened-in-one-room', { 'shared/runtime/pixels.ts': "import '@jsquash/png/decode.js';" }],
  ['liquid-opened-in-one-room', { 'shared/runtime/letters.ts': "import 'liquidjs';" }],
  ['ecb-opened-in-one-room', { 'shared/runtime/rates.ts': "import 'fast-xml-parser';" }],
  ['csv-opened-in-one-room', { 'shared/runtime/cells.ts': "import 'csv-parse/sync';" }],
  ['bedrock-opened-in-one-room', { 'shared/runtime/writer.ts': "import '@aws-sdk/client-bedrock-runtime';" }],
  ['secrets-manager-opened-in-one-room', { 'shared/runtime/key.ts': "import '@aws-sdk/client-secrets-manager';" }],
  ['aws-messaging-opened-in-one-room', { 'shared/runtime/mail.ts': "import '@aws-sdk/client-sesv2';" }],
  ['web-opened-in-one-room', { 'shared/runtime/push.ts': "import 'web-push';" }],
  ['s3-opened-in-one-room', { 'functions/first/handler.ts': "import '@aws-sdk/client-s3';" }],
  ['threads-started-in-one-room', { 'functions/first/parallel.ts': "import 'node:worker_threads';" }],
  ['pure-rooms-touch-no-outside', { 'functions/first/use-case.ts': "import '@aws-sdk/client-dynamodb';" }],
  ['pure-rooms-touch-no-outside', { 'shared/math/read.ts': "import 'node:fs';" }],
  ['schemas-only-at-the-edges', { 'shared/model/schema.ts': "import * as z from 'zod'; export default z;" }],
  ['adapters-do-not-know-each-other', { 'shared/adapters/s3/both.ts': "import '../dynamodb/table.ts';" }],
  ['functions-do-not-know-each-other', { 'functions/first/neighbour.ts': "import '../second/handler.ts';" }],
  ['use-case-speaks-to-ports', { 'functions/first/shortcut.ts': "import '../../shared/adapters/dynamodb/table.ts';" }],
  ['routes-take-ports', { 'functions/first/part/routes.ts': "import '../../../shared/adapters/dynamodb/table.ts';" }],
  ...[
    'snapshot',
    'states',
    'predictions',
    'audiences',
    'bots',
    'decisions',
    'demand',
    'experiments',
    'quality',
    'anomalies',
    'campaigns',
    'assistant',
    'histories',
    'training',
    'evaluation',
    'erasure',
  ].map(
    (folder): Planted => [
      `night-${folder}-keeps-to-its-folder`,
      { [`functions/nightly/${folder}/peek.ts`]: "import '../datasets/read.ts';" },
    ],
  ),
  ...['publication', 'datasets', 'measures'].map(
    (folder): Planted => [
      `night-${folder}-keeps-to-its-folder`,
      { [`functions/nightly/${folder}/peek.ts`]: "import '../bots/find.ts';" },
    ],
  ),
  // Of a folder of which one file may be known, another.
  ...[
    ...['states', 'predictions', 'audiences', 'bots', 'decisions', 'demand', 'policies'],
    ...['experiments', 'money', 'quality', 'anomalies', 'campaigns', 'assistant'],
  ].map(
    (folder): Planted => [
      `night-${folder}-keeps-to-its-folder`,
      { [`functions/nightly/${folder}/deeper.ts`]: "import '../snapshot/buckets.ts';" },
    ],
  ),
  ['night-friends-keeps-to-its-folder', { 'functions/nightly/friends/fit.ts': "import '../training/fit.ts';" }],
  ['night-predictions-keeps-to-its-folder', { 'functions/nightly/predictions/fold.ts': "import '../states/fold.ts';" }],
  ['night-publication-keeps-to-its-folder', { 'functions/nightly/publication/end.ts': "import '../erasure/open.ts';" }],
  ['night-evaluation-keeps-to-its-folder', { 'functions/nightly/evaluation/fit.ts': "import '../training/fit.ts';" }],
  ['night-steps-do-not-know-each-other', { 'functions/nightly/datasets/step.ts': "import '../training/train.ts';" }],
  [
    'night-steps-do-not-know-each-other',
    { 'functions/nightly/beside.ts': "import type {} from './erasure/sweep.ts';" },
  ],
  ['no-stand-ins-in-production', { 'functions/second/handler.ts': "import '../../shared/adapters/memory/table.ts';" }],
  ['infra-names-functions-by-path', { 'infra/aws/peek.ts': "import '../../functions/first/handler.ts';" }],
  ['laptop-meets-functions-by-http', { 'infra/laptop/peek.ts': "import '../../shared/domain/money.ts';" }],
  [
    'tools-take-what-the-api-takes',
    { 'infra/laptop/mcp/contract.ts': "import '../../../functions/first/handler.ts';" },
  ],
  ['documents-read-what-they-tell', { 'infra/documents/peek.ts': "import '../../functions/first/handler.ts';" }],
  ['documents-read-what-they-tell', { 'infra/documents/bucket.ts': "import '../aws/bucket.ts';" }],
  ['web-asks-by-http', { 'functions/console/web/peek.tsx': "import '../../../shared/domain/money.ts';" }],
  ['nothing-imports-infra', { 'shared/runtime/plan.ts': "import '../../infra/topology.ts';" }],
  ['no-code-without-a-caller', { 'shared/math/orphan.ts': 'export const nobody = 1;' }],
  ['no-cycles', { 'shared/math/chicken.ts': "import './egg.ts';", 'shared/math/egg.ts': "import './chicken.ts';" }],
  ['imports-resolve', { 'shared/math/lost.ts': "import './nowhere.ts';" }],
  ['declared-dependencies-only', { 'functions/first/test-tool.ts': "import 'fast-check';" }],
];

/** What the planted files import, all of it allowed. */
const grounds: Readonly<Record<string, string>> = {
  'shared/domain/money.ts': '',
  'shared/ports/orders.ts': 'export type A = 1;',
  'shared/learning/als.ts': '',
  'shared/adapters/dynamodb/table.ts': '',
  'shared/adapters/memory/table.ts': '',
  'infra/topology.ts': '',
  'infra/aws/bucket.ts': '',
  'shared/learning/sum.ts': "import '../math/sum.ts';",
  'shared/math/sum.ts': '',
  'functions/nightly/datasets/read.ts': '',
  'functions/nightly/bots/find.ts': '',
  'functions/nightly/snapshot/buckets.ts': '',
  'functions/nightly/states/fold.ts': '',
  'functions/nightly/erasure/open.ts': '',
  'functions/nightly/erasure/sweep.ts': '',
  'functions/nightly/training/fit.ts': '',
  'functions/nightly/training/train.ts': '',
};

function plant(): string {
  const root = temporaryFolder();
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json'])
    cpSync(join(repository, file), join(root, file));
  for (const files of [grounds, ...planted.map(([, files]) => files)]) {
    for (const [path, source] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), `${source}\nexport {};\n`);
    }
  }
  return root;
}

interface Rule {
  readonly name: string;
  readonly comment: string;
  readonly from: { readonly path?: string | readonly string[] };
  readonly to: { readonly path?: string; readonly pathNot?: string | readonly string[]; readonly reachable?: boolean };
}

const { forbidden: rules } = createRequire(import.meta.url)(join(repository, '.dependency-cruiser.cjs')) as {
  readonly forbidden: readonly Rule[];
};

/** Rooms and folders that a rule lets its own import, as expressions, beside themselves. */
function permissionsOf({ from, to }: Rule): readonly string[] {
  if (to.reachable !== undefined) return []; // tells who is reached, not who may import
  return [to.pathNot ?? []]
    .flat()
    .flatMap((allowed) => {
      const [, before, names, after] = /^(.*)[(]([^()]+)[)](.*)$/.exec(allowed) ?? [];
      return names === undefined ? [] : names.split('|').map((name) => `${before}(${name})${after}`);
    })
    .filter((allowed) => allowed !== from.path);
}

/** Permissions that no import asks for. */
function unasked({ modules }: Cruise): readonly string[] {
  const asks = (from: RegExp, allowed: RegExp) =>
    modules.some(
      ({ source, dependencies }) => from.test(source) && dependencies.some((it) => allowed.test(it.resolved)),
    );
  return rules.flatMap((rule) =>
    permissionsOf(rule)
      .filter((allowed) => !asks(new RegExp([rule.from.path ?? ''].flat().join('|')), new RegExp(allowed)))
      .map((allowed) => `${rule.name}: ${allowed}`),
  );
}

describe('the house rules', async () => {
  const [ours, theirs] = await Promise.all([cruise(repository), cruise(plant())]);

  it('are kept, and were looked at', () => {
    expect(ours.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
    expect(ours.summary.totalCruised).toBeGreaterThan(20); // with another TypeScript it passes on 0 modules
  });

  it('are each broken by a planted file, and each say what to do', () => {
    const broken = new Set(planted.map(([rule]) => rule));
    expect(rules.filter(({ name }) => !broken.has(name)).map(({ name }) => name)).toEqual([]);
    expect(rules.filter(({ comment }) => comment.split(' ').length < 4)).toEqual([]);
  });

  it('fence every step that the night’s handler wires', () => {
    const handler = readFileSync(join(repository, 'functions/nightly/handler.ts'), 'utf8');
    const wired = Array.from(handler.matchAll(/from '\.\/(.+\/.+)'/g), ([, path]) => `functions/nightly/${path}`);
    const fence = rules.find(({ name }) => name === 'night-steps-do-not-know-each-other')?.to.path ?? '';
    expect(wired.length).toBeGreaterThan(0);
    expect(wired.filter((path) => !new RegExp(fence).test(path))).toEqual([]);
  });

  it('permit nothing that no file asks for', () => {
    expect(unasked(ours)).toEqual([]);
    expect(unasked(theirs)).toContain('privacy-keeps-to-its-room: ^shared/(features)/');
    expect(unasked(theirs)).not.toContain('learning-keeps-to-its-room: ^shared/(math)/');
  });

  it.each(planted)('ring: %s', (rule, files) => {
    const [blamed] = Object.keys(files);
    const rung = theirs.summary.violations
      .filter(({ from, to }) => from === blamed || to === blamed)
      .map(({ rule }) => rule.name);
    expect(rung).toContain(rule);
  });
});
