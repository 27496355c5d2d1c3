import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Stack } from 'aws-cdk-lib/core';
import { describe, expect, it } from 'vitest';
import { acknowledgeFindings, nagFindings } from '../../infra/aws/nag.ts';
import { emptyApp, planOn } from '../support/synthesised.ts';

describe('cdk-nag AwsSolutions', () => {
  it.each(['dev', 'prod'] as const)('finds nothing in %s that is not acknowledged with a reason', (stage) => {
    const app = planOn(emptyApp(), { stage });
    acknowledgeFindings(app, stage);
    app.synth();
    expect(nagFindings(app)).toEqual([]);
  });

  it('would find what is acknowledged: no acknowledgement is out of date', () => {
    const app = planOn(emptyApp());
    app.synth();
    const constructs = new Set(nagFindings(app).map((finding) => finding.replace(/^[^/]+\/(\w+).*: /, '$1: ')));
    expect([...constructs].sort()).toEqual([
      'Api: AwsSolutions-APIG4',
      'DeadLetters: AwsSolutions-SQS3',
      expect.stringMatching(/^DecideRole: AwsSolutions-IAM5\[Resource::.*ModelsBucket.*\/\*]$/),
      'ModelsBucket: AwsSolutions-S1',
      'NightRole: AwsSolutions-IAM5[Resource::*]',
      expect.stringMatching(/^NightlyRole: AwsSolutions-IAM5\[Resource::.*ModelsBucket.*\/\*]$/),
      expect.stringMatching(/^NightlyRole: AwsSolutions-IAM5\[Resource::.*SnapshotsBucket.*\/\*]$/),
      'SnapshotsBucket: AwsSolutions-S1',
    ]);
  });

  it('rings on a bucket that takes plain HTTP', () => {
    const app = planOn(emptyApp());
    acknowledgeFindings(app, 'dev');
    new Bucket(new Stack(app, 'Planted'), 'Open');
    app.synth();
    expect(nagFindings(app)).toContain('Planted/Open/Resource: AwsSolutions-S10');
  });
});
