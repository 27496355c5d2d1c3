/** Whom advertisers were handed, by hashes alone: what the next hand-over is compared with. They go by themselves. */
export interface AudienceExports {
  /** @returns the entries as they were put; undefined: there is none of that id, or it is kept no more. */
  find(segmentId: string, exportId: string): Promise<readonly string[] | undefined>;
  /** The same again changes nothing. @param entries - a text a person, which names nobody. */
  put(segmentId: string, exportId: string, entries: readonly string[]): Promise<void>;
}
