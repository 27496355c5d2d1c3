import type { S3Client } from '@aws-sdk/client-s3';
import { NotFoundError } from '../../domain/errors.ts';
import type { CampaignReport, CampaignReports, CatalogMarks, CatalogMemory } from '../../ports/campaign-reports.ts';
import { bucketObjects, type Objects } from './objects.ts';

/** reports/campaigns/<campaignId>.json */
export function s3CampaignReports(client: S3Client, bucket: string): CampaignReports {
  const objects = bucketObjects(client, bucket);
  const keyOf = (campaignId: string): string => `reports/campaigns/${campaignId}.json`;
  return {
    find: (campaignId) => readJson<CampaignReport>(objects, keyOf(campaignId)),
    put: (report) => objects.put(keyOf(report.campaignId), JSON.stringify(report)),
  };
}

const MARKS = 'reports/catalog-marks.json';

/** reports/catalog-marks.json */
export function s3CatalogMemory(client: S3Client, bucket: string): CatalogMemory {
  const objects = bucketObjects(client, bucket);
  return {
    read: () => readJson<CatalogMarks>(objects, MARKS),
    write: (marks) => objects.put(MARKS, JSON.stringify(marks)),
  };
}

/** Undefined: there is no such object. */
async function readJson<Value>(objects: Objects, key: string): Promise<Value | undefined> {
  try {
    return JSON.parse(Buffer.from((await objects.get(key)).bytes).toString('utf8')) as Value;
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}
