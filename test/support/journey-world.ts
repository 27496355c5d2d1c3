import { appendFileSync } from 'node:fs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { messageTokens } from '../../functions/engage/messages/message-tokens.ts';
import { type SendPorts, sendMessage } from '../../functions/engage/messages/send-message.ts';
import { weighMessage } from '../../functions/engage/messages/weigh-message.ts';
import type { TickPorts } from '../../functions/engage/tick/tick.ts';
import { storeEnvironment } from '../../infra/laptop/stores.ts';
import { stores } from '../../infra/topology.ts';
import { dynamoCatalog } from '../../shared/adapters/dynamodb/catalog.ts';
import { dynamoContactBook } from '../../shared/adapters/dynamodb/contact-book.ts';
import { dynamoDecisionReader } from '../../shared/adapters/dynamodb/decision-records.ts';
import { dynamoDocuments } from '../../shared/adapters/dynamodb/documents.ts';
import { dynamoHeldMessages } from '../../shared/adapters/dynamodb/held-messages.ts';
import { dynamoIdentities } from '../../shared/adapters/dynamodb/identities.ts';
import { dynamoJourneys } from '../../shared/adapters/dynamodb/journeys.ts';
import { dynamoOfferClaims } from '../../shared/adapters/dynamodb/offer-claims.ts';
import { dynamoSecrets } from '../../shared/adapters/dynamodb/secrets.ts';
import { dynamoSegments } from '../../shared/adapters/dynamodb/segments.ts';
import { dynamoStandings } from '../../shared/adapters/dynamodb/standings.ts';
import { dynamoStoredProfiles } from '../../shared/adapters/dynamodb/stored-profiles.ts';
import { dynamoTallies } from '../../shared/adapters/dynamodb/tallies.ts';
import { dynamoTimelineReader } from '../../shared/adapters/dynamodb/timeline.ts';
import { dynamoToldHistory } from '../../shared/adapters/dynamodb/told-history.ts';
import { liquidEngine } from '../../shared/adapters/liquid/template-engine.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import { suppressionHashBy } from '../../shared/adapters/system/keyed-hash.ts';
import { signedTexts } from '../../shared/adapters/system/signed-texts.ts';
import type { BroadcastProgress, Campaign } from '../../shared/domain/campaign.ts';
import type { ContactPolicy } from '../../shared/domain/contact-policy.ts';
import { NotFoundError } from '../../shared/domain/errors.ts';
import type { Experiment } from '../../shared/domain/experiment.ts';
import type { Channel } from '../../shared/domain/message.ts';
import type { Budget, Offer } from '../../shared/domain/offer.ts';
import type { MessageTemplate } from '../../shared/domain/template.ts';
import type { MessageChannel } from '../../shared/ports/messages.ts';
import { cached } from '../../shared/runtime/cached.ts';

export const tableOf = (store: 'people' | 'control' | 'catalog'): string =>
  storeEnvironment([store])[stores[store].env] ?? '';

/** As the function holds them. */
const HELD_SECONDS = 5;

/** Never in the way: what is tested is that nothing is sent twice. */
const POLICY: ContactPolicy = { timeZone: 'UTC', windows: [] };

/** Everything that a tick asks for over embedded stores; messages become lines of a file. */
export function journeyWorld(client: DynamoDBDocumentClient, sink: string, nowMs: () => number): TickPorts {
  const clock = { nowMs };
  const [people, control] = [tableOf('people'), tableOf('control')];
  const secrets = dynamoSecrets(client, control, clock);
  const sending: SendPorts = {
    people: dynamoStoredProfiles(client, people, clock),
    standings: dynamoStandings(client, people, suppressionHashBy(secrets)),
    identities: dynamoIdentities(client, people),
    timeline: dynamoTimelineReader(client, people, clock),
    contacts: dynamoContactBook(client, people),
    told: dynamoToldHistory(client, people, 400),
    channels: channelsInto(sink),
    policy: async () => POLICY,
    webhookUrl: async () => undefined,
    tokens: messageTokens(signedTexts(secrets), 'http://127.0.0.1'),
    hash: sha256Hash,
    regime: 'opt-out',
    holdoutShare: 0,
  };
  const documents = dynamoDocuments<MessageTemplate>(client, control, 'TEMPLATE');
  const templates = cached(() => documents.list(), HELD_SECONDS, clock);
  const rolls = {
    newest: async () => undefined,
    readPart: () => Promise.reject(new NotFoundError('no night has been')),
  };
  return {
    ...sending,
    catalog: dynamoCatalog(client, tableOf('catalog'), clock),
    decisions: dynamoDecisionReader(client, people, clock),
    segments: { list: cached(() => dynamoSegments(client, control).list(), HELD_SECONDS, clock) },
    templates: { find: async (templateId) => (await templates()).find(({ id }) => id === templateId) },
    campaigns: dynamoDocuments<Campaign>(client, control, 'CAMPAIGN'),
    offers: dynamoDocuments<Offer>(client, control, 'OFFER'),
    budgets: dynamoDocuments<Budget>(client, control, 'BUDGET'),
    claims: dynamoOfferClaims(client, { people, control }),
    experiments: dynamoDocuments<Experiment>(client, control, 'EXPERIMENT'),
    progress: dynamoDocuments<BroadcastProgress>(client, control, 'BROADCAST'),
    journeys: dynamoJourneys(client, people, 400, clock),
    tallies: dynamoTallies(client, control),
    reports: { find: async () => undefined },
    rolls,
    engine: liquidEngine(),
    shopLanguage: async () => 'en',
    unsubscribeUrl: (person) => sending.tokens.unsubscribeUrl(person),
    held: dynamoHeldMessages(client, people),
    send: sendMessage(sending),
    weigh: weighMessage(sending),
    timeZone: async () => POLICY.timeZone,
    clock,
    log: { info: () => undefined, warn: () => undefined },
    tickSeconds: 600,
  };
}

/** Mail shows twice what is delivered twice; what is laid down for a visit to the site does not. */
function channelsInto(sink: string): Readonly<Record<Channel, MessageChannel>> {
  const channel = (name: Channel, isIdempotent: boolean): MessageChannel => ({
    isIdempotent,
    async deliver({ messageId }) {
      appendFileSync(sink, `${name} ${messageId}\n`);
      return { status: 'accepted' };
    },
  });
  return {
    email: channel('email', false),
    sms: channel('sms', false),
    push: channel('push', false),
    'web-push': channel('web-push', true),
    'on-site': channel('on-site', true),
    webhook: channel('webhook', true),
  };
}
