/**
 * The plan: the only list of functions, routes, schedules, stores, and of who reads and writes what.
 * `infra/aws` makes it CloudFormation; `infra/laptop` serves the same plan on loopback. It imports nothing.
 */

// ── Stores ──────────────────────────────────────────────────────────────────────────────────────────

export interface TableIndex {
  readonly name: string;
  readonly partitionKey: { readonly name: string; readonly type: 'S' | 'N' };
  readonly sortKey: { readonly name: string; readonly type: 'S' | 'N' };
  /** It holds the rows' keys and nothing else of them. */
  readonly keysOnly?: true;
}

export interface Table {
  readonly kind: 'table';
  /** The environment variable that tells a function the table's name. */
  readonly env: string;
  readonly partitionKey: { readonly name: string; readonly type: 'S' | 'N' };
  readonly sortKey?: { readonly name: string; readonly type: 'S' | 'N' };
  readonly indexes: readonly TableIndex[];
  readonly ttlAttribute: string;
  /**
   * Point-in-time recovery in days. The people table has none beyond a day: a backup that outlives an erasure
   * would break the promise of erasure.
   */
  readonly recoveryDays: number;
}

export interface Bucket {
  readonly kind: 'bucket';
  readonly env: string;
  /** In a versioned one what was overwritten or deleted lives on: an erasure has to remove that too. */
  readonly versioned: boolean;
  /** Objects under these prefixes go by themselves. */
  readonly expiry: readonly { readonly prefix: string; readonly days: number }[];
}

export const stores = {
  people: {
    kind: 'table',
    env: 'PEOPLE_TABLE',
    partitionKey: { name: 'pk', type: 'S' },
    sortKey: { name: 'sk', type: 'S' },
    // Of rows that are due some time, and of no others: no other row bears its keys.
    indexes: [
      {
        name: 'due',
        partitionKey: { name: 'dueShard', type: 'N' },
        sortKey: { name: 'dueAtMs', type: 'N' },
        keysOnly: true,
      },
    ],
    ttlAttribute: 'expiresAt',
    recoveryDays: 1,
  },
  catalog: {
    kind: 'table',
    env: 'CATALOG_TABLE',
    partitionKey: { name: 'itemId', type: 'S' },
    indexes: [
      {
        name: 'changes',
        partitionKey: { name: 'changeShard', type: 'N' },
        sortKey: { name: 'changedAtMs', type: 'N' },
      },
    ],
    ttlAttribute: 'expiresAt',
    recoveryDays: 7,
  },
  control: {
    kind: 'table',
    env: 'CONTROL_TABLE',
    partitionKey: { name: 'pk', type: 'S' },
    sortKey: { name: 'sk', type: 'S' },
    indexes: [],
    ttlAttribute: 'expiresAt',
    recoveryDays: 7,
  },
  snapshots: {
    kind: 'bucket',
    env: 'SNAPSHOT_BUCKET',
    versioned: false,
    expiry: [
      { prefix: 'snapshots/', days: 3 },
      { prefix: 'datasets/', days: 30 },
      { prefix: 'reports/quality/', days: 90 },
      { prefix: 'reports/cards/', days: 90 },
      { prefix: 'reports/experiments/', days: 400 },
      { prefix: 'reports/metrics/', days: 400 },
      { prefix: 'exports/', days: 90 },
    ],
  },
  models: {
    kind: 'bucket',
    env: 'MODEL_BUCKET',
    versioned: true,
    expiry: [],
  },
} as const satisfies Record<string, Table | Bucket>;

export type StoreName = keyof typeof stores;

/** Days that every log is kept. */
export const LOG_DAYS = 14;
/** Days that an old version of an object is kept where a bucket has versions. */
export const OLD_VERSION_DAYS = 30;

// ── Functions ───────────────────────────────────────────────────────────────────────────────────────

export interface Grants {
  readonly read?: readonly StoreName[];
  readonly write?: readonly StoreName[];
  /** May write down, on a key of the control table, the day on which it was used, and nothing else there. */
  readonly noteKeyUse?: true;
  /** May make the deployment's secrets in the control table, and nothing else there: whoever wants one first makes it. */
  readonly makeSecrets?: true;
  /** Partitions of the control table whose rows it may put, change and remove; nothing else there. */
  readonly writeControl?: readonly string[];
  /** May send e-mail, text messages and push notifications, from the senders that the deployment names. */
  readonly sendMessages?: true;
  /** May have texts translated, where the deployment names what translates. */
  readonly translateTexts?: true;
  /** May have texts worded by the model that the deployment names. */
  readonly wordTexts?: true;
  /** Of buckets: to remove objects for good, older versions included. Rows of a table are removed by who writes it. */
  readonly erase?: readonly StoreName[];
}

