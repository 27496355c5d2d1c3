import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoDecisionReader } from '../../shared/adapters/dynamodb/decision-records.ts';
import { dynamoIdentities } from '../../shared/adapters/dynamodb/identities.ts';
import { dynamoLinkedRecords } from '../../shared/adapters/dynamodb/linked-records.ts';
import { dynamoPersonRecords } from '../../shared/adapters/dynamodb/person-records.ts';
import { dynamoPersonalRows } from '../../shared/adapters/dynamodb/personal-rows.ts';
import { dynamoRequestLedger } from '../../shared/adapters/dynamodb/privacy-requests.ts';
import { dynamoQuarantineRemoval } from '../../shared/adapters/dynamodb/quarantine.ts';
import { dynamoRelations } from '../../shared/adapters/dynamodb/relations.ts';
import { dynamoSecrets } from '../../shared/adapters/dynamodb/secrets.ts';
import { dynamoSegments } from '../../shared/adapters/dynamodb/segments.ts';
import { dynamoSingleUse } from '../../shared/adapters/dynamodb/single-use.ts';
import { dynamoStoredProfiles } from '../../shared/adapters/dynamodb/stored-profiles.ts';
import { dynamoSuppressions } from '../../shared/adapters/dynamodb/suppressions.ts';
import { dynamoTimelineReader, dynamoTimelineWriter } from '../../shared/adapters/dynamodb/timeline.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { ed25519PublicKey } from '../../shared/adapters/system/ed25519.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import { uuidIds } from '../../shared/adapters/system/ids.ts';
import { suppressionHashBy } from '../../shared/adapters/system/keyed-hash.ts';
import { randomKey } from '../../shared/adapters/system/random-key.ts';
import { signedTexts } from '../../shared/adapters/system/signed-texts.ts';
import { CONSENT_REGIMES } from '../../shared/privacy/consent.ts';
import { loadConfig, oneOf, positiveInteger } from '../../shared/runtime/config.ts';
import { limitedDoor } from '../../shared/runtime/http/access.ts';
import { httpHandler } from '../../shared/runtime/http/http-handler.ts';
import { lambdaLog } from '../../shared/runtime/log.ts';
import { meRoutes } from './me/routes.ts';
import { privacyRequests } from './privacy/privacy-requests.ts';
import { privacyRoutes } from './privacy/routes.ts';
import { readProfile } from './profile/read-profile.ts';
import { peopleRoutes } from './profile/routes.ts';

const config = loadConfig(
  'PEOPLE_TABLE',
  'CONTROL_TABLE',
  'HISTORY_DAYS',
  'QUARANTINE_DAYS',
  'RATE_LIMITS',
  'CONSENT_REGIME',
);
const client = dynamoClient();
const { door, limits } = limitedDoor(config, dynamoAccessKeys(client, config.CONTROL_TABLE), systemClock);
const secrets = dynamoSecrets(client, config.CONTROL_TABLE, systemClock);
const suppressionHash = suppressionHashBy(secrets);
const quarantineDays = positiveInteger(config, 'QUARANTINE_DAYS');
const historyDays = positiveInteger(config, 'HISTORY_DAYS');
const regime = oneOf(config, 'CONSENT_REGIME', CONSENT_REGIMES);
const people = {
  timeline: {
    ...dynamoTimelineReader(client, config.PEOPLE_TABLE, systemClock),
    ...dynamoTimelineWriter(client, config.PEOPLE_TABLE, historyDays, systemClock),
  },
  records: dynamoPersonRecords(client, config.PEOPLE_TABLE),
  identities: dynamoIdentities(client, config.PEOPLE_TABLE),
  relations: dynamoRelations(client, config.PEOPLE_TABLE, historyDays),
  linked: dynamoLinkedRecords(client, config.PEOPLE_TABLE),
  suppressions: dynamoSuppressions(client, config.PEOPLE_TABLE, suppressionHash),
  rows: dynamoPersonalRows(client, config.PEOPLE_TABLE, systemClock),
  decisions: dynamoDecisionReader(client, config.PEOPLE_TABLE, systemClock),
  clock: systemClock,
  ids: uuidIds,
  regime,
};
const requests = privacyRequests({
  ...people,
  ledger: dynamoRequestLedger(client, config.PEOPLE_TABLE, systemClock),
  quarantine: dynamoQuarantineRemoval(client, config.PEOPLE_TABLE, quarantineDays, systemClock),
  keyedHash: suppressionHash,
  hash: sha256Hash,
});
const read = readProfile({
  ...people,
  people: dynamoStoredProfiles(client, config.PEOPLE_TABLE, systemClock),
  segments: dynamoSegments(client, config.CONTROL_TABLE),
});

export const handler = httpHandler(lambdaLog('people'), {
  ...peopleRoutes({ ...people, read }, door.guard('people')),
  ...meRoutes(
    {
      ...people,
      read,
      requests,
      tokens: signedTexts(secrets),
      singleUse: dynamoSingleUse(client, config.PEOPLE_TABLE),
      limits,
      newNonce: randomKey,
    },
    door.guard('people'),
  ),
  ...privacyRoutes({ requests, secrets, publicKeyOf: ed25519PublicKey }, door.guard('privacy')),
});
