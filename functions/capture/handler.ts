import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoDocuments } from '../../shared/adapters/dynamodb/documents.ts';
import { dynamoIdentities } from '../../shared/adapters/dynamodb/identities.ts';
import { dynamoJourneys } from '../../shared/adapters/dynamodb/journeys.ts';
import { dynamoLinkedRecords } from '../../shared/adapters/dynamodb/linked-records.ts';
import { dynamoQuarantineReplays, dynamoQuarantineWriter } from '../../shared/adapters/dynamodb/quarantine.ts';
import { dynamoSecrets } from '../../shared/adapters/dynamodb/secrets.ts';
import { dynamoStandings } from '../../shared/adapters/dynamodb/standings.ts';
import { dynamoTimelineWriter } from '../../shared/adapters/dynamodb/timeline.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import { suppressionHashBy } from '../../shared/adapters/system/keyed-hash.ts';
import type { Campaign } from '../../shared/domain/campaign.ts';
import { CONSENT_REGIMES } from '../../shared/privacy/consent.ts';
import { cached } from '../../shared/runtime/cached.ts';
import { loadConfig, oneOf, positiveInteger } from '../../shared/runtime/config.ts';
import { limitedDoor } from '../../shared/runtime/http/access.ts';
import { httpHandler } from '../../shared/runtime/http/http-handler.ts';
import { lambdaLog } from '../../shared/runtime/log.ts';
import { enteringCampaigns } from './enter-campaigns.ts';
import { captureRoutes } from './routes.ts';

const config = loadConfig(
  'PEOPLE_TABLE',
  'CONTROL_TABLE',
  'HISTORY_DAYS',
  'CAMPAIGN_SECONDS',
  'QUARANTINE_DAYS',
  'RATE_LIMITS',
  'CONSENT_REGIME',
);
const client = dynamoClient();
const { door } = limitedDoor(config, dynamoAccessKeys(client, config.CONTROL_TABLE), systemClock);
const suppressionHash = suppressionHashBy(dynamoSecrets(client, config.CONTROL_TABLE, systemClock));
const quarantineDays = positiveInteger(config, 'QUARANTINE_DAYS');
const historyDays = positiveInteger(config, 'HISTORY_DAYS');
const campaigns = dynamoDocuments<Campaign>(client, config.CONTROL_TABLE, 'CAMPAIGN');
const timeline = enteringCampaigns(dynamoTimelineWriter(client, config.PEOPLE_TABLE, historyDays, systemClock), {
  campaigns: cached(
    async () => (await campaigns.list()).map(({ body }) => body),
    positiveInteger(config, 'CAMPAIGN_SECONDS'),
    systemClock,
  ),
  journeys: dynamoJourneys(client, config.PEOPLE_TABLE, historyDays, systemClock),
  identities: dynamoIdentities(client, config.PEOPLE_TABLE),
  clock: systemClock,
});

const ports = {
  standings: dynamoStandings(client, config.PEOPLE_TABLE, suppressionHash),
  records: dynamoLinkedRecords(client, config.PEOPLE_TABLE),
  regime: oneOf(config, 'CONSENT_REGIME', CONSENT_REGIMES),
  timeline,
  quarantine: dynamoQuarantineWriter(client, config.PEOPLE_TABLE, quarantineDays),
  replays: dynamoQuarantineReplays(client, config.PEOPLE_TABLE, quarantineDays, systemClock),
  clock: systemClock,
  hash: sha256Hash,
};

export const handler = httpHandler(lambdaLog('capture'), captureRoutes(ports, door));
