import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { REFERENCE_HEADER, sesEmail } from '../../shared/adapters/aws-messaging/email.ts';
import { snsPush } from '../../shared/adapters/aws-messaging/push.ts';
import { endUserMessagingSms } from '../../shared/adapters/aws-messaging/sms.ts';
import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoBudgets } from '../../shared/adapters/dynamodb/budgets.ts';
import { dynamoCatalog } from '../../shared/adapters/dynamodb/catalog.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoContactBook } from '../../shared/adapters/dynamodb/contact-book.ts';
import { dynamoDecisionReader } from '../../shared/adapters/dynamodb/decision-records.ts';
import { dynamoDocuments } from '../../shared/adapters/dynamodb/documents.ts';
import { dynamoHeldMessages } from '../../shared/adapters/dynamodb/held-messages.ts';
import { dynamoIdentities } from '../../shared/adapters/dynamodb/identities.ts';
import { dynamoJourneys } from '../../shared/adapters/dynamodb/journeys.ts';
import { dynamoLinkedRecords } from '../../shared/adapters/dynamodb/linked-records.ts';
import { dynamoOfferClaims } from '../../shared/adapters/dynamodb/offer-claims.ts';
import { dynamoSecrets } from '../../shared/adapters/dynamodb/secrets.ts';
import { dynamoSegments } from '../../shared/adapters/dynamodb/segments.ts';
import { dynamoSiteMessages, siteChannel } from '../../shared/adapters/dynamodb/site-messages.ts';
import { dynamoStandings } from '../../shared/adapters/dynamodb/standings.ts';
import { dynamoStoredProfiles } from '../../shared/adapters/dynamodb/stored-profiles.ts';
import { dynamoSuppressions } from '../../shared/adapters/dynamodb/suppressions.ts';
import { dynamoTallies } from '../../shared/adapters/dynamodb/tallies.ts';
import { dynamoTimelineReader, dynamoTimelineWriter } from '../../shared/adapters/dynamodb/timeline.ts';
import { dynamoToldHistory } from '../../shared/adapters/dynamodb/told-history.ts';
import { liquidEngine } from '../../shared/adapters/liquid/template-engine.ts';
import { parquetCodec } from '../../shared/adapters/parquet/codec.ts';
import { s3CampaignReports } from '../../shared/adapters/s3/campaign-reports.ts';
import { s3Client } from '../../shared/adapters/s3/client.ts';
import { s3Rolls } from '../../shared/adapters/s3/rolls.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import { uuidIds } from '../../shared/adapters/system/ids.ts';
import { suppressionHashBy } from '../../shared/adapters/system/keyed-hash.ts';
import { randomKey } from '../../shared/adapters/system/random-key.ts';
import { signedTexts } from '../../shared/adapters/system/signed-texts.ts';
import { defectOfUrl, outbound } from '../../shared/adapters/web/outbound.ts';
import { snsNotifications } from '../../shared/adapters/web/sns-messages.ts';
import { browserPush, vapidKeysOf, vapidSubject } from '../../shared/adapters/web/web-push.ts';
import { signedWebhook } from '../../shared/adapters/web/webhook.ts';
import type { BroadcastProgress, Campaign } from '../../shared/domain/campaign.ts';
import type { ContactPolicy } from '../../shared/domain/contact-policy.ts';
import type { DecisionPoint } from '../../shared/domain/decision-point.ts';
import type { Experiment } from '../../shared/domain/experiment.ts';
import type { Budget, Offer } from '../../shared/domain/offer.ts';
import type { PlacementPolicy } from '../../shared/domain/placement-policy.ts';
import { type ShopLanguages, writtenIn } from '../../shared/domain/shop-languages.ts';
import type { MessageTemplate } from '../../shared/domain/template.ts';
import { CONSENT_REGIMES } from '../../shared/privacy/consent.ts';
import { cached } from '../../shared/runtime/cached.ts';
import { loadConfig, oneOf, optional, pairsIn, positiveInteger, share } from '../../shared/runtime/config.ts';
import { limitedDoor } from '../../shared/runtime/http/access.ts';
import { httpHandler } from '../../shared/runtime/http/http-handler.ts';
import { lambdaLog } from '../../shared/runtime/log.ts';
import { withSteps } from '../../shared/runtime/with-steps.ts';
import { campaignRoutes } from './campaigns/routes.ts';
import { contactPolicy } from './contact/policy.ts';
import { contactRoutes } from './contact/routes.ts';
import { feedbackRoutes } from './feedback/routes.ts';
import { keptDocuments } from './kept-documents.ts';
import { readAddressee } from './messages/addressee.ts';
import { messageTokens } from './messages/message-tokens.ts';
import { refuseMarketing, takeOutcome } from './messages/outcomes.ts';
import { messageRoutes, webhookUrl } from './messages/routes.ts';
import { sendMessage } from './messages/send-message.ts';
import { weighMessage } from './messages/weigh-message.ts';
import { offerRoutes } from './offers/routes.ts';
import { placementRoutes } from './placements/routes.ts';
import { pointRoutes } from './points/routes.ts';
import { templateRoutes } from './templates/routes.ts';
import { tick } from './tick/tick.ts';
import { unsubscribeRoutes } from './unsubscribe/routes.ts';

