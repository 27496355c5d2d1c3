import type { CampaignPlan, ExperimentStep, MessageStep } from '../../../shared/domain/campaign.ts';
import { type InputDefect, invalid } from '../../../shared/domain/errors.ts';
import type { Experiment } from '../../../shared/domain/experiment.ts';
import type { Offer } from '../../../shared/domain/offer.ts';
import type { MessageTemplate } from '../../../shared/domain/template.ts';
import { knownSegments } from '../../../shared/features/profile/known-segments.ts';
import type { Documents } from '../../../shared/ports/documents.ts';
import type { RollReader } from '../../../shared/ports/rolls.ts';
import type { Segments } from '../../../shared/ports/segments.ts';

export interface ReferencePorts {
  readonly templates: Pick<Documents<MessageTemplate>, 'list'>;
  readonly experiments: Pick<Documents<Experiment>, 'list'>;
  readonly offers: Pick<Documents<Offer>, 'list'>;
  readonly segments: Pick<Segments, 'list'>;
  readonly rolls: Pick<RollReader, 'newest'>;
}

/**
 * Refuses a campaign that names a segment, a template, an offer or an experiment that there is none of, says by a channel what is
 * written for another, or leads by other variants than the experiment has.
 * @throws InvalidInputError naming each field, its value and what there is.
 */
export const checkReferences =
  ({ templates, segments, rolls, experiments, offers }: ReferencePorts) =>
  async (plan: CampaignPlan): Promise<void> => {
    const [written, own, roll, tried, given] = await Promise.all([
      templates.list(),
      segments.list(),
      rolls.newest(),
      experiments.list(),
      offers.list(),
    ]);
    const segmentIds = knownSegments(own, roll ?? {}).map(({ segmentId }) => segmentId);
    const unknownSegment = (pointer: string, segmentId: string | undefined): readonly InputDefect[] =>
      segmentId === undefined || segmentIds.includes(segmentId)
        ? []
        : [{ pointer, reason: `there is no segment "${segmentId}"; there are ${segmentIds.join(', ')}` }];
    const channels = new Map(written.map(({ id, body }) => [id, body.channel]));
    const wrongTemplate = (i: number, { channel, templateId }: { channel: string; templateId: string }) => {
      const is = channels.get(templateId);
      if (is === channel) return [];
      const there = [...channels].flatMap(([id, of]) => (of === channel ? [id] : [])).join(', ') || 'none';
      const reason = is === undefined ? `there is no template "${templateId}"` : `"${templateId}" is for ${is}`;
      return [{ pointer: `/steps/${i}/message/templateId`, reason: `${reason}; for ${channel} there are ${there}` }];
    };
    const unknownOffer = (i: number, { offer }: MessageStep['message']): readonly InputDefect[] => {
      if (offer === undefined || given.some(({ id }) => id === offer.offerId)) return [];
      const there = given.map(({ id }) => id).join(', ') || 'none';
      const reason = `there is no offer "${offer.offerId}"; there are ${there}`;
      return [{ pointer: `/steps/${i}/message/offer/offerId`, reason }];
    };
    const defects = [
      ...unknownSegment('/audience', plan.audience),
      ...plan.steps.flatMap((step, i) => {
        if ('decide' in step) return unknownSegment(`/steps/${i}/decide/if/segment`, step.decide.if.segment);
        if ('experiment' in step) return wrongExperiment(plan, step, `/steps/${i}/experiment`, tried);
        return 'message' in step ? [...wrongTemplate(i, step.message), ...unknownOffer(i, step.message)] : [];
      }),
    ];
    if (defects.length > 0) throw invalid(defects);
  };

function wrongExperiment(
  { campaignId }: CampaignPlan,
  { experiment: { experimentId, variants } }: ExperimentStep,
  at: string,
  tried: readonly { readonly id: string; readonly body: Experiment }[],
): readonly InputDefect[] {
  const experiment = tried.find(({ id }) => id === experimentId)?.body;
  if (experiment === undefined) {
    const there = tried.map(({ id }) => id).join(', ') || 'none';
    return [{ pointer: `${at}/experimentId`, reason: `there is no experiment "${experimentId}"; there are ${there}` }];
  }
  if (!experiment.campaigns.includes(campaignId)) {
    const reason = `the experiment "${experimentId}" does not have "${campaignId}" among its campaigns`;
    return [{ pointer: `${at}/experimentId`, reason }];
  }
  const wanted = experiment.variants.map(({ variantId }) => variantId).sort();
  const named = variants.map(({ variant }) => variant).sort();
  const isSame = JSON.stringify(wanted) === JSON.stringify(named);
  return isSame ? [] : [{ pointer: `${at}/variants`, reason: `want each of ${wanted.join(', ')} once` }];
}