/** Requests a second that one environment takes from each caller, by what tells it apart; see shared/runtime/http. */
const RATE_LIMITS = 'write=1000 secret=2000 shopper=100 anonymous=500';

export interface LambdaFunction {
  /** The file that exports `handler`, from the repository's root. */
  readonly entry: string;
  readonly purpose: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly grants: Grants;
  /** Packages with a native part: not bundled, but laid beside the bundle, pruned to the one platform. */
  readonly native: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Interactions that a night reads whole: kernels have 4 GiB, of which each takes 13 bytes to have its pairs counted. */
export const MOST_READ = 200_000_000;
/** Days that an event which could not be taken is kept, and looked for when somebody is erased. */
const QUARANTINE_DAYS = '30';
/** What somebody who said nothing of their data is taken to have said; by market: as the law there has it. */
export const CONSENT_REGIMES = ['opt-out', 'opt-in', 'by-market'] as const;
export type ConsentRegime = (typeof CONSENT_REGIMES)[number];
/** What translates the shop's texts: its own terms alone, or Amazon Translate. */
export const TRANSLATORS = ['glossary', 'amazon'] as const;
export type Translator = (typeof TRANSLATORS)[number];
/** Of the functions that ask; a deployment may choose another. */
const consentRegime: { readonly CONSENT_REGIME: ConsentRegime } = { CONSENT_REGIME: 'opt-out' };
/** Days that an event is kept, for those who write events. */
const historyDays = { HISTORY_DAYS: '400' } as const;
/** Of all people, the share that is held out of all that goes by what is known of them; 0: nobody. */
const holdout = { HOLDOUT_SHARE: '0' } as const;

export const functions = {
  capture: {
    entry: 'functions/capture/handler.ts',
    purpose: 'events in: parse, check, write to the timeline',
    memoryMb: 512,
    timeoutSeconds: 29,
    grants: { read: ['people', 'control'], write: ['people'], noteKeyUse: true, makeSecrets: true },
    native: [],
    // Campaigns are asked for so often by each environment: one that was started is known to all after that.
    environment: { ...historyDays, CAMPAIGN_SECONDS: '10', QUARANTINE_DAYS, RATE_LIMITS, ...consentRegime },
  },
  catalog: {
    entry: 'functions/catalog/handler.ts',
    purpose: 'items in and out, in other languages too, and what they look like',
    memoryMb: 512,
    timeoutSeconds: 60, // of a step that translates; the gateway waits for half as long
    grants: {
      read: ['catalog', 'control'],
      write: ['catalog'],
      noteKeyUse: true,
      writeControl: ['LANGUAGES', 'TERMS', 'TRANSLATION', 'TRANSLATED', 'IMAGE'],
      translateTexts: true,
    },
    native: ['@jsquash/jpeg', '@jsquash/png', '@jsquash/webp'], // which read their WebAssembly beside them
    // What translates; `-c translator=amazon` names another, for which alone the grant is made.
    environment: { TRANSLATOR: 'glossary' satisfies Translator, TRANSLATE_SECONDS: '40', RATE_LIMITS },
  },
  decide: {
    entry: 'functions/decide/handler.ts',
    purpose: 'the hot path: a person and the served model in, a slate with reasons out',
    memoryMb: 1769,
    timeoutSeconds: 29, // an answer takes milliseconds; many people's decisions are made for a while at a time
    grants: {
      read: ['people', 'catalog', 'control', 'models', 'snapshots'],
      write: ['people', 'snapshots'], // of the snapshots: what many are decided for at once, and what came of it
      noteKeyUse: true,
      makeSecrets: true,
      writeControl: ['COUNTS', 'CLAIM', 'SPEND', 'JOB'],
    },
    native: ['onnxruntime-node'],
    environment: {
      REFRESH_SECONDS: '10',
      EXPLORATION_SHARE: '0.05',
      STOCK_SHARE: '0.1', // what stock adds to the odds of what would lie, and takes from what would be gone; 0: nothing
      RECEIPTS: 'on',
      DECISION_DAYS: '90',
      ...historyDays,
      ...holdout,
      RATE_LIMITS,
      ...consentRegime,
    },
  },
  people: {
    entry: 'functions/people/handler.ts',
    purpose: 'what is known of a person, what they see and say of it themselves, and what is asked in their name',
    memoryMb: 512,
    timeoutSeconds: 29,
    grants: { read: ['people', 'control'], write: ['people'], noteKeyUse: true, makeSecrets: true },
    native: [],
    environment: { ...historyDays, QUARANTINE_DAYS, RATE_LIMITS, ...consentRegime },
  },
  console: {
    entry: 'functions/console/handler.ts',
    purpose:
      'what operators read and say: events that could not be taken, what the night said of a day’s events and of its models, what came of decisions, anomalies, bots; what stock to order; experiments and what came of them',
    memoryMb: 512,
    timeoutSeconds: 29,
    grants: {
      read: ['people', 'catalog', 'control', 'snapshots', 'models'],
      write: ['people'],
      noteKeyUse: true,
      writeControl: ['EXPERIMENT'],
    },
    native: [],
    environment: { RATE_LIMITS },
  },
  audiences: {
    entry: 'functions/audiences/handler.ts',
    purpose: 'groups of people, by rules over what the night knows: how many, who, and hashed for advertisers',
    memoryMb: 1769, // a part of the roll is unpacked at once, of several buckets
    timeoutSeconds: 29,
    grants: {
      read: ['people', 'control', 'snapshots'],
      write: ['snapshots'],
      noteKeyUse: true,
      makeSecrets: true,
      writeControl: ['SEGMENT'],
    },
    native: [],
    environment: { RATE_LIMITS, ...consentRegime },
  },
  engage: {
    entry: 'functions/engage/handler.ts',
    purpose: 'what to say to whom and when: templates, campaigns, the contact policy, and messages over every channel',
    memoryMb: 1769,
    timeoutSeconds: 60, // of a tick; the gateway waits for half as long
    grants: {
      read: ['people', 'catalog', 'control', 'snapshots'],
      write: ['people'],
      noteKeyUse: true,
      makeSecrets: true,
      writeControl: [
        ...['CONTACT', 'TEMPLATE', 'CAMPAIGN', 'BROADCAST', 'TALLY'],
        ...['PLACEMENT', 'POINT', 'OFFER', 'BUDGET', 'SPEND', 'CLAIM'],
      ],
      sendMessages: true,
    },
    native: [],
    // A deployment says who its messages come from: infra/aws/message-options.ts.
    environment: {
      ...historyDays,
      ...holdout,
      TICK_SECONDS: '45',
      PUBLIC_URL: 'api', // whoever serves the plan puts the address of its API here
      EMAIL_FROM: 'none',
      CONFIGURATION_SET: 'none',
      SMS_FROM: 'none',
      PUSH_APPLICATIONS: 'none',
      FEEDBACK_TOPIC: 'none',
      TRUSTED_ORIGIN: 'none', // may be called though it is private; of a deployment always none
      RATE_LIMITS,
      ...consentRegime,
    },
  },
  assist: {
    entry: 'functions/assist/handler.ts',
    purpose:
      'what shoppers ask: answers with their source from the shop’s FAQ, catalog and their own orders; what staff takes over; prices and texts abroad',
    memoryMb: 1769, // the catalog’s words are indexed in memory
    timeoutSeconds: 29,
    grants: {
      read: ['people', 'catalog', 'control', 'models'],
      write: ['people'],
      noteKeyUse: true,
      makeSecrets: true,
      writeControl: ['FAQ', 'INTENT', 'MARKET', 'RATES', 'TRANSLATION'],
      wordTexts: true,
      translateTexts: true,
    },
    native: [],
    environment: {
      CONVERSATION_DAYS: '90',
      TRANSLATOR: 'glossary' satisfies Translator,
      WRITER: 'none', // what words answers; `-c writer=bedrock/MODEL` or an endpoint like OpenAI’s
      WRITER_KEY: 'none', // a deployment says which secret holds it: infra/aws/writer-options.ts
      // Of ninety days, so that a day that was missed comes with the next; none: rates come by file alone.
      EXCHANGE_RATE_FEED: 'https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist-90d.xml',
      REFRESH_SECONDS: '30',
      ...historyDays,
      RATE_LIMITS,
      ...consentRegime,
    },
  },
  keys: {
    entry: 'functions/keys/handler.ts',
    purpose: 'keys and secrets, by who may invoke it: no route leads here',
    memoryMb: 512,
    timeoutSeconds: 29,
    grants: { read: ['control'], write: ['control'] },
    native: [],
    environment: {},
  },
  nightly: {
    entry: 'functions/nightly/handler.ts',
    purpose: 'the steps of the night: snapshot, train, evaluate, publish, sweep; data sets evaluated and anonymised',
    memoryMb: 3008, // what a new AWS account allows; `-c nightlyMemoryMb=10240` raises it
    timeoutSeconds: 900,
    grants: {
      read: ['people', 'catalog', 'control', 'snapshots', 'models'],
      write: ['people', 'snapshots', 'models'],
      erase: ['snapshots', 'models'],
      makeSecrets: true,
    },
    native: ['onnxruntime-node'],
    // A capture may still write for as long as it may run; a backup may still know what was erased.
    environment: {
      ...historyDays,
      PREDICTED_TRAITS: 'none', // which are foreseen for those who consent; `-c predictedTraits=gender,age_band` names some
      QUARANTINE_DAYS,
      SETTLE_SECONDS: '30',
      RECOVERY_DAYS: String(stores.people.recoveryDays),
      COUNTING: 'none', // what counts pairs of items in a shop beyond one task; `-c nightlyCounting=athena` names it
      COUNTING_BEYOND: String(MOST_READ),
      // Hours after a decision within which something may come of it; `-c rewardWindowHours=48`, up to 30 days.
      REWARD_WINDOW_HOURS: '168',
      BASE_CURRENCY: 'none', // what values and the holdout are told in; none: what most is paid in. `-c baseCurrency=EUR`
      LEAD_TIME_DAYS: '14', // of goods, by which decisions judge what lies in stock; 28 at most
      ...holdout,
      ...consentRegime,
    },
  },
} as const satisfies Record<string, LambdaFunction>;

export type FunctionName = keyof typeof functions;

// ── Routes ──────────────────────────────────────────────────────────────────────────────────────────

/**
 * Who may call a route, and docs/security.md is checked against it. none: anybody. capture: a write key or any secret
 * key. write: a write key alone. A scope: a secret key that has it. link, shopper: a shopper's token of that purpose.
 * asker: a shopper's session, or what opens for capture. operator: who signed in, by a token that the gateway checks.
 */
export type Access =
  | 'none'
  | 'capture'
  | 'write'
  | 'catalog'
  | 'decide'
  | 'people'
  | 'privacy'
  | 'operate'
  | 'engage'
  | 'asker'
  | 'link'
  | 'shopper'
  | 'operator';

export interface Route {
  /** As API Gateway writes it: a method, a blank, and a path with {parameters}. */
  readonly route: string;
  readonly target: FunctionName;
  readonly access: Access;
}

const to = (target: FunctionName, access: Access, ...routes: readonly string[]): readonly Route[] =>
  routes.map((route) => ({ route, target, access }));

export const routes: readonly Route[] = [
  ...to(
    'capture',
    'capture',
    'POST /v1/batch',
    'POST /v1/import',
    'POST /v1/track',
    'POST /v1/identify',
    'POST /v1/page',
    'POST /v1/screen',
    'POST /v1/group',
    'POST /v1/alias',
    'POST /v1/b',
    'POST /v1/t',
    'POST /v1/i',
    'POST /v1/p',
    'POST /v1/s',
    'POST /v1/g',
    'POST /v1/a',
    'POST /beacon/v1/batch',
  ),
  ...to(
    'capture',
    'write',
    'GET /v1/projects/{writeKey}/settings',
    // RudderStack's browser client asks for /sourceConfig/, but API Gateway refuses a route that ends with a slash;
    // what becomes of such a request is written down nowhere, so both routes that could take it are here.
    'GET /sourceConfig',
    'GET /sourceConfig/{proxy+}',
  ),
  ...to(
    'catalog',
    'catalog',
    'PUT /v1/items/{itemId}',
    'GET /v1/items/{itemId}',
    'DELETE /v1/items/{itemId}',
    'PUT /v1/items/{itemId}/image',
    'GET /v1/items/{itemId}/image',
    'DELETE /v1/items/{itemId}/image',
    'GET /v1/items',
    'POST /v1/items:batch',
    'GET /v1/languages',
    'PUT /v1/languages',
    'GET /v1/terms/{locale}',
    'PUT /v1/terms/{locale}',
    'DELETE /v1/terms/{locale}',
  ),
  ...to(
    'decide',
    'decide',
    'POST /v1/recommendations',
    'POST /v1/rankings',
    'POST /v1/decisions',
    'POST /v1/decisions/{decisionId}/activate',
    'POST /v1/decisions/{decisionId}/reward',
    'POST /v1/decisions:batch',
    'GET /v1/jobs/{jobId}',
    'GET /v1/jobs/{jobId}/result',
    'GET /v1/placements',
    'GET /v1/decisions/{decisionId}/explanation',
  ),
  ...to('decide', 'people', 'GET /v1/decisions/{decisionId}'),
  ...to('decide', 'shopper', 'GET /v1/me/decisions/{decisionId}/explanation'),
  ...to('decide', 'none', 'GET /transparency'),
  ...to(
    'people',
    'people',
    'GET /v1/profiles/{profileId}',
    'PATCH /v1/profiles/{profileId}',
    'GET /v1/profiles/{profileId}/segments',
    'GET /v1/profiles/{profileId}/predictions',
    'GET /v1/profiles/{profileId}/community',
    'GET /v1/profiles/{profileId}/devices',
    'GET /v1/profiles/{profileId}/events',
    'GET /v1/profiles/{profileId}/consent',
    'PUT /v1/profiles/{profileId}/consent',
    'GET /v1/profiles/{profileId}/decisions',
    'POST /v1/profiles/{profileId}/sessions',
    'POST /v1/profiles:merge',
    'PUT /v1/relations',
    'DELETE /v1/relations',
  ),
  ...to('people', 'link', 'POST /v1/me/session'),
  ...to(
    'people',
    'shopper',
    'GET /v1/me',
    'PATCH /v1/me',
    'GET /v1/me/consent',
    'PUT /v1/me/consent',
    'GET /v1/me/decisions',
    'GET /v1/me/export',
    'DELETE /v1/me',
  ),
  ...to('people', 'none', 'GET /me'),
  ...to(
    'people',
    'privacy',
    'POST /v1/privacy/requests',
    'GET /v1/privacy/requests/{requestId}',
    'GET /v1/privacy/requests/{requestId}/result',
  ),
  ...to('people', 'none', 'GET /v1/privacy/keys', 'GET /.well-known/gpc.json'),
  ...to(
    'console',
    'operate',
    'GET /v1/events/quarantine',
    'PUT /v1/profiles/{profileId}/flag',
    'DELETE /v1/profiles/{profileId}/flag',
    'GET /v1/flags',
    'GET /v1/anomalies',
    'GET /v1/reports/quality',
    'GET /v1/metrics',
    'GET /v1/models',
    'GET /v1/models/{name}',
    'GET /v1/models/{name}/plots/{plot}',
    'GET /v1/models/{name}/versions/{version}',
    'GET /v1/models/{name}/versions/{version}/diff',
    'GET /v1/models/{name}/versions/{version}/plots/{plot}',
  ),
  ...to('console', 'catalog', 'GET /v1/items/{itemId}/forecast', 'POST /v1/inventory/plans'),
  ...to('console', 'operator', 'GET /v1/operator/quarantine'),
  ...to(
    'console',
    'engage',
    'GET /v1/experiments',
    'POST /v1/experiments',
    'GET /v1/experiments/{experimentId}',
    'PUT /v1/experiments/{experimentId}',
    'DELETE /v1/experiments/{experimentId}',
    // Asked as {experimentId}:start and :stop.
    'POST /v1/experiments/{experimentId}',
    'GET /v1/experiments/{experimentId}/results',
  ),
  ...to(
    'audiences',
    'people',
    'GET /v1/segments',
    'POST /v1/segments',
    'POST /v1/segments:preview',
    'GET /v1/segments/{segmentId}',
    'DELETE /v1/segments/{segmentId}',
    'GET /v1/segments/{segmentId}/members',
    'POST /v1/audiences:lookalike',
    // Asked as {segmentId}:export, which API Gateway cannot say: a parameter is all that stands between slashes.
    'POST /v1/audiences/{segmentId}',
  ),
  ...to(
    'engage',
    'engage',
    'GET /v1/templates',
    'POST /v1/templates',
    'GET /v1/templates/{templateId}',
    'PUT /v1/templates/{templateId}',
    'DELETE /v1/templates/{templateId}',
    'GET /v1/campaigns',
    'POST /v1/campaigns',
    'GET /v1/campaigns/{campaignId}',
    'PUT /v1/campaigns/{campaignId}',
    'DELETE /v1/campaigns/{campaignId}',
    'GET /v1/campaigns/{campaignId}/results',
    // Asked as {campaignId}:start and the like, which API Gateway cannot say.
    'POST /v1/campaigns/{campaignId}',
    'GET /v1/policies/contact',
    'PUT /v1/policies/contact',
    'POST /v1/messages',
    'GET /v1/channels/webhook',
    'PUT /v1/channels/webhook',
    'DELETE /v1/channels/webhook',
    'GET /v1/policies/placements/{placement}',
    'PUT /v1/policies/placements/{placement}',
    'DELETE /v1/policies/placements/{placement}',
    'GET /v1/offers',
    'POST /v1/offers',
    'GET /v1/offers/{offerId}',
    'PUT /v1/offers/{offerId}',
    'DELETE /v1/offers/{offerId}',
    'POST /v1/offers/{offerId}/redemptions',
    'GET /v1/budgets',
    'POST /v1/budgets',
    'GET /v1/budgets/{budgetId}',
    'PUT /v1/budgets/{budgetId}',
    'GET /v1/decision-points',
    'POST /v1/decision-points',
    'GET /v1/decision-points/{pointId}',
    'PUT /v1/decision-points/{pointId}',
    'DELETE /v1/decision-points/{pointId}',
  ),
  ...to('engage', 'decide', 'GET /v1/on-site-messages', 'POST /v1/on-site-messages/{messageId}'),
  // Who has a link of a message, and who tells what became of one, brings no key; what they bring is signed.
  ...to(
    'engage',
    'none',
    'GET /v1/unsubscribe/{token}',
    'POST /v1/unsubscribe/{token}',
    'POST /v1/webhooks/{provider}',
    'GET /v1/web-push/key',
  ),
  ...to(
    'assist',
    'catalog',
    'GET /v1/markets',
    'GET /v1/markets/{market}',
    'PUT /v1/markets/{market}',
    'DELETE /v1/markets/{market}',
    'GET /v1/exchange-rates',
    'POST /v1/exchange-rates',
  ),
  ...to('assist', 'decide', 'POST /v1/localize'),
  ...to('assist', 'asker', 'POST /v1/assistant/messages', 'POST /v1/assistant/messages/{messageId}/rating'),
  ...to(
    'assist',
    'engage',
    'GET /v1/faq',
    'GET /v1/faq/{entryId}',
    'PUT /v1/faq/{entryId}',
    'DELETE /v1/faq/{entryId}',
    'GET /v1/intents',
    'GET /v1/intents/{name}',
    'PUT /v1/intents/{name}',
    'DELETE /v1/intents/{name}',
  ),
  ...to(
    'assist',
    'people',
    'GET /v1/conversations',
    'GET /v1/conversations/{conversationId}',
    // Asked as {conversationId}:resolve.
    'POST /v1/conversations/{conversationId}',
  ),
  ...to('capture', 'operate', 'POST /v1/events/quarantine/{day}/{messageId}/replay'),
];

/** Browsers on any origin may send events; what is private needs a key that no browser holds. */
export const cors = {
  allowOrigins: ['*'],
  allowMethods: ['GET', 'POST', 'OPTIONS'],
  allowHeaders: ['authorization', 'content-type', 'anonymousid', 'sentat', 'x-retry-count'],
  /** What a page of another origin may read: when to ask again. */
  exposeHeaders: ['retry-after'],
  maxAgeSeconds: 86_400,
} as const;

// ── Schedules ───────────────────────────────────────────────────────────────────────────────────────

/** What is started by the clock: the night, or one step of a function. */
export type Schedule = {
  /** Five-field cron, in UTC. */
  readonly cron: string;
} & (
  | { readonly stateMachine: 'night' }
  /** Called with `{step}`; see shared/runtime/with-steps.ts. */
  | { readonly calls: FunctionName; readonly step: string }
);

export const schedules: Readonly<Record<string, Schedule>> = {
  night: { cron: '30 1 * * *', stateMachine: 'night' },
  jobs: { cron: '* * * * *', calls: 'decide', step: 'jobs' },
  tick: { cron: '* * * * *', calls: 'engage', step: 'tick' },
  // The European Central Bank publishes at about 16:00 CET, 15:00 UTC at the latest.
  rates: { cron: '30 16 * * *', calls: 'assist', step: 'rates' },
  translate: { cron: '* * * * *', calls: 'catalog', step: 'translate' },
};