const config = loadConfig(
  'PEOPLE_TABLE',
  'CATALOG_TABLE',
  'CONTROL_TABLE',
  'SNAPSHOT_BUCKET',
  'HISTORY_DAYS',
  'TICK_SECONDS',
  'RATE_LIMITS',
  'CONSENT_REGIME',
  'HOLDOUT_SHARE',
  'PUBLIC_URL',
  'EMAIL_FROM',
  'CONFIGURATION_SET',
  'SMS_FROM',
  'PUSH_APPLICATIONS',
  'FEEDBACK_TOPIC',
  'TRUSTED_ORIGIN',
);
const client = dynamoClient();
const log = lambdaLog('engage');
const { door, limits } = limitedDoor(config, dynamoAccessKeys(client, config.CONTROL_TABLE), systemClock);
const secrets = dynamoSecrets(client, config.CONTROL_TABLE, systemClock);
const suppressionHash = suppressionHashBy(secrets);
const historyDays = positiveInteger(config, 'HISTORY_DAYS');
const policies = dynamoDocuments<ContactPolicy>(client, config.CONTROL_TABLE, 'CONTACT');
const pointDocuments = dynamoDocuments<DecisionPoint>(client, config.CONTROL_TABLE, 'POINT');
const placements = dynamoDocuments<PlacementPolicy>(client, config.CONTROL_TABLE, 'PLACEMENT');
const webhooks = dynamoDocuments<{ readonly url: string }>(client, config.CONTROL_TABLE, 'CONTACT');
const trustedOrigin = optional(config, 'TRUSTED_ORIGIN');
const emailFrom = optional(config, 'EMAIL_FROM');
const out = outbound(trustedOrigin);
const site = dynamoSiteMessages(client, config.PEOPLE_TABLE);

const ports = {
  people: dynamoStoredProfiles(client, config.PEOPLE_TABLE, systemClock),
  standings: dynamoStandings(client, config.PEOPLE_TABLE, suppressionHash),
  identities: dynamoIdentities(client, config.PEOPLE_TABLE),
  linked: dynamoLinkedRecords(client, config.PEOPLE_TABLE),
  suppressions: dynamoSuppressions(client, config.PEOPLE_TABLE, suppressionHash),
  timeline: {
    ...dynamoTimelineReader(client, config.PEOPLE_TABLE, systemClock),
    ...dynamoTimelineWriter(client, config.PEOPLE_TABLE, historyDays, systemClock),
  },
  contacts: dynamoContactBook(client, config.PEOPLE_TABLE),
  held: dynamoHeldMessages(client, config.PEOPLE_TABLE),
  told: dynamoToldHistory(client, config.PEOPLE_TABLE, historyDays),
  channels: {
    email: sesEmail({ from: emailFrom, configurationSet: optional(config, 'CONFIGURATION_SET') }),
    sms: endUserMessagingSms(optional(config, 'SMS_FROM')),
    push: snsPush(pairsIn(config, 'PUSH_APPLICATIONS')),
    'web-push': browserPush(out, secrets, vapidSubject(emailFrom, config.PUBLIC_URL)),
    'on-site': siteChannel(site, systemClock),
    webhook: signedWebhook(out, secrets, systemClock),
  },
  policy: () => contactPolicy(policies),
  webhookUrl: () => webhookUrl(webhooks),
  tokens: messageTokens(signedTexts(secrets), config.PUBLIC_URL),
  regime: oneOf(config, 'CONSENT_REGIME', CONSENT_REGIMES),
  holdoutShare: share(config, 'HOLDOUT_SHARE'),
  hash: sha256Hash,
  clock: systemClock,
  ids: uuidIds,
  log,
};

// ── Campaigns ───────────────────────────────────────────────────────────────────────────────────────

