import type { Segment } from '../domain/segment.ts';

/** The segments that the shop has defined. */
export interface Segments {
  /** By their ids. */
  list(): Promise<readonly Segment[]>;
  /** @returns false when there is one of that id, which stays as it is. */
  add(segment: Segment): Promise<boolean>;
  /** @returns false when there is none. */
  remove(segmentId: string): Promise<boolean>;
}
