import { describe, expect, it } from 'vitest';
import { type Template, templateChanges } from '../../../../infra/comparison/templates.ts';
import { synthesised } from '../../../support/synthesised.ts';

const HASHES = ['a', 'b'].map((digit) => digit.repeat(64)) as [string, string];

const aFunction = (properties: object = {}, hash = HASHES[0]): object => ({
  Type: 'AWS::Lambda::Function',
  Properties: { MemorySize: 512, Code: { S3Key: `${hash}.zip` }, ...properties },
  Metadata: { 'aws:asset:path': `asset.${hash}` },
});

const stack = (resources: Readonly<Record<string, unknown>>, rest: Template = {}) =>
  new Map<string, Template>([['Service', { Resources: resources, ...rest }]]);

const propertiesOf = (base: object, now: object) =>
  templateChanges(stack({ Capture: aFunction(base) }), stack({ Capture: aFunction(now) }))[0]?.properties;

describe('what differs between templates', () => {
  it('is nothing where only the code of a function differs', () => {
    expect(templateChanges(stack({ Capture: aFunction() }), stack({ Capture: aFunction({}, HASHES[1]) }))).toEqual([]);
  });

  it('is, of the plan with an option and without it, what the option is for and nothing else', () => {
    const plan = (options: Parameters<typeof synthesised>[0]) =>
      new Map<string, Template>(Object.entries(synthesised(options)));
    const changes = templateChanges(plan({}), plan({ nightlyMemoryMb: '4096' }));
    expect(changes.map(({ change, stack, type }) => [change, stack, type])).toEqual([
      ['changed', 'service', 'AWS::Lambda::Function'],
    ]);
    expect(changes[0]!.properties).toEqual([expect.objectContaining({ path: 'Properties.MemorySize', now: '4096' })]);
  });

  it('names what came and what went, with its type', () => {
    const queue = { Type: 'AWS::SQS::Queue' };
    expect(templateChanges(stack({ Old: queue }), stack({ New: aFunction() }))).toEqual([
      { change: 'added', stack: 'Service', id: 'New', type: 'AWS::Lambda::Function', properties: [] },
      { change: 'removed', stack: 'Service', id: 'Old', type: 'AWS::SQS::Queue', properties: [] },
    ]);
    expect(templateChanges(new Map(), stack({ New: queue })).map(({ change }) => change)).toEqual(['added']);
  });

  it('tells the path of a property with both values, and of one that only one side has', () => {
    expect(
      propertiesOf({ Tags: [{ Key: 'a', Value: '1' }] }, { Tags: [{ Key: 'a', Value: '2' }], Timeout: 3 }),
    ).toEqual([
      { path: 'Properties.Tags[0].Value', base: '"1"', now: '"2"' },
      { path: 'Properties.Timeout', base: '–', now: '3' },
    ]);
  });

  it('tells a list of another length, and what CloudFormation computes, as a whole', () => {
    expect(propertiesOf({ Layers: [1] }, { Layers: [1, 2] })).toEqual([
      { path: 'Properties.Layers', base: '[1]', now: '[1,2]' },
    ]);
    const role = (...parts: string[]) => ({ Role: { 'Fn::Join': ['', parts] } });
    expect(propertiesOf(role('a', 'b'), role('a', 'c'))?.map(({ path }) => path)).toEqual(['Properties.Role']);
    expect(propertiesOf({ Role: { Ref: 'A' } }, { Role: { Ref: 'B' } })).toEqual([
      { path: 'Properties.Role', base: '{"Ref":"A"}', now: '{"Ref":"B"}' },
    ]);
  });

  it('tells outputs too, and a resource that became one of another type', () => {
    const outputs = (value: string) => ({ Outputs: { Url: { Value: value } } });
    const changes = templateChanges(
      stack({ It: { Type: 'AWS::SQS::Queue' } }, outputs('a')),
      stack({ It: { Type: 'AWS::SNS::Topic' } }, outputs('b')),
    );
    expect(changes.map(({ id, properties }) => [id, properties.map(({ path }) => path)])).toEqual([
      ['It', ['Type']],
      ['Outputs.Url', ['Value']],
    ]);
  });
});
