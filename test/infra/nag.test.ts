import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Stack } from 'aws-cdk-lib/core';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../infra/aws/config.ts';
import { acknowledgeFindings, nagFindings } from '../../infra/aws/nag.ts';
import { emptyApp, planOn, UNCHECKED } from '../support/synthesised.ts';

/**
 * What cdk-nag finds before anything is acknowledged, and after; an app is synthesised once for both, and where nothing
 * else is said it is refused there if CloudFormation would refuse it.
 */
function found(options: Readonly<Record<string, string>>, props: Parameters<typeof emptyApp>[0] = {}) {
  const app = planOn(emptyApp(props), options);
  app.synth();
  const findings = nagFindings(app).map((finding) => finding.replace(/^[^/]+\/(\w+).*: /, '$1: '));
  acknowledgeFindings(app, loadConfig(options));
  return { findings, unacknowledged: nagFindings(app) };
}

const APPLICATION = 'arn:aws:sns:eu-west-1:123456789012:app/GCM/shop';
const SENDER = 'arn:aws:sms-voice:eu-west-1:123456789012:phone-number/phone-1';

describe('cdk-nag AwsSolutions', () => {
  const dev = found({ stage: 'dev' });
  // All that these two have, the first or the last has too.
  const prod = found({ stage: 'prod' }, UNCHECKED);
  const withTask = found({ stage: 'dev', nightlyTaskMemoryMb: '8192' }, UNCHECKED);
  const withAll = found({
    translator: 'amazon',
    ...{ stage: 'prod', nightlyMemoryMb: '10240', nightlyTaskMemoryMb: '20480', nightlyCounting: 'athena' },
    ...{ consent: 'by-market', predictedTraits: 'gender,age_band', receipts: 'off' },
    ...{ emailFrom: 'Shop <news@shop.example>', pushApplications: `fcm=${APPLICATION}`, smsFrom: SENDER },
    writer: 'bedrock/eu.amazon.nova-lite-v1:0',
  });

  it.each([
    ['dev', dev],
    ['prod', prod],
    ['dev with the night’s task', withTask],
    ['prod with every option', withAll],
  ])('finds nothing in %s that is not acknowledged with a reason', (_, { unacknowledged }) => {
    expect(unacknowledged).toEqual([]);
  });

  it('would find what is acknowledged: no acknowledgement is out of date', () => {
    expect([...new Set(dev.findings)].sort()).toEqual([
      'Api: AwsSolutions-APIG4',
      expect.stringMatching(/^AssistRole: AwsSolutions-IAM5\[Resource::.*ModelsBucket.*\/\*]$/),
      expect.stringMatching(/^AudiencesRole: AwsSolutions-IAM5\[Resource::.*SnapshotsBucket.*\/\*]$/),
      expect.stringMatching(/^ConsoleRole: AwsSolutions-IAM5\[Resource::.*ModelsBucket.*\/\*]$/),
      expect.stringMatching(/^ConsoleRole: AwsSolutions-IAM5\[Resource::.*SnapshotsBucket.*\/\*]$/),
      'DeadLetters: AwsSolutions-SQS3',
      expect.stringMatching(/^DecideRole: AwsSolutions-IAM5\[Resource::.*ModelsBucket.*\/\*]$/),
      expect.stringMatching(/^DecideRole: AwsSolutions-IAM5\[Resource::.*SnapshotsBucket.*\/\*]$/),
      expect.stringMatching(/^EngageRole: AwsSolutions-IAM5\[Resource::.*SnapshotsBucket.*\/\*]$/),
      'ModelsBucket: AwsSolutions-S1',
      'NightRole: AwsSolutions-IAM5[Resource::*]',
      expect.stringMatching(/^NightlyRole: AwsSolutions-IAM5\[Resource::.*ModelsBucket.*\/\*]$/),
      expect.stringMatching(/^NightlyRole: AwsSolutions-IAM5\[Resource::.*SnapshotsBucket.*\/\*]$/),
      'Operators: AwsSolutions-COG2',
      'Operators: AwsSolutions-COG8',
      expect.stringMatching(/^SchedulerRoleForTarget: AwsSolutions-IAM5\[Resource::<Assist.*\.Arn>:\*]$/),
      expect.stringMatching(/^SchedulerRoleForTarget: AwsSolutions-IAM5\[Resource::<Catalog.*\.Arn>:\*]$/),
      expect.stringMatching(/^SchedulerRoleForTarget: AwsSolutions-IAM5\[Resource::<Decide.*\.Arn>:\*]$/),
      expect.stringMatching(/^SchedulerRoleForTarget: AwsSolutions-IAM5\[Resource::<Engage.*\.Arn>:\*]$/),
      'SnapshotsBucket: AwsSolutions-S1',
    ]);
  });

  it('would find as much of the night’s task, where there is one', () => {
    expect(withTask.findings.filter((it) => !dev.findings.includes(it)).sort()).toEqual([
      'NightCluster: AwsSolutions-ECS4',
      expect.stringMatching(/^NightRole: AwsSolutions-IAM5\[Resource::.*SnapshotsBucket.*\/snapshots\/steps\/\*\]$/),
      'NightTask: AwsSolutions-ECS2',
      expect.stringMatching(/^NightTaskRole: AwsSolutions-IAM5\[Resource::.*ModelsBucket.*\/\*\]$/),
      expect.stringMatching(/^NightTaskRole: AwsSolutions-IAM5\[Resource::.*SnapshotsBucket.*\/\*\]$/),
      'NightVpc: AwsSolutions-VPC7',
    ]);
  });

  it('rings on a bucket that takes plain HTTP', () => {
    const app = planOn(emptyApp(UNCHECKED));
    acknowledgeFindings(app, loadConfig({}));
    new Bucket(new Stack(app, 'Planted'), 'Open');
    app.synth();
    expect(nagFindings(app)).toContain('Planted/Open/Resource: AwsSolutions-S10');
  });
});
