import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../infra/aws/config.ts';

describe('the options of a deployment', () => {
  it('are those of dev when none is given, whatever the CDK puts beside them', () => {
    const config = loadConfig({ '@aws-cdk/core:newStyle': true, 'aws:cdk:toolkit': 'x', 'cli-telemetry': false });
    expect(config).toMatchObject({ stage: 'dev', deletionProtection: false, nightlyMemoryMb: undefined });
  });

  it('protect the stores of prod', () => {
    expect(loadConfig({ stage: 'prod' })).toMatchObject({ deletionProtection: true, encryptAlarms: true });
  });

  it('take the nightly memory as the command line gives it: text', () => {
    expect(loadConfig({ nightlyMemoryMb: '10240' }).nightlyMemoryMb).toBe(10_240);
  });

  it.each([
    [{ stage: 'production' }, 'unknown stage "production": want dev or prod'],
    [{ stage: 'toString' }, 'unknown stage "toString"'],
    [{ nightlyMemory: '2048' }, 'unknown option nightlyMemory: want stage, nightlyMemoryMb'],
    [{ nightlyMemoryMb: '64' }, 'nightlyMemoryMb "64": want a whole number from 128 to 10240'],
    [{ nightlyMemoryMb: '' }, 'nightlyMemoryMb ""'],
  ])('stop the synth at %o, naming what is wrong', (context, message) => {
    expect(() => loadConfig(context)).toThrow(message);
  });
});
