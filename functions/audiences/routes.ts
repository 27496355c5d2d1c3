import { NotFoundError } from '../../shared/domain/errors.ts';
import { parsePage } from '../../shared/domain/page.ts';
import { PROFILE_COLUMNS } from '../../shared/features/profile/vector.ts';
import { type Endpoints, type Guard, ok } from '../../shared/runtime/http/http-handler.ts';
import { type HttpRequest, jsonOf } from '../../shared/runtime/http/request.ts';
import { parseDiff, parseExport, parseLookalike, parsePreview, parseSegment, parseSegmentId } from './contract.ts';
import { type CountPorts, countOf } from './count.ts';
import { audienceDiff, type DiffPorts } from './diff.ts';
import { exportAudience, exportPeople } from './export.ts';
import { lookalikesOf, rankedLookalikes } from './lookalike.ts';
import { membersOf } from './members.ts';
import {
  findSegment,
  listSegments,
  lookalikesIn,
  makeSegment,
  removeSegment,
  replyOf,
  type SegmentPorts,
} from './segments.ts';

export interface AudienceRoutePorts extends CountPorts, DiffPorts, SegmentPorts {}

/** What may be asked of an audience, behind its id. */
const VERB = /^(.*):(export|diff)$/s;

/** Groups of people: what they go by, how many they are, who, and their addresses for advertisers. */
export function audienceRoutes(ports: AudienceRoutePorts, forShop: Guard): Endpoints {
  const { rolls } = ports;
  const features = PROFILE_COLUMNS.map(({ name }) => name);
  const [find, count, members] = [findSegment(ports), countOf(ports), membersOf(ports)];
  const segmentIn = ({ parameters }: HttpRequest) => find(parseSegmentId(parameters['segmentId']));
  return {
    'GET /v1/segments': forShop(async () => ok({ segments: (await listSegments(ports)()).map(replyOf) })),
    'POST /v1/segments': forShop(async (request) =>
      ok(await makeSegment(ports)(parseSegment(jsonOf(request), features))),
    ),
    'POST /v1/segments:preview': forShop(async (request) => ok(await count(parsePreview(jsonOf(request), features)))),
    'GET /v1/segments/{segmentId}': forShop(async (request) => {
      const segment = await segmentIn(request);
      const roll = await rolls.newest();
      const { sample: _, ...counted } = roll === undefined ? {} : await count(segment.rule);
      return ok({ ...replyOf(segment), ...counted, ...lookalikesIn(roll, segment) });
    }),
    'DELETE /v1/segments/{segmentId}': forShop(async ({ parameters }) => {
      await removeSegment(ports)(parseSegmentId(parameters['segmentId']));
      return { status: 204 };
    }),
    'GET /v1/segments/{segmentId}/members': forShop(async (request) =>
      ok(await members(await segmentIn(request), parsePage(request.query))),
    ),
    'POST /v1/audiences:lookalike': forShop(async (request) => {
      const { seedSegmentId, hash, ...asked } = parseLookalike(jsonOf(request));
      const segment = seedSegmentId === undefined ? undefined : await find(seedSegmentId);
      const wanted = { ...asked, rule: segment?.rule };
      if (hash === undefined) return ok(await lookalikesOf(ports)(wanted));
      const { people, ...told } = await rankedLookalikes(ports)(wanted);
      return ok({ ...(await exportPeople(ports)(people)), ...told });
    }),
    // The parameter has the verb behind the id: see the plan.
    'POST /v1/audiences/{segmentId}': forShop(async (request) => {
      const [, id, verb] = VERB.exec(request.parameters['segmentId'] ?? '') ?? [];
      if (verb === undefined)
        throw new NotFoundError('no such route; there are {segmentId}:export and {segmentId}:diff');
      const segment = () => find(parseSegmentId(id));
      if (verb === 'diff') {
        const { after } = parseDiff(jsonOf(request));
        return ok(await audienceDiff(ports)(await segment(), after));
      }
      parseExport(jsonOf(request));
      return ok(await exportAudience(ports)(await segment(), parsePage(request.query)));
    }),
  };
}
