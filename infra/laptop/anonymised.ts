import { randomUUID } from 'node:crypto';
import { fetchDataset } from './datasets.ts';
import type { FunctionHost } from './function-host.ts';

export interface Anonymised {
  readonly report: {
    readonly k: number;
    readonly people: number;
    readonly items: number;
    readonly rows: number;
    readonly classes: number;
    readonly smallestClass: number;
    readonly suppressed: { readonly people: number; readonly items: number; readonly rows: number };
  };
  /** Texts by file name. */
  readonly files: Readonly<Record<string, string>>;
}

/** What the step gave and wrote, as `aws lambda invoke` and `aws s3 cp` do in an account. */
export async function anonymisedData(
  laptop: { readonly functions: FunctionHost; readonly storeEnvironment: Readonly<Record<string, string>> },
  { k }: { readonly k: number },
): Promise<Anonymised> {
  const dataset = `anonymised-${randomUUID()}`;
  const report = await laptop.functions.invoke('nightly', { step: 'anonymise', input: { k, dataset } });
  return { report: report as Anonymised['report'], files: await fetchDataset(laptop, dataset) };
}
