import type { ZodObject } from 'zod';
import type { FrontDoor } from '../front-door.ts';
import {
  explanationInput,
  membersInput,
  metricInput,
  modelCardInput,
  nothing,
  profileInput,
  recommendInput,
  type SegmentSizeInput,
  segmentSizeInput,
} from './contract.ts';

/** One thing that an agent may ask: what it takes, and the call of the HTTP API that answers. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Of the secret key: see docs/security.md. */
  readonly scope: 'decide' | 'people' | 'operate';
  readonly input: ZodObject;
  /** Whether it leaves a record behind; all others only read. */
  readonly leavesRecord?: true;
  /** @param input - as `input` parses it. @throws FrontDoorError for what the API refuses. */
  readonly ask: (door: FrontDoor, input: never) => Promise<unknown>;
}

export const TOOLS: readonly Tool[] = [
  {
    name: 'list_placements',
    title: 'Placements',
    description:
      'The placements of the shop: what each wants of a request (wants[]), which items it is about, what it never repeats, and what a slate may fall back to.',
    scope: 'decide',
    input: nothing,
    ask: (door) => door.call('GET', '/v1/placements'),
  },
  {
    name: 'recommend',
    title: 'Recommend items',
    description:
      'Items for one shopper, or for somebody new, at a placement: the best first, each with score, propensity and reasons; with a decisionId, by which explain_decision says more. The decision is kept on record, as any.',
    scope: 'decide',
    input: recommendInput,
    leavesRecord: true,
    ask: (door, input) => door.call('POST', '/v1/recommendations', input),
  },
  {
    name: 'explain_decision',
    title: 'Explain a decision',
    description:
      'Why each item of a decision was shown: the factors of its score, the event without which the score falls, and which items a filter kept out.',
    scope: 'decide',
    input: explanationInput,
    ask: (door, { decisionId, locale }: { decisionId: string; locale: string }) =>
      door.call('GET', pathOf('/v1/decisions', decisionId, 'explanation') + queryOf({ locale })),
  },
  {
    name: 'list_segments',
    title: 'Segments',
    description:
      'All segments with what they mean: built-in ones, the shop’s own rules and lookalikes, those of what is foreseen (predicted), and kinds of people that the last night found (cluster). segment_size counts one.',
    scope: 'people',
    input: nothing,
    ask: (door) => door.call('GET', '/v1/segments'),
  },
  {
    name: 'segment_size',
    title: 'Size of a segment',
    description:
      'How many people a segment holds, or a rule that is tried before it is kept; as of the last night, without those who withdrew since. Names nobody.',
    scope: 'people',
    input: segmentSizeInput,
    ask: segmentSize,
  },
  {
    name: 'segment_members',
    title: 'Members of a segment',
    description:
      'Ids of the people in a segment, a page at a time. Personal data: ask only when somebody must be named; segment_size counts.',
    scope: 'people',
    input: membersInput,
    ask: (door, { segmentId, ...page }: { segmentId: string; limit: number; cursor?: string }) =>
      door.call('GET', pathOf('/v1/segments', segmentId, 'members') + queryOf(page)),
  },
  {
    name: 'profile',
    title: 'Profile of a person',
    description:
      'What is known of one person: traits, features of their visits and orders, segments with the facts behind them, what is foreseen, consent, devices. Personal data.',
    scope: 'people',
    input: profileInput,
    ask: (door, { profileId, by }: { profileId: string; by: string }) =>
      door.call('GET', pathOf('/v1/profiles', profileId) + queryOf({ by })),
  },
  {
    name: 'metrics',
    title: 'Metrics',
    description:
      'What came of decisions over UTC days: click rate, conversion, satisfaction or return on investment, with 95 % intervals, by policy, arm and day. value is null, with a reason, where it is not defined.',
    scope: 'operate',
    input: metricInput,
    ask: (door, query: Record<string, string>) => door.call('GET', `/v1/metrics${queryOf(query)}`),
  },
  {
    name: 'list_models',
    title: 'Models',
    description: 'The newest of each model that nights made: its purpose, algorithm, evidence, and how right it is.',
    scope: 'operate',
    input: nothing,
    ask: (door) => door.call('GET', '/v1/models'),
  },
  {
    name: 'model_card',
    title: 'Model card',
    description:
      'All that is told of one model: what it is for and not for, whom it learnt from, how right it is and for whom, beside baselines, what it leans on, and its limits.',
    scope: 'operate',
    input: modelCardInput,
    ask: (door, { name, version }: { name: string; version?: string }) =>
      door.call('GET', pathOf('/v1/models', name) + (version === undefined ? '' : pathOf('/versions', version))),
  },
];

/** The sample of a preview names people, which a size need not. */
async function segmentSize(door: FrontDoor, { segmentId, rule }: SegmentSizeInput): Promise<unknown> {
  if (segmentId !== undefined && rule === undefined) return door.call('GET', pathOf('/v1/segments', segmentId));
  if (segmentId !== undefined || rule === undefined) throw new Error('want either segmentId or rule');
  const { sample: _, ...counted } = (await door.call('POST', '/v1/segments:preview', { rule })) as {
    readonly sample: unknown;
  };
  return counted;
}

const pathOf = (...[start = '', ...rest]: readonly string[]): string =>
  [start, ...rest.map(encodeURIComponent)].join('/');

/** What is undefined is left out. */
function queryOf(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}
