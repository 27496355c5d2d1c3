import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { App, type AppProps } from 'aws-cdk-lib/core';
import { loadConfig, type Stage } from '../../infra/aws/config.ts';
import { rapport } from '../../infra/aws/rapport.ts';
import { stores as plannedStores, type StoreName } from '../../infra/topology.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is JSON of many shapes; tests compare it, they do not compute with it
  readonly Properties: any;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Metadata: { readonly 'aws:cdk:path': string };
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: string } }>>;
}

export interface Synthesised {
  readonly stores: Template;
  readonly service: Template;
}

const root = join(import.meta.dirname, '../..');

/** An app with the flags that `cdk synth` sets, on files of its own, that has not been synthesised yet. */
export function emptyApp(props: Pick<AppProps, 'builtinCloudFormationValidation'> = {}): App {
  const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { context: Record<string, unknown> };
  const flags = { ...context, 'aws:cdk:enable-path-metadata': true };
  return new App({ context: flags, outdir: temporaryFolder(), ...props });
}

/** CloudFormation's own rules take four seconds to load, and one a plan: nag.test.ts holds each option to them. */
export const UNCHECKED = { builtinCloudFormationValidation: false };

/** The plan on an app, with a one-line file as the code of every function. */
export function planOn(app: App, options: Readonly<Record<string, unknown>> = {}): App {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'index.mjs'), 'export const handler = async () => undefined;\n');
  const archive = join(temporaryFolder(), 'task.tar.gz');
  writeFileSync(archive, '');
  rapport(app, loadConfig(options), { of: () => Code.fromAsset(folder), task: { folder, archive, start: 'start' } });
  return app;
}

interface Options {
  readonly stage?: Stage;
  readonly nightlyMemoryMb?: string;
  readonly nightlyTaskMemoryMb?: string;
  readonly nightlyCounting?: string;
  readonly receipts?: 'on' | 'off';
  readonly predictedTraits?: string;
  readonly emailFrom?: string;
  readonly smsFrom?: string;
  readonly pushApplications?: string;
  readonly publicUrl?: string;
}

const synthesisedBefore = new Map<string, Synthesised>();

/** The plan's templates, made once for the same options. */
export function synthesised(options: Options = {}): Synthesised {
  const key = JSON.stringify(options);
  const known = synthesisedBefore.get(key) ?? synthesise(options);
  synthesisedBefore.set(key, known);
  return known;
}

function synthesise(options: Options): Synthesised {
  const assembly = planOn(emptyApp(UNCHECKED), { ...options }).synth();
  const template = (name: string) =>
    assembly.getStackByName(`Rapport-${options.stage ?? 'dev'}-${name}`).template as Template;
  return { stores: template('Stores'), service: template('Service') };
}

/** The resources of a type, by the name of their construct below the stack: `PeopleTable`, `Api/DefaultStage`. */
export function resources(template: Template, type: string): ReadonlyMap<string, Resource> {
  const found = Object.values(template.Resources).filter((resource) => resource.Type === type);
  return new Map(found.map((resource) => [constructName(resource), resource]));
}

const constructName = (resource: Resource): string =>
  resource.Metadata['aws:cdk:path'].replace(/^[^/]+\//, '').replace(/\/Resource$/, '');

/** Which store's ARN or name a value of the service stack is, and what stands behind it: `/index/changes`, `/*`. */
export function storeReference(
  value: unknown,
  { stores }: Synthesised,
): { readonly store: StoreName; readonly rest: string } {
  const { imported, rest } = importedName(value);
  const output = Object.values(stores.Outputs).find((candidate) => candidate.Export?.Name === imported);
  const [logicalId] = JSON.stringify(output?.Value).match(/\w+(?:Table|Bucket)[0-9A-F]{8}/) ?? [];
  const store = (Object.keys(plannedStores) as StoreName[]).find((name) => logicalId?.toLowerCase().startsWith(name));
  if (store === undefined) throw new Error(`not a store: ${JSON.stringify(value)}`);
  return { store, rest };
}

function importedName(value: unknown): { readonly imported: string | undefined; readonly rest: string } {
  const { 'Fn::ImportValue': imported, 'Fn::Join': join } = value as {
    'Fn::ImportValue'?: string;
    'Fn::Join'?: readonly [string, readonly [unknown, string]];
  };
  return join === undefined ? { imported, rest: '' } : { ...importedName(join[1][0]), rest: join[1][1] };
}
