import type { ConsentRegime } from '../../shared/privacy/consent.ts';
import { type Transparency, transparencyOf } from '../../shared/privacy/transparency.ts';
import type { Served } from './served-recommender.ts';

export interface TransparencyPorts {
  readonly served: () => Promise<Served>;
  readonly explorationShare: number;
  readonly holdoutShare?: number;
  readonly regime: ConsentRegime;
}

/** What decides what is shown, as of the model that is served now. */
export const transparency =
  ({ served, explorationShare, holdoutShare = 0, regime }: TransparencyPorts) =>
  async (): Promise<Transparency> => {
    const { model, policies, experiments } = await served();
    const isDrawn = Object.values(policies).some(({ kind }) => kind === 'plackett-luce');
    const isTried = experiments.length > 0 || holdoutShare > 0;
    const goesByStock = model?.stock.values() !== undefined;
    return transparencyOf({ model, explorationShare, goesByStock, isDrawn, isTried, regime });
  };
