import type { OwnSegment } from '../domain/segment.ts';

/** The segments that the shop has defined. */
export interface Segments {
  /** By their ids. */
  list(): Promise<readonly OwnSegment[]>;
  /** @returns false when there is one of that id, which stays as it is. */
  add(segment: OwnSegment): Promise<boolean>;
  /** @returns false when there is none. */
  remove(segmentId: string): Promise<boolean>;
}
