import type { GateVerdict } from '../../shared/model/recommender-manifest.ts';

/** What the night's publishing leaves for its later steps. */
export interface PublishOutput {
  readonly status: 'published' | 'unchanged' | 'refused';
  readonly version: string;
  readonly servedVersion: string | null;
  readonly gate: GateVerdict;
}
