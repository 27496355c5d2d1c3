import type { Experiment } from '../domain/experiment.ts';

/** Another experiment that changes what this one measures. */
export interface Overlap {
  readonly experimentId: string;
  /**
   * bucket: they have people of one layer in common. setting: both say the same thing of a request. placement: they meet
   * at a placement or in a campaign, and neither says that it may.
   */
  readonly by: 'bucket' | 'setting' | 'placement';
}

/** Experiments that ran while this one did, where this one is met, with people of this one, unless it is agreed. */
export function overlapsOf(experiment: Experiment, others: readonly Experiment[]): readonly Overlap[] {
  return others.flatMap((other) => {
    if (other.experimentId === experiment.experimentId || !ranTogether(experiment, other)) return [];
    const by = overlapOf(experiment, other);
    return by === undefined ? [] : [{ experimentId: other.experimentId, by }];
  });
}

function overlapOf(one: Experiment, other: Experiment): Overlap['by'] | undefined {
  const isSharedPlacement = one.placements.some((placement) => other.placements.includes(placement));
  const isSharedCampaign = one.campaigns.some((campaignId) => other.campaigns.includes(campaignId));
  if (one.layer === other.layer) {
    const isShared = one.buckets.from < other.buckets.to && other.buckets.from < one.buckets.to;
    return isShared ? 'bucket' : undefined;
  }
  if (!isSharedPlacement && !isSharedCampaign) return undefined;
  if (isSharedPlacement && settingsOf(one).some((name) => settingsOf(other).includes(name))) return 'setting';
  const isAgreed = one.alongside.includes(other.experimentId) || other.alongside.includes(one.experimentId);
  return isAgreed ? undefined : 'placement';
}

const settingsOf = ({ variants }: Experiment): readonly string[] => variants.flatMap(({ sets }) => Object.keys(sets));

function ranTogether(one: Experiment, other: Experiment): boolean {
  if (one.startedAtMs === undefined || other.startedAtMs === undefined) return false;
  return one.startedAtMs < endOf(other) && other.startedAtMs < endOf(one);
}

const endOf = ({ stoppedAtMs = Number.POSITIVE_INFINITY }: Experiment): number => stoppedAtMs;
