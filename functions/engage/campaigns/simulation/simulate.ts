import { isHeldOut } from '../../../../shared/decisioning/assignment.ts';
import { decideContact } from '../../../../shared/decisioning/contact-policy.ts';
import { advance, afterMessage } from '../../../../shared/decisioning/journeys/advance.ts';
import type { Facts } from '../../../../shared/decisioning/journeys/facts.ts';
import { messageIdOf } from '../../../../shared/decisioning/journeys/message-id.ts';
import { pastTriggers } from '../../../../shared/decisioning/journeys/past-triggers.ts';
import { addressesOf } from '../../../../shared/domain/addresses.ts';
import type { Campaign, MessageStep } from '../../../../shared/domain/campaign.ts';
import { durationMs } from '../../../../shared/domain/campaign.ts';
import type { ContactPolicy } from '../../../../shared/domain/contact-policy.ts';
import { type Contacts, withClaim } from '../../../../shared/domain/contacts.ts';
import { personOfPartition } from '../../../../shared/domain/event.ts';
import type { Experiment } from '../../../../shared/domain/experiment.ts';
import type { JourneyEntry, KeptJourney } from '../../../../shared/domain/journey.ts';
import type { MessageVerdict } from '../../../../shared/domain/message.ts';
import { DAY_MS, isoOf, utcDay } from '../../../../shared/domain/time.ts';
import type { Catalog } from '../../../../shared/ports/catalog.ts';
import type { ContactBook } from '../../../../shared/ports/contacts.ts';
import type { Documents } from '../../../../shared/ports/documents.ts';
import type { Clock, Hash } from '../../../../shared/ports/system.ts';
import { allows } from '../../../../shared/privacy/consent.ts';
import { type AudiencePorts, audienceOf } from '../audience.ts';
import type { SimulationRequest } from '../contract.ts';
import { type Chances, factsOf, itemsAbout } from '../journey-facts.ts';
import { type MetPerson, type MetPersonPorts, meetPerson } from '../met-person.ts';

export interface SimulatePorts extends AudiencePorts, MetPersonPorts {
  readonly catalog: Pick<Catalog, 'get'>;
  readonly contacts: Pick<ContactBook, 'read'>;
  readonly policy: () => Promise<ContactPolicy>;
  readonly experiments: Pick<Documents<Experiment>, 'list'>;
  /** Of all people, to whom no campaign speaks; in [0, 1]. */
  readonly holdoutShare: number;
  readonly clock: Clock;
  readonly hash: Hash;
}

/** What a campaign would have done with the people of the last night’s roll. */
export interface Simulation {
  readonly campaignId: string;
  /** In the audience, of those on the roll. */
  readonly audience: number;
  /** Of them, as good as drawn by lot: whose past was gone through. All counts below are of these. */
  readonly people: number;
  readonly from: string;
  readonly to: string;
  /** How often something would have begun a journey, and how many of these would have got to the first step. */
  readonly triggered: number;
  readonly entered: number;
  /** By UTC day and channel. */
  readonly messages: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly sent: number;
  /** By reason. */
  readonly held: Readonly<Record<string, number>>;
  readonly dropped: Readonly<Record<string, number>>;
  readonly ended: Readonly<Record<string, number>>;
  /** What is not known of the future, and was taken to be so. */
  readonly assumes?: string;
}

const LOOKED_AT_ONCE = 16;
/** Of one journey: there are at most so many steps, each held at most so often. */
const MOST_MOVES = 300;

/**
 * Goes through what some of the audience did of late as if the campaign had run: with its waits, conditions, exits, what
 * each allows, where each is reached, and the contact policy. Nothing is written, and nobody is told anything.
 */
