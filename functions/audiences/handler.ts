import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoListedPeople } from '../../shared/adapters/dynamodb/listed-people.ts';
import { dynamoSecrets } from '../../shared/adapters/dynamodb/secrets.ts';
import { dynamoSegments } from '../../shared/adapters/dynamodb/segments.ts';
import { dynamoStoredProfiles } from '../../shared/adapters/dynamodb/stored-profiles.ts';
import { parquetCodec } from '../../shared/adapters/parquet/codec.ts';
import { s3AudienceExports } from '../../shared/adapters/s3/audience-exports.ts';
import { s3Client } from '../../shared/adapters/s3/client.ts';
import { s3Rolls } from '../../shared/adapters/s3/rolls.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { sha256OfText } from '../../shared/adapters/system/hash.ts';
import { suppressionHashBy } from '../../shared/adapters/system/keyed-hash.ts';
import { CONSENT_REGIMES } from '../../shared/privacy/consent.ts';
import { loadConfig, oneOf } from '../../shared/runtime/config.ts';
import { limitedDoor } from '../../shared/runtime/http/access.ts';
import { httpHandler } from '../../shared/runtime/http/http-handler.ts';
import { lambdaLog } from '../../shared/runtime/log.ts';
import { audienceRoutes } from './routes.ts';

const config = loadConfig('PEOPLE_TABLE', 'CONTROL_TABLE', 'SNAPSHOT_BUCKET', 'RATE_LIMITS', 'CONSENT_REGIME');
const client = dynamoClient();
const { door } = limitedDoor(config, dynamoAccessKeys(client, config.CONTROL_TABLE), systemClock);
const s3 = s3Client();
const hashOf = suppressionHashBy(dynamoSecrets(client, config.CONTROL_TABLE, systemClock));

export const handler = httpHandler(
  lambdaLog('audiences'),
  audienceRoutes(
    {
      segments: dynamoSegments(client, config.CONTROL_TABLE),
      rolls: s3Rolls(s3, config.SNAPSHOT_BUCKET, parquetCodec),
      listed: dynamoListedPeople(client, { table: config.PEOPLE_TABLE, clock: systemClock, hashOf }),
      people: dynamoStoredProfiles(client, config.PEOPLE_TABLE, systemClock),
      exports: s3AudienceExports(s3, config.SNAPSHOT_BUCKET),
      sha256: sha256OfText,
      clock: systemClock,
      regime: oneOf(config, 'CONSENT_REGIME', CONSENT_REGIMES),
    },
    door.guard('people'),
  ),
);
