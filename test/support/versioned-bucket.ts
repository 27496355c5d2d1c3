import { inUtf8Order } from './embedded-s3.ts';

/** What a bucket remembers under one key: what was written, or a delete marker, which has no body. */
export interface ModelledVersion {
  readonly versionId: string;
  readonly body: string | undefined;
}

export type ModelledBucket = ReturnType<typeof modelledBucket>;

/** A bucket's versions as S3 describes them, in memory: each key with its versions, the newest first. */
export function modelledBucket() {
  const keys = new Map<string, readonly ModelledVersion[]>();
  const versionsOf = (key: string) => keys.get(key) ?? [];
  const all = () =>
    inUtf8Order([...keys.keys()]).flatMap((key) => versionsOf(key).map((version) => ({ key, ...version })));

  return {
    all,
    current: (key: string): string | undefined => versionsOf(key)[0]?.body,
    /** The one called null, of a bucket that keeps none, is replaced. */
    add(key: string, version: ModelledVersion): void {
      const others = versionsOf(key).filter(({ versionId }) => versionId !== version.versionId);
      if (version.versionId !== 'null' && others.length < versionsOf(key).length)
        throw new Error('an id was used twice');
      keys.set(key, [version, ...others]);
    },
    remove: (key: string, id: string) =>
      void keys.set(
        key,
        versionsOf(key).filter(({ versionId }) => versionId !== id),
      ),
    listing: (prefix: string) =>
      all()
        .filter(({ key }) => key.startsWith(prefix))
        .map(({ key, versionId, body }) => ({
          ...{ key, versionId },
          isMarker: body === undefined,
          isLatest: versionsOf(key)[0]?.versionId === versionId,
        })),
  };
}
