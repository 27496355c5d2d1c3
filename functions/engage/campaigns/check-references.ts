import type { CampaignPlan } from '../../../shared/domain/campaign.ts';
import { type InputDefect, invalid } from '../../../shared/domain/errors.ts';
import type { MessageTemplate } from '../../../shared/domain/template.ts';
import { knownSegments } from '../../../shared/features/profile/known-segments.ts';
import type { Documents } from '../../../shared/ports/documents.ts';
import type { RollReader } from '../../../shared/ports/rolls.ts';
import type { Segments } from '../../../shared/ports/segments.ts';

export interface ReferencePorts {
  readonly templates: Pick<Documents<MessageTemplate>, 'list'>;
  readonly segments: Pick<Segments, 'list'>;
  readonly rolls: Pick<RollReader, 'newest'>;
}

/**
 * Refuses a campaign that names a segment or a template that there is none of, or says by a channel what is written for
 * another.
 * @throws InvalidInputError naming each field, its value and what there is.
 */
export const checkReferences =
  ({ templates, segments, rolls }: ReferencePorts) =>
  async (plan: CampaignPlan): Promise<void> => {
    const [written, own, roll] = await Promise.all([templates.list(), segments.list(), rolls.newest()]);
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
    const defects = [
      ...unknownSegment('/audience', plan.audience),
      ...plan.steps.flatMap((step, i) => {
        if ('decide' in step) return unknownSegment(`/steps/${i}/decide/if/segment`, step.decide.if.segment);
        return 'message' in step ? wrongTemplate(i, step.message) : [];
      }),
    ];
    if (defects.length > 0) throw invalid(defects);
  };
