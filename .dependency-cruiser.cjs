// The house rules. Each comment says what to do instead of breaking the rule.
const room = (...names) => `^shared/(${names.join('|')})/`;

/** A room of shared/, and the other rooms of shared/ that it does import: whoever needs one more says why. */
const MAY_IMPORT = {
  domain: [],
  math: [],
  features: ['domain', 'math'],
  learning: ['math'],
  model: ['domain', 'math', 'learning'],
  words: ['domain', 'features', 'model'],
  translation: ['domain', 'ports'],
  decisioning: ['domain', 'math', 'features', 'model', 'words'],
  dialogue: ['domain', 'math', 'features', 'learning', 'model'],
  privacy: ['domain', 'features', 'model', 'ports'],
  evaluation: ['domain', 'math'],
  quality: ['domain', 'math'],
  simulation: ['domain', 'math'],
  ports: ['domain', 'math', 'model'],
  adapters: ['domain', 'math', 'model', 'ports'],
  runtime: ['domain', 'ports'],
};
const PURE = Object.keys(MAY_IMPORT).filter((name) => !['adapters', 'runtime'].includes(name));
/** What AWS starts; all else in a function's folder is a use case. */
const DOOR = '^functions/[^/]+/handler[.]ts$|^functions/nightly/(start|task)[.]ts$';
/** Runs in a browser, and knows the rest of the house by HTTP alone. */
const WEB = '^functions/[^/]+/web/';
const USE_CASE = '^functions/(?![^/]+/web/)(?!nightly/(start|task)[.]ts$)[^/]+/(?!handler[.]ts$)';
/** Turns requests into calls, and what they give into answers. */
const ROUTES = '^functions/.+/routes[.]ts$';

/** Each adapter folder's outside system, by the package that reaches it. */
const SDK_OF = {
  athena: '@aws-sdk/client-athena',
  'aws-messaging': '@aws-sdk/client-(sesv2|sns|pinpoint-sms-voice-v2)',
  bedrock: '@aws-sdk/client-bedrock-runtime',
  'secrets-manager': '@aws-sdk/client-secrets-manager',
  csv: 'csv-parse',
  ecb: 'fast-xml-parser',
  jsquash: '@jsquash/(jpeg|png|webp)',
  liquid: 'liquidjs',
  dynamodb: '@aws-sdk/(client-dynamodb|lib-dynamodb|util-dynamodb)',
  s3: '@aws-sdk/client-s3',
  onnx: 'onnxruntime-node',
  parquet: 'hyparquet',
  translate: '@aws-sdk/client-translate',
  web: 'web-push',
};

/** What compiles to WebAssembly and not to JavaScript: docs/adr/0012-kernels-in-assemblyscript.md */
const ASSEMBLY = '^shared/math/assembly/';

/** A package of types without code, which only the type checker can find. */
const TYPES_ONLY = '^aws-lambda$';

/** Which folders of the night, or files of one, a folder knows, beside what lies in none. */
const NIGHT_MAY_IMPORT = {
  snapshot: [],
  states: ['snapshot/scan-observer.ts'],
  money: ['snapshot/scan-observer.ts'],
  predictions: ['snapshot/scan-observer.ts', 'states/state-watcher.ts'],
  audiences: ['snapshot/scan-observer.ts', 'states/state-watcher.ts'],
  bots: ['snapshot/scan-observer.ts'],
  decisions: ['snapshot/scan-observer.ts', 'snapshot/trainable.ts'],
  demand: ['snapshot/scan-observer.ts'],
  experiments: ['snapshot/scan-observer.ts', 'decisions/decision-watcher.ts'],
  friends: ['snapshot/scan-observer.ts', 'snapshot/trainable.ts', 'histories/training-data.ts'],
  policies: ['snapshot/scan-observer.ts', 'decisions/decision-watcher.ts'],
  quality: ['snapshot/scan-observer.ts'],
  anomalies: ['snapshot/scan-observer.ts'],
  campaigns: ['snapshot/scan-observer.ts'],
  assistant: ['snapshot/scan-observer.ts'],
  histories: [],
  training: ['histories'],
  evaluation: ['histories'],
  erasure: [],
  publication: ['erasure/urgent-erasure.ts'],
  datasets: ['histories', 'training', 'evaluation'],
  measures: ['training/arithmetic.ts'],
};
const inNight = (...names) =>
  `^functions/nightly/(${names.map((name) => (name.endsWith('.ts') ? `${name}$` : `${name}/`)).join('|')})`;

