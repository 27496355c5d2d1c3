import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../infra/aws/config.ts';
import { nightlyTask } from '../../infra/night-machine.ts';
import { environmentOf } from '../../infra/plan-options.ts';
import { CONSENT_REGIMES, functions } from '../../infra/topology.ts';
import { CONSENT_REGIMES as REGIMES_OF_CODE } from '../../shared/privacy/consent.ts';

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

  it('leave silence as the plan takes it, or as they say', () => {
    expect(loadConfig({}).consent).toBeUndefined();
    expect(loadConfig({ consent: 'by-market' }).consent).toBe('by-market');
    expect(environmentOf(functions.decide, { consent: 'opt-in' })).toEqual({
      ...functions.decide.environment,
      CONSENT_REGIME: 'opt-in',
    });
    expect(environmentOf(functions.decide, {})).toEqual(functions.decide.environment);
    expect(environmentOf(functions.catalog, { consent: 'opt-in' })).toEqual(functions.catalog.environment);
    expect(CONSENT_REGIMES).toEqual(REGIMES_OF_CODE);
  });

  it('have no task of the night unless its memory is given, from which its cores follow', () => {
    expect(loadConfig({}).nightlyTask).toBeUndefined();
    expect(loadConfig({ nightlyTaskMemoryMb: '20480' }).nightlyTask).toEqual({
      vcpu: 4,
      memoryMb: 20_480,
      image: nightlyTask.image,
    });
  });

  it('take the image of the task by a tag or by a digest', () => {
    const image = `public.ecr.aws/docker/library/node@sha256:${'0a'.repeat(32)}`;
    expect(loadConfig({ nightlyTaskMemoryMb: '8192', nightlyTaskImage: image }).nightlyTask).toMatchObject({ image });
  });

  it('keep records of decisions as the plan says, unless they are switched', () => {
    expect(loadConfig({}).receipts).toBeUndefined();
    expect(loadConfig({ receipts: 'off' }).receipts).toBe('off');
  });

  it('foresee no trait unless some are named', () => {
    expect(loadConfig({}).predictedTraits).toBeUndefined();
    expect(loadConfig({ predictedTraits: 'gender,age_band' }).predictedTraits).toBe('gender,age_band');
  });

  it.each([
    [{ receipts: 'no' }, 'receipts "no": want on or off'],
    [{ predictedTraits: 'gender, age' }, 'predictedTraits "gender, age": want up to ten names'],
    [{ nightlyTaskMemoryMb: 'true' }, 'nightlyTaskMemoryMb "true": want a whole number from 4096 to 122880'],
    [{ nightlyTaskMemoryMb: '2048' }, 'the next that Fargate has is 4096'],
    [{ nightlyTaskMemoryMb: '33000' }, 'the next that Fargate has is 36864'],
    [{ nightlyTaskMemoryMb: '200000' }, 'nightlyTaskMemoryMb "200000"'],
    [{ nightlyTaskMemoryMb: '8192', nightlyCounting: 'spark' }, 'nightlyCounting "spark": want athena'],
    [{ nightlyCounting: 'athena' }, 'nightlyCounting "athena": want nightlyTaskMemoryMb with it'],
    [{ nightlyTaskImage: 'node:24' }, 'nightlyTaskMemoryMb undefined'],
    [{ nightlyTaskMemoryMb: '8192', nightlyTaskImage: 'node' }, 'nightlyTaskImage "node": want REGISTRY/NAME:TAG'],
    [{ stage: 'production' }, 'unknown stage "production": want dev or prod'],
    [{ stage: 'toString' }, 'unknown stage "toString"'],
    [
      { nightlyMemory: '2048' },
      'unknown option nightlyMemory: want stage, nightlyMemoryMb, nightlyTaskMemoryMb, nightlyTaskImage, nightlyCounting, consent, predictedTraits, receipts, holdoutShare, rewardWindowHours, baseCurrency, translator, writer, emailFrom, smsFrom, pushApplications, publicUrl, writerKey',
    ],
    [{ baseCurrency: 'euro' }, 'baseCurrency "euro": want an ISO 4217 code such as EUR'],
    [{ writer: 'gpt' }, 'writer "gpt": want bedrock/MODEL or https://HOST/PATH#MODEL'],
    [{ writer: 'http://models.example/v1#m' }, 'want bedrock/MODEL or https://HOST/PATH#MODEL'],
    [{ writer: 'https://models.example/v1#m', writerKey: 'sk-1' }, 'writerKey "sk-1": want the ARN of a secret'],
    [{ writer: 'bedrock/m', writerKey: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:w' }, 'wants no key'],
    [{ rewardWindowHours: '721' }, 'rewardWindowHours "721": want whole hours from 1 to 720'],
    [{ consent: 'none' }, 'consent "none": want opt-out, opt-in or by-market'],
    [{ nightlyMemoryMb: '64' }, 'nightlyMemoryMb "64": want a whole number from 128 to 10240'],
    [{ nightlyMemoryMb: '' }, 'nightlyMemoryMb ""'],
  ])('stop the synth at %o, naming what is wrong', (context, message) => {
    expect(() => loadConfig(context)).toThrow(message);
  });
});
