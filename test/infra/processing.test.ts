import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { accessLog } from '../../infra/access-log.ts';
import { ACCESS_LOG_FIELDS } from '../../infra/documents/logs.ts';
import { checkStores, longerThanWanted, processingDocument } from '../../infra/documents/processing-document.ts';
import { RECIPIENTS } from '../../infra/documents/recipients.ts';
import { RETENTION } from '../../infra/documents/retention.ts';
import { stores } from '../../infra/topology.ts';
import { resources, synthesised } from '../support/synthesised.ts';

const written = readFileSync(join(import.meta.dirname, '../../docs/processing.md'), 'utf8');
const deployments = [
  synthesised(),
  synthesised({ stage: 'prod', nightlyTaskMemoryMb: '8192', emailFrom: 'Shop <news@shop.example>' }),
];
const templates = deployments.flatMap(({ stores, service }) => [stores, service]);

describe('docs/processing.md', () => {
  it('is what `npm run docs:processing` makes of the code now', () => {
    expect(written).toBe(processingDocument());
  });

  it('names every store, and every field of the access log', () => {
    for (const name of Object.keys(stores)) expect(written).toContain(`| ${name} |`);
    expect(Object.keys(ACCESS_LOG_FIELDS)).toEqual(Object.keys(accessLog));
  });

  it('cannot be made with a store of which nothing is said, nor with one that is not planned', () => {
    expect(() => checkStores([...Object.keys(stores), 'wishes'])).toThrow('store wishes of infra/topology.ts: say in');
    expect(() => checkStores(['people'])).toThrow('recorded, but not in infra/topology.ts: control');
  });
});

describe('how long data are kept', () => {
  it('is what the templates say of logs', () => {
    const days = templates.flatMap((template) =>
      [...resources(template, 'AWS::Logs::LogGroup').values()].map(({ Properties }) => Properties.RetentionInDays),
    );
    expect(new Set(days)).toEqual(new Set([RETENTION.log.days]));
  });

  it('is no longer for events than what personalises and learns wants', () => {
    expect(RETENTION.history.days).toBe(400);
    expect(longerThanWanted().filter((line) => line.startsWith('event:'))).toEqual([]);
  });

  it('is told where it is longer: what has no end of its own', () => {
    expect(longerThanWanted()).toContain('record of a person: `body/traits` for `profiling`');
  });
});

describe('who receives data', () => {
  it('is every AWS service of the templates that data pass through', () => {
    /** Rights, networks and what CloudFormation itself needs: nothing of people passes through. */
    const without = new Set(['IAM', 'EC2', 'CDK', 'CloudFormation']);
    const services = new Set(
      templates.flatMap(({ Resources }) => Object.values(Resources).map(({ Type }) => Type.split('::')[1] ?? '')),
    );
    const unnamed = [...services].filter((service) => !without.has(service) && RECIPIENTS[service] === undefined);
    expect(unnamed).toEqual([]);
    expect(Object.keys(RECIPIENTS).filter((service) => !services.has(service))).toEqual([]);
  });

  it('lies in the region of the deployment: no resource names another', () => {
    for (const template of templates) {
      const regions = JSON.stringify(template).match(/\b(us|eu|ap|sa|ca|me|af|il|mx)-[a-z]+-\d\b/g) ?? [];
      expect(regions).toEqual([]);
    }
  });
});
