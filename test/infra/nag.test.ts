import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Stack } from 'aws-cdk-lib/core';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../infra/aws/config.ts';
import { acknowledgeFindings, nagFindings } from '../../infra/aws/nag.ts';
import { emptyApp, planOn } from '../support/synthesised.ts';

describe('cdk-nag AwsSolutions', () => {
  it.each([{ stage: 'dev' }, { stage: 'prod' }, { stage: 'dev', nightlyTaskMemoryMb: '8192' }])(
    'finds nothing in %o that is not acknowledged with a reason',
    (options) => {
      const app = planOn(emptyApp(), options);
      acknowledgeFindings(app, loadConfig(options));
      app.synth();
      expect(nagFindings(app)).toEqual([]);
    },
  );

  it('would find what is acknowledged: no acknowledgement is out of date', () => {
    const app = planOn(emptyApp());
    app.synth();
    const constructs = new Set(nagFindings(app).map((finding) => finding.replace(/^[^/]+\/(\w+).*: /, '$1: ')));
    expect([...constructs].sort()).toEqual([
      'Api: AwsSolutions-APIG4',
      expect.stringMatching(/^ConsoleRole: AwsSolutions-IAM5\[Resource::.*SnapshotsBucket.*\/\*]$/),
      'DeadLetters: AwsSolutions-SQS3',
      expect.stringMatching(/^DecideRole: AwsSolutions-IAM5\[Resource::.*ModelsBucket.*\/\*]$/),
      'ModelsBucket: AwsSolutions-S1',
      'NightRole: AwsSolutions-IAM5[Resource::*]',
      expect.stringMatching(/^NightlyRole: AwsSolutions-IAM5\[Resource::.*ModelsBucket.*\/\*]$/),
      expect.stringMatching(/^NightlyRole: AwsSolutions-IAM5\[Resource::.*SnapshotsBucket.*\/\*]$/),
      'Operators: AwsSolutions-COG2',
      'Operators: AwsSolutions-COG8',
      'SnapshotsBucket: AwsSolutions-S1',
    ]);
  });

  it('would find as much of the night’s task, where there is one', () => {
    const findings = (options: Record<string, string>) => {
      const app = planOn(emptyApp(), options);
      app.synth();
      return nagFindings(app).map((finding) => finding.replace(/^[^/]+\/(\w+).*: /, '$1: '));
    };
    const without = findings({});
    expect(
      findings({ nightlyTaskMemoryMb: '8192' })
        .filter((it) => !without.includes(it))
        .sort(),
    ).toEqual([
      'NightCluster: AwsSolutions-ECS4',
      expect.stringMatching(/^NightRole: AwsSolutions-IAM5\[Resource::.*SnapshotsBucket.*\/snapshots\/steps\/\*\]$/),
      'NightTask: AwsSolutions-ECS2',
      expect.stringMatching(/^NightTaskRole: AwsSolutions-IAM5\[Resource::.*ModelsBucket.*\/\*\]$/),
      expect.stringMatching(/^NightTaskRole: AwsSolutions-IAM5\[Resource::.*SnapshotsBucket.*\/\*\]$/),
      'NightVpc: AwsSolutions-VPC7',
    ]);
  });

  it('rings on a bucket that takes plain HTTP', () => {
    const app = planOn(emptyApp());
    acknowledgeFindings(app, loadConfig({}));
    new Bucket(new Stack(app, 'Planted'), 'Open');
    app.synth();
    expect(nagFindings(app)).toContain('Planted/Open/Resource: AwsSolutions-S10');
  });
});
