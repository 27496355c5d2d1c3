import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Grants, StoreName } from '../../topology.ts';
import type { Store, Stores } from '../stacks/stores-stack.ts';

type Access = 'read' | 'write' | 'erase';

/** What a store lets its readers, writers and erasers do, and to which of its parts. No index is written to. */
const statements: { readonly [Kind in Store['kind']]: Readonly<Record<Access, readonly string[]>> } = {
  table: {
    read: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:Scan'],
    write: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'],
    erase: [], // who writes a table may delete its rows
  },
  bucket: {
    read: ['s3:GetObject'],
    write: ['s3:PutObject', 's3:AbortMultipartUpload'],
    erase: ['s3:DeleteObjectVersion'], // every object has a version, if only the one called null
  },
};

/** Without ListBucket, S3 answers 403 instead of 404 for an object that is not there. */
const ofBucket: Readonly<Record<Access, readonly string[]>> = {
  read: ['s3:ListBucket'],
  write: [],
  erase: ['s3:ListBucketVersions'],
};

/** The grants of the plan, store by store, as policy statements; nothing in them reaches beyond the stores named. */
export function grantStatements(stores: Stores, grants: Grants): readonly PolicyStatement[] {
  const of = (access: Access, names: readonly StoreName[] = []) =>
    names.flatMap((name) => storeStatements(stores[name], access));
  return [
    ...of('read', grants.read),
    ...of('write', grants.write),
    ...of('erase', grants.erase),
    ...(grants.noteKeyUse ? [noteKeyUse(stores)] : []),
    ...(grants.makeSecrets ? [makeSecrets(stores)] : []),
    ...(grants.writeControl ? [writeControl(stores, grants.writeControl)] : []),
  ];
}

/**
 * Fine-grained, so that a function that opens its door by key can make no key and change none: one attribute of the
 * partition of keys. Nothing is given back, as that would be a read.
 */
const noteKeyUse = (stores: Stores): PolicyStatement =>
  inControl(stores, ['dynamodb:UpdateItem'], {
    'ForAllValues:StringEquals': {
      'dynamodb:LeadingKeys': ['KEY'],
      'dynamodb:Attributes': ['pk', 'sk', 'lastUsedDay'],
    },
    StringEqualsIfExists: { 'dynamodb:ReturnValues': 'NONE' },
  });

/** The one call that translates a text; it has no resource but for terminologies, of which none is used. */
export const translateTexts = (): PolicyStatement =>
  new PolicyStatement({ actions: ['translate:TranslateText'], resources: ['*'] });

/** The partition of secrets alone; that none is written over is the condition of each put. */
const makeSecrets = (stores: Stores): PolicyStatement =>
  inControl(stores, ['dynamodb:PutItem'], { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['SECRET'] } });

/** These partitions alone. */
const writeControl = (stores: Stores, partitions: readonly string[]): PolicyStatement =>
  inControl(stores, ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'], {
    'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [...partitions] },
  });

function inControl({ control }: Stores, actions: string[], conditions: Record<string, object>): PolicyStatement {
  if (control.kind !== 'table') throw new Error('keys and secrets lie in a table');
  return new PolicyStatement({ actions, resources: [control.made.tableArn], conditions });
}

function storeStatements(store: Store, access: Access): readonly PolicyStatement[] {
  const allow = (actions: readonly string[], resources: readonly string[]) =>
    new PolicyStatement({ actions: [...actions], resources: [...resources] });
  const actions = statements[store.kind][access];
  if (store.kind === 'table') {
    const { tableArn } = store.made;
    const indexes = access === 'read' ? store.indexes.map((index) => `${tableArn}/index/${index}`) : [];
    return [allow(actions, [tableArn, ...indexes])];
  }
  const objects = allow(actions, [store.made.arnForObjects('*')]);
  return [objects, ...ofBucket[access].map((action) => allow([action], [store.made.bucketArn]))];
}

/** The stores that a function may touch at all, in the plan's order of mention. */
export const grantedStores = ({ read = [], write = [] }: Grants): readonly StoreName[] => [
  ...new Set([...read, ...write]),
];
