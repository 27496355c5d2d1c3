import type { DecisionPoint } from '../../../shared/domain/decision-point.ts';
import { ConflictError, invalidAt, NotFoundError } from '../../../shared/domain/errors.ts';
import type { Documents } from '../../../shared/ports/documents.ts';
import type { PointReply } from './contract.ts';

export interface PointPorts {
  readonly pointDocuments: Documents<DecisionPoint>;
}

/** Decision points of a shop. */
const MOST_POINTS = 100;

export const listPoints =
  ({ pointDocuments }: PointPorts) =>
  async (): Promise<{ readonly decisionPoints: readonly PointReply[] }> => ({
    decisionPoints: (await pointDocuments.list()).map(({ body, revision }) => ({ ...body, version: revision })),
  });

/** @throws NotFoundError */
export const findPoint =
  ({ pointDocuments }: PointPorts) =>
  async (pointId: string): Promise<PointReply> => {
    const found = await pointDocuments.find(pointId);
    if (found === undefined) throw noSuchPoint();
    return { ...found.body, version: found.revision };
  };

/** @throws ConflictError when there is one of the id, or there are too many. */
export const makePoint =
  ({ pointDocuments }: PointPorts) =>
  async (point: DecisionPoint): Promise<PointReply> => {
    const { length } = await pointDocuments.list();
    if (length >= MOST_POINTS)
      throw new ConflictError(`there are ${length} decision points; the limit is ${MOST_POINTS}`);
    const version = await pointDocuments.put(point.pointId, point, 0);
    if (version === undefined)
      throw new ConflictError(`there is a decision point "${point.pointId}" already: change it by PUT`);
    return { ...point, version };
  };

/**
 * Puts another in the place of a point. What was learnt stays as far as its features, actions and policy are the same.
 * @param ifVersion - the version that it takes the place of; undefined: whatever is there.
 * @throws NotFoundError; ConflictError when another version is there.
 */
export const changePoint =
  ({ pointDocuments }: PointPorts) =>
  async (pointId: string, point: DecisionPoint, ifVersion: number | undefined): Promise<PointReply> => {
    if (point.pointId !== pointId) throw invalidAt('/pointId', `want "${pointId}", as in the path`);
    const before = await pointDocuments.find(pointId);
    if (before === undefined) throw noSuchPoint();
    const expected = ifVersion ?? before.revision;
    const version = await pointDocuments.put(pointId, point, expected);
    if (version === undefined)
      throw new ConflictError(`the decision point has version ${before.revision} or a later one, not ${expected}`);
    return { ...point, version };
  };

/** What was learnt of it goes with the next night. @throws NotFoundError */
export const removePoint =
  ({ pointDocuments }: PointPorts) =>
  async (pointId: string): Promise<void> => {
    if (!(await pointDocuments.remove(pointId))) throw noSuchPoint();
  };

const noSuchPoint = () => new NotFoundError('there is no decision point of this id');