export const simulate =
  (ports: SimulatePorts) =>
  async (campaign: Campaign, { people, days }: SimulationRequest): Promise<Simulation> => {
    const toMs = ports.clock.nowMs();
    const fromMs = toMs - days * DAY_MS;
    const partitions: string[] = [];
    let audience = 0;
    // Of a campaign for a segment by what people do, who is in it by now says nothing of who was in it then.
    for await (const found of audienceOf(ports, campaign.audience)) {
      audience += found.count;
      partitions.push(...found.first(people - partitions.length).map(({ partition }) => partition));
    }
    const policy = await ports.policy();
    const running = (await ports.experiments.list()).map(({ body }) => body); // as if all that are written ran
    const course = { campaign, policy, chances: { running, holdoutShare: ports.holdoutShare }, fromMs, toMs };
    const kept: (readonly KeptJourney[])[] = [];
    for (let start = 0; start < partitions.length; start += LOOKED_AT_ONCE)
      kept.push(...(await Promise.all(partitions.slice(start, start + LOOKED_AT_ONCE).map(journeysOf(ports, course)))));
    return {
      ...countsOf(kept.flat(), campaign),
      campaignId: campaign.campaignId,
      audience,
      people: partitions.length,
      from: isoOf(fromMs),
      to: isoOf(toMs),
      ...assumed(campaign),
    };
  };