const s3 = s3Client();
const campaigning = {
  ...ports,
  campaigns: dynamoDocuments<Campaign>(client, config.CONTROL_TABLE, 'CAMPAIGN'),
  experiments: dynamoDocuments<Experiment>(client, config.CONTROL_TABLE, 'EXPERIMENT'),
  offers: dynamoDocuments<Offer>(client, config.CONTROL_TABLE, 'OFFER'),
  budgets: dynamoDocuments<Budget>(client, config.CONTROL_TABLE, 'BUDGET'),
  claims: dynamoOfferClaims(client, { people: config.PEOPLE_TABLE, control: config.CONTROL_TABLE }),
  templates: dynamoDocuments<MessageTemplate>(client, config.CONTROL_TABLE, 'TEMPLATE'),
  segments: dynamoSegments(client, config.CONTROL_TABLE),
  catalog: dynamoCatalog(client, config.CATALOG_TABLE, systemClock),
  decisions: dynamoDecisionReader(client, config.PEOPLE_TABLE, systemClock),
  rolls: s3Rolls(s3, config.SNAPSHOT_BUCKET, parquetCodec),
  reports: s3CampaignReports(s3, config.SNAPSHOT_BUCKET),
  tallies: dynamoTallies(client, config.CONTROL_TABLE),
  engine: liquidEngine(),
  weigh: weighMessage(ports),
  shopLanguage: writtenIn(dynamoDocuments<ShopLanguages>(client, config.CONTROL_TABLE, 'LANGUAGES')),
  unsubscribeUrl: ports.tokens.unsubscribeUrl,
  timeZone: async () => (await ports.policy()).timeZone,
};

/** What thousands of journeys of one tick ask for alike. */
const HELD_SECONDS = 5;
const heldTemplates = cached(() => campaigning.templates.list(), HELD_SECONDS, systemClock);
const heldPolicy = cached(ports.policy, HELD_SECONDS, systemClock);
const ticking = tick({
  ...campaigning,
  templates: { find: async (templateId) => (await heldTemplates()).find(({ id }) => id === templateId) },
  offers: { list: cached(() => campaigning.offers.list(), HELD_SECONDS, systemClock) },
  budgets: { list: cached(() => campaigning.budgets.list(), HELD_SECONDS, systemClock) },
  segments: { list: cached(() => campaigning.segments.list(), HELD_SECONDS, systemClock) },
  journeys: dynamoJourneys(client, config.PEOPLE_TABLE, historyDays, systemClock),
  progress: dynamoDocuments<BroadcastProgress>(client, config.CONTROL_TABLE, 'BROADCAST'),
  send: sendMessage({ ...ports, policy: heldPolicy }),
  weigh: weighMessage({ ...ports, policy: heldPolicy }),
  tickSeconds: positiveInteger(config, 'TICK_SECONDS'),
});

// ── The doors ───────────────────────────────────────────────────────────────────────────────────────

const take = takeOutcome({ ...ports, addressee: readAddressee(ports) });
const forShop = door.guard('engage');
/** By address: whoever comes has no key. */
const forAnybody: typeof forShop = (endpoint) => async (request) => {
  limits.take('anonymous', request.address);
  return endpoint(request);
};

export const handler = withSteps<APIGatewayProxyEventV2>(
  httpHandler(log, {
    ...contactRoutes(policies, forShop),
    ...templateRoutes(campaigning, forShop),
    ...campaignRoutes(campaigning, forShop),
    ...messageRoutes(
      {
        ...ports,
        take,
        site,
        webhooks,
        secrets,
        defectOfUrl: (url) => defectOfUrl(url, trustedOrigin),
        publicVapidKey: async () => vapidKeysOf(await secrets.current('vapid')).publicKey,
      },
      { forShop, forSite: door.guard('decide'), forAnybody },
    ),
    ...feedbackRoutes(
      {
        ...ports,
        notifications: snsNotifications(out, trustedOrigin),
        topic: optional(config, 'FEEDBACK_TOPIC'),
        take,
        referenceHeader: REFERENCE_HEADER,
      },
      forAnybody,
    ),
    ...unsubscribeRoutes({ ...ports, refuse: refuseMarketing(ports), newNonce: randomKey }, forAnybody),
    ...placementRoutes(placements, forShop),
    ...offerRoutes(
      {
        offers: keptDocuments(campaigning.offers, { what: 'offer', most: 200 }),
        budgets: keptDocuments(campaigning.budgets, { what: 'budget', most: 100 }),
        book: dynamoBudgets(client, config.CONTROL_TABLE),
        claims: campaigning.claims,
        clock: systemClock,
      },
      forShop,
    ),
    ...pointRoutes({ pointDocuments }, forShop),
  }),
  { tick: ticking },
);