/** The files of the night that a handler wires: a step, or what watches the scan. */
const NIGHT_STEPS = [
  'snapshot/snapshot.ts',
  'states/profile-states.ts',
  'predictions/foresee.ts',
  'predictions/predict-traits.ts',
  'predictions/predict-behaviour.ts',
  'predictions/predict-community.ts',
  'predictions/predict-value.ts',
  'audiences/write-roll.ts',
  'bots/bot-observer.ts',
  'decisions/decision-observer.ts',
  'decisions/drawn-watcher.ts',
  'decisions/log-watcher.ts',
  'decisions/metrics-watcher.ts',
  'demand/demand-observer.ts',
  'experiments/experiment-observer.ts',
  'friends/friend-observer.ts',
  'money/night-rates.ts',
  'policies/learn-policies.ts',
  'quality/quality-observer.ts',
  'anomalies/anomaly-observer.ts',
  'campaigns/campaign-observer.ts',
  'assistant/learn-intents.ts',
  'training/train.ts',
  'evaluation/evaluate.ts',
  'publication/publish.ts',
  'erasure/sweep.ts',
  'datasets/evaluate-dataset.ts',
  'datasets/evaluate-ratings.ts',
  'measures/evaluate-task.ts',
  'datasets/anonymise.ts',
  'datasets/replay-decision.ts',
];

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.entries(MAY_IMPORT).map(([name, others]) =>
      rule(
        `${name}-keeps-to-its-room`,
        `shared/${name} imports itself and: ${others.join(', ') || 'nothing else'}. Move the code, or pass the value in.`,
        { path: room(name) },
        { path: '^(shared|functions|infra|test)/', pathNot: room(name, ...others) },
      ),
    ),
    ...Object.entries(SDK_OF).map(([name, sdk]) =>
      rule(
        `${name}-opened-in-one-room`,
        `Only shared/adapters/${name} opens ${sdk}; everyone else asks the port.`,
        { pathNot: `^(shared/adapters/${name}|infra/laptop|test)/` },
        { path: `node_modules/${sdk}` },
      ),
    ),
    rule(
      'threads-started-in-one-room',
      'Only shared/adapters/kernels starts threads; learning takes Kernels as an argument.',
      { path: '^(functions|shared)/', pathNot: '^shared/adapters/kernels/' },
      { path: '^(node:)?worker_threads$' },
    ),
    rule(
      'pure-rooms-touch-no-outside',
      'Pure rooms and use cases import no package and no Node built-in; put it behind a port. (Schemas: zod, in domain and contract.ts.)',
      { path: [room(...PURE), USE_CASE] },
      { dependencyTypes: ['npm', 'npm-dev', 'core'], pathNot: 'node_modules/zod/' },
    ),
    rule(
      'schemas-only-at-the-edges',
      'zod belongs to shared/domain and to a function’s contract.ts.',
      {
        path: ['^shared/', '^functions/'],
        pathNot: ['^shared/domain/', '^functions/[^/]+/contract[.]ts$', '^functions/[^/]+/[^/]+/contract[.]ts$'],
      },
      { path: 'node_modules/zod/' },
    ),
    rule(
      'adapters-do-not-know-each-other',
      'An adapter folder is one outside system; two of them meet in a handler.',
      { path: '^shared/adapters/([^/]+)/' },
      { path: '^shared/adapters/', pathNot: '^shared/adapters/$1/' },
    ),
    rule(
      'functions-do-not-know-each-other',
      'Functions meet through stores and events, never by import.',
      { path: '^functions/([^/]+)/' },
      { path: '^functions/', pathNot: '^functions/$1/' },
    ),
    ...Object.entries(NIGHT_MAY_IMPORT).map(([name, others]) =>
      rule(
        `night-${name}-keeps-to-its-folder`,
        `functions/nightly/${name} imports itself, files that lie in no folder and: ${others.join(', ') || 'no other folder'}. What a step leaves for the next is a type in gathered.ts.`,
        { path: inNight(name) },
        { path: '^functions/nightly/[^/]+/', pathNot: inNight(name, ...others) },
      ),
    ),
    rule(
      'night-steps-do-not-know-each-other',
      'Only handler.ts wires a step, and night.ts has its type. What two steps share has a file of its own.',
      { path: '^functions/nightly/', pathNot: inNight('handler.ts', 'night.ts') },
      { path: inNight(...NIGHT_STEPS) },
    ),
    rule(
      'use-case-speaks-to-ports',
      'Only a door (handler.ts; start.ts and task.ts of the night) picks adapters, and only it and routes.ts know HTTP; the use case takes ports.',
      { path: USE_CASE, pathNot: ROUTES },
      { path: '^shared/(adapters|runtime)/' },
    ),
    rule(
      'routes-take-ports',
      'routes.ts turns requests into calls; handler.ts picks the adapters.',
      { path: ROUTES },
      { path: '^shared/adapters/' },
    ),
    rule(
      'no-stand-ins-in-production',
      'Memory adapters and the simulated shop are for tests and the laptop.',
      { path: '^(functions|shared)/', pathNot: '^shared/(adapters/memory|simulation)/' },
      { path: '^shared/(adapters/memory|simulation)/' },
    ),
    rule(
      'infra-names-functions-by-path',
      'infra knows product code by the paths in topology.ts, not by import.',
      { path: '^infra/', pathNot: '^infra/(laptop|documents)/' },
      { path: '^(functions|shared|test)/' },
    ),
    rule(
      'documents-read-what-they-tell',
      'What writes a document may import the plan, the rules of privacy and the contracts that it tells of; nothing else.',
      { path: '^infra/documents/' },
      {
        path: '^(functions|shared|test|infra/[^/]+)/',
        pathNot: ['^infra/documents/', '^shared/(domain|privacy)/', '^functions/.+/contract[.]ts$'],
      },
    ),
    rule(
      'laptop-meets-functions-by-http',
      'The laptop may import the simulated shop, the metrics and what a certificate must say; all else goes through the front door.',
      { path: '^infra/laptop/', pathNot: '^infra/laptop/mcp/contract[.]ts$' },
      { path: '^(functions|shared|test)/', pathNot: '^shared/(simulation|evaluation|privacy)/' },
    ),
    rule(
      'tools-take-what-the-api-takes',
      'The contract of MCP’s tools is made of the API’s contracts, and knows nothing else of the functions.',
      { path: '^infra/laptop/mcp/contract[.]ts$' },
      { path: '^(functions|shared|test)/', pathNot: '^functions/.+/contract[.]ts$' },
    ),
    rule(
      'web-asks-by-http',
      'What a browser runs asks the public HTTP API, and imports neither functions nor shared.',
      { path: WEB },
      { path: '^(functions|shared|infra|test)/', pathNot: WEB },
    ),
    rule(
      'nothing-imports-infra',
      'A function learns of its stores from its environment.',
      { path: '^(functions|shared)/' },
      { path: '^(infra|test)/' },
    ),
    rule(
      'no-code-without-a-caller',
      'No handler leads here: use it or remove it.',
      { path: `${DOOR}|^infra/` },
      { path: '^shared/', pathNot: '^shared/(adapters/memory|simulation)/', reachable: false },
    ),
    rule('no-cycles', 'Break the circle by moving the shared part down.', {}, { circular: true }),
    rule('imports-resolve', 'The imported file does not exist.', {}, { couldNotResolve: true, pathNot: TYPES_ONLY }),
    rule(
      'declared-dependencies-only',
      'What a function ships with is in "dependencies".',
      { path: '^(functions|shared)/' },
      { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: '@types/aws-lambda' },
    ),
  ],
  options: {
    tsPreCompilationDeps: true, // type-only imports count
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: ASSEMBLY },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.json'],
    },
  },
};