interface Course {
  readonly campaign: Campaign;
  readonly policy: ContactPolicy;
  readonly chances: Chances;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The journeys of one person, one after another, as the rule of re-entry lets them. */
const journeysOf =
  (ports: SimulatePorts, course: Course) =>
  async (partition: string): Promise<readonly KeptJourney[]> => {
    const { campaign, fromMs, toMs } = course;
    const person = personOfPartition(partition);
    const [met, booked] = await Promise.all([meetPerson(ports)(person, toMs), ports.contacts.read(person)]);
    const journeys: KeptJourney[] = [];
    let contacts = booked;
    let freeFromMs = Number.NEGATIVE_INFINITY;
    for (const began of pastTriggers(campaign, met, fromMs, toMs)) {
      if (began.triggeredAtMs <= freeFromMs) continue;
      const walked = await walk(ports, course, { met, contacts, began });
      contacts = walked.contacts;
      journeys.push(walked.kept);
      const { reentry } = campaign;
      freeFromMs =
        reentry === 'never'
          ? Number.POSITIVE_INFINITY
          : (walked.kept.journey.endedAtMs ?? Number.POSITIVE_INFINITY) + reentry.afterDays * DAY_MS;
    }
    return journeys;
  };

interface Walk {
  readonly met: MetPerson;
  readonly contacts: Contacts;
  readonly began: Pick<JourneyEntry, 'entry' | 'triggeredAtMs' | 'itemIds'>;
}

/** One journey from its first moment on, by a clock that jumps to when something is due. */
async function walk(ports: SimulatePorts, course: Course, { met, contacts: before, began }: Walk) {
  const { campaign, policy, chances } = course;
  let contacts = before;
  let kept: KeptJourney = {
    journey: { campaignId: campaign.campaignId, ...began, status: 'new' },
    tally: {},
    sends: [],
  };
  const passage = { ...kept.journey, partition: met.partition };
  const items = await itemsAbout(ports.catalog, met, kept.journey);
  let nowMs = began.triggeredAtMs;
  for (let moves = 0; moves < MOST_MOVES; moves++) {
    const facts = asOf(
      factsOf(passage, { met, items, timeZone: policy.timeZone, armShares: {}, chances, hash: ports.hash }),
      nowMs,
    );
    const next = advance(campaign, kept, facts, nowMs);
    kept = next.kept;
    if ('hasEnded' in next) break;
    if ('send' in next) {
      const messageId = messageIdOf(passage, next.send.stepId, ports.hash.sha256);
      const verdict = weighed(ports, course, { met, contacts, step: next.send, kept, messageId, nowMs });
      if (verdict.status === 'sent')
        contacts = withClaim(contacts, {
          messageId,
          channel: next.send.message.channel,
          atMs: nowMs,
          status: 'sent',
          isTransactional: false,
          opened: met.opened.size,
        });
      kept = afterMessage(campaign, kept, { step: next.send, messageId, verdict }, nowMs);
    }
    nowMs = Math.max(nowMs, 'dueAtMs' in next ? next.dueAtMs : (kept.journey.waitsUntilMs ?? nowMs));
  }
  return { kept, contacts };
}

/** What was done later is not known yet. */
const asOf = (facts: Facts, nowMs: number): Facts => ({
  ...facts,
  interactions: facts.interactions.filter(({ atMs }) => atMs <= nowMs),
});

interface Weighing {
  readonly met: MetPerson;
  readonly contacts: Contacts;
  readonly step: MessageStep;
  readonly kept: KeptJourney;
  readonly messageId: string;
  readonly nowMs: number;
}

function weighed(
  { regime, holdoutShare }: SimulatePorts,
  { policy }: Course,
  { met, contacts, step, kept, nowMs }: Weighing,
): MessageVerdict {
  const { channel, within } = step.message;
  const { record, traits, market, timeZone } = met;
  if (record?.restrictedAtMs !== undefined) return { status: 'dropped', reason: 'restricted' };
  if (!allows('message', record, { regime, market })) return { status: 'dropped', reason: 'consent refused' };
  if (isHeldOut(met.person, holdoutShare)) return { status: 'dropped', reason: 'held out' };
  const { usable, malformed } = addressesOf(channel, traits);
  if (ADDRESSED.has(channel) && usable.length === 0)
    return { status: 'dropped', reason: malformed > 0 ? 'malformed address' : 'no address' };
  const decision = decideContact(policy, contacts, {
    channel,
    nowMs,
    timeZone,
    opened: met.opened.size,
    isTransactional: false,
  });
  if (decision.status === 'send') return { status: 'sent', atMs: nowMs };
  const latestMs =
    (kept.journey.reachedAtMs ?? nowMs) + (within === undefined ? Number.POSITIVE_INFINITY : durationMs(within));
  return decision.status === 'held' && decision.untilMs >= latestMs
    ? { status: 'dropped', reason: 'too late' }
    : decision;
}

/** Channels that want an address of the person. */
const ADDRESSED: ReadonlySet<string> = new Set(['email', 'sms', 'push', 'web-push']);

function countsOf(journeys: readonly KeptJourney[], { steps }: Campaign) {
  const channelOf = new Map(
    steps.flatMap((step) => ('message' in step ? [[step.stepId, step.message.channel] as const] : [])),
  );
  const messages: Record<string, Record<string, number>> = {};
  const tally: Record<string, number> = {};
  for (const kept of journeys) {
    for (const { atMs, stepId } of kept.sends) {
      const channel = channelOf.get(stepId) ?? '';
      const day = messages[utcDay(atMs)] ?? {};
      messages[utcDay(atMs)] = { ...day, [channel]: (day[channel] ?? 0) + 1 };
    }
    for (const [name, count] of Object.entries(kept.tally)) tally[name] = (tally[name] ?? 0) + count;
  }
  const under = (prefix: string): Record<string, number> =>
    Object.fromEntries(
      Object.entries(tally).flatMap(([name, count]) =>
        name.startsWith(`/${prefix}:`) ? [[name.slice(prefix.length + 2), count]] : [],
      ),
    );
  return {
    triggered: tally['/triggered'] ?? 0,
    entered: tally['/entered'] ?? 0,
    messages: Object.fromEntries(Object.entries(messages).sort(([a], [b]) => (a < b ? -1 : 1))),
    sent: tally['/sent'] ?? 0,
    held: under('held'),
    dropped: under('dropped'),
    ended: under('ended'),
  };
}

const ASSUMPTIONS: Readonly<Record<string, string>> = {
  'price-drop': 'every item that people turned to becomes cheaper today',
  'back-in-stock': 'every item that people turned to comes back today',
};

const assumed = ({ trigger, steps }: Campaign): Pick<Simulation, 'assumes'> => {
  const isGiving = steps.some((step) => 'message' in step && step.message.offer !== undefined);
  const assumes = [ASSUMPTIONS[trigger.on], isGiving ? 'every offer may be given to everybody' : undefined];
  const told = assumes.filter((one) => one !== undefined).join('; ');
  return told === '' ? {} : { assumes: told };
};
