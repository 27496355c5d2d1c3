import { type BehaviourDifference, DIFFERENCE_FILE } from '../../shared/domain/behaviour-difference.ts';
import { NotFoundError } from '../../shared/domain/errors.ts';
import { MODEL_NAME, type ModelCard } from '../../shared/domain/model-card.ts';
import type { ModelCards } from '../../shared/ports/model-cards.ts';

/** A card, by its name and version, or the newest of its name. */
export interface CardAddress {
  readonly name: string;
  readonly version?: string;
}

/** What a list tells of a model. */
export interface ListedModel
  extends Pick<ModelCard, 'name' | 'kind' | 'version' | 'asOf' | 'purpose' | 'evidence' | 'plots'> {
  readonly algorithm: string;
  readonly learntFrom: number;
  readonly measuredOn: number;
  /** Those that are known. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** The newest model of each name. */
export const listModels =
  (cards: Pick<ModelCards, 'newest'>) => async (): Promise<{ readonly models: readonly ListedModel[] }> => ({
    models: (await cards.newest()).map((card) => ({
      name: card.name,
      kind: card.kind,
      version: card.version,
      asOf: card.asOf,
      purpose: card.purpose,
      algorithm: card.algorithm.chosen,
      evidence: card.evidence,
      learntFrom: card.training.people,
      measuredOn: card.evaluation.people,
      metrics: Object.fromEntries(
        Object.entries(card.evaluation.metrics).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
      ),
      plots: card.plots,
    })),
  });

/** @throws NotFoundError */
export const readCard =
  (cards: ModelCards) =>
  async ({ name, version }: CardAddress): Promise<ModelCard> => {
    if (version !== undefined) return cards.read(kept(name), kept(version));
    const newest = (await cards.newest()).find((card) => card.name === name);
    if (newest === undefined) throw new NotFoundError(`no night has made a model "${name}"`);
    return newest;
  };

/**
 * What people would be shown by a version instead of by the one that was served before it.
 * @param against - that other version, where it must be one.
 * @throws NotFoundError also where there was none to compare with.
 */
export const readDifference =
  (cards: Pick<ModelCards, 'readFile'>) =>
  async ({ name, version }: Required<CardAddress>, against?: string): Promise<BehaviourDifference> => {
    const text = await cards.readFile(kept(name), kept(version), DIFFERENCE_FILE);
    const difference = JSON.parse(text) as BehaviourDifference;
    if (against !== undefined && against !== difference.against)
      throw new NotFoundError(`the version was held against ${difference.against}, which was served then`);
    return difference;
  };

/** The card in words; its pictures are those of the version. @throws NotFoundError */
export const readCardWords =
  (cards: ModelCards) =>
  async (address: CardAddress): Promise<string> => {
    const { name, version } = await readCard(cards)(address);
    const words = await cards.readFile(name, version, 'card.md');
    return words.replaceAll('](plots/', `](/v1/models/${name}/versions/${version}/plots/`);
  };

/** @param plot - its name, with or without .svg. @throws NotFoundError */
export const readCardPlot =
  (cards: ModelCards) =>
  async (address: CardAddress, plot: string): Promise<string> => {
    const { name, version } = await readCard(cards)(address);
    return cards.readFile(name, version, `plots/${kept(plot).replace(/\.svg$/, '')}.svg`);
  };

function kept(part: string): string {
  if (!MODEL_NAME.test(part)) throw new NotFoundError('no model, version or picture has such a name');
  return part;
}
