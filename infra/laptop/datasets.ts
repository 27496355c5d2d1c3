import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { unzipSync } from 'fflate';
import { type DatasetFormat, formatOf } from '../../shared/evaluation/datasets/format.ts';
import type { MeasuredLists } from '../../shared/evaluation/measured-lists.ts';
import { type StoreName, stores } from '../topology.ts';
import { storeEnvironment } from './stores.ts';

/** What the evaluation of a data set tells, as far as it is read here. */
export interface DatasetReport {
  readonly dataset: string;
  readonly format: DatasetFormat;
  readonly protocol: string;
  readonly people: number;
  readonly items: number;
  readonly events: number;
  readonly model: Readonly<Record<string, number | null>>;
  readonly popularity: Readonly<Record<string, number | null>>;
  /** The figure that decides. */
  readonly metric: string;
  readonly lift: { readonly mean: number; readonly low: number; readonly high: number } | null;
  readonly methods: Readonly<Record<'model' | 'popularity', MeasuredLists>>;
  readonly sourcesAlone: {
    readonly tasks: number;
    readonly model: MeasuredSource;
    readonly sources: Readonly<Record<string, MeasuredSource>>;
  };
  readonly friends?: { readonly isClear: boolean; readonly lift: Readonly<Record<string, DatasetReport['lift']>> };
  readonly remaining?: Readonly<Record<'model' | 'popularity', MeasuredSource['figures']>>;
  readonly searchTrace: readonly { readonly of: string; readonly values: readonly number[] }[];
  readonly settings: object;
  readonly seconds: { readonly search: number; readonly fit: number; readonly score: number };
  readonly lists?: Readonly<Record<string, readonly string[]>>;
}

interface MeasuredSource extends Pick<MeasuredLists, 'interval'> {
  readonly figures: Readonly<Record<string, number | null>>;
}

/** A folder's files by name, as the readers of data sets want them. */
export type DatasetFiles = ReadonlyMap<string, Uint8Array>;

/**
 * The files of a folder; of a .zip among them its texts of train, validation and test stand for it, without the
 * archive's folders.
 * @throws Error when the folder has more than one .zip, one that cannot be read, or two files of one name.
 */
export function readDatasetFiles(directory: string): DatasetFiles {
  const names = readdirSync(directory).filter((name) => statSync(join(directory, name)).isFile());
  const [archive, ...others] = names.filter(isArchive);
  if (others.length > 0) throw new Error(`${directory}: want at most one .zip, got ${[archive, ...others].join(', ')}`);
  const files = new Map<string, Uint8Array>(
    names.filter((name) => !isArchive(name)).map((name) => [name, readFileSync(join(directory, name))]),
  );
  if (archive === undefined) return files;
  for (const [path, bytes] of Object.entries(unzip(join(directory, archive)))) {
    const name = basename(path);
    if (files.has(name)) throw new Error(`${join(directory, archive)}: a second file is named ${name}`);
    files.set(name, bytes);
  }
  return files;
}

const isArchive = (name: string): boolean => name.endsWith('.zip');

function unzip(path: string): Readonly<Record<string, Uint8Array>> {
  const isWanted = (entry: string) =>
    /train|valid|test/.test(basename(entry)) && /\.(txt|csv|tsv)$/.test(entry) && !entry.startsWith('__MACOSX/');
  try {
    return unzipSync(readFileSync(path), { filter: ({ name }) => isWanted(name) });
  } catch (error) {
    throw new Error(`${path}: not a zip archive that can be read: ${(error as Error).message}`, { cause: error });
  }
}

/** Which form the files have. @throws Error listing them when it cannot be told. */
export function formatOfFiles(files: DatasetFiles): DatasetFormat {
  return formatOf([...files.keys()], (file) => textOf(files, file).split('\n', 1)[0] ?? '');
}

function textOf(files: DatasetFiles, file: string): string {
  const bytes = files.get(file) ?? new Uint8Array(0);
  return new TextDecoder().decode(file.endsWith('.gz') ? gunzipSync(bytes) : bytes);
}

/** What the SDK needs to reach a laptop's stores. */
interface ReachableStores {
  readonly storeEnvironment: Readonly<Record<string, string>>;
}

/** Lays files where the evaluation looks for data sets. */
export const layDataset = (reached: ReachableStores, name: string, files: DatasetFiles): Promise<void> =>
  layFiles(reached, 'snapshots', `datasets/${name}/`, files);

/** Lays files in a bucket of the laptop, as `aws s3 cp` does in an account. */
export async function layFiles(
  reached: ReachableStores,
  store: StoreName,
  prefix: string,
  files: DatasetFiles,
): Promise<void> {
  const { s3, bucket } = bucketOf(reached, store);
  for (const [file, bytes] of files) {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: prefix + file, Body: bytes }));
  }
  s3.destroy();
}

/** The texts of a data set that a function wrote, by file name. */
export async function fetchDataset(reached: ReachableStores, name: string): Promise<Readonly<Record<string, string>>> {
  const { s3, bucket } = bucketOf(reached, 'snapshots');
  const prefix = `datasets/${name}/`;
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
  const files: Record<string, string> = {};
  for (const { Key = '' } of Contents) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
    files[Key.slice(prefix.length)] = (await Body?.transformToString()) ?? '';
  }
  s3.destroy();
  return files;
}

const bucketOf = ({ storeEnvironment: environment }: ReachableStores, store: StoreName) => ({
  s3: new S3Client({
    region: environment['AWS_REGION'] ?? '',
    endpoint: environment['AWS_ENDPOINT_URL_S3'] ?? '',
    credentials: { accessKeyId: 'laptop', secretAccessKey: 'laptop' },
  }),
  bucket: storeEnvironment([store])[stores[store].env] ?? '',
});
