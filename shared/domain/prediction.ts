/** A trait that a person did not tell, as a model foresees it. */
export interface TraitPrediction {
  readonly name: string;
  readonly value: string;
  /** Calibrated: of those told .7, seven in ten are so. */
  readonly probability: number;
  /** Said of every prediction wherever it is shown, so that none passes for something that was told. */
  readonly predicted: true;
  /** The snapshot that the model was fitted on. */
  readonly modelVersion: string;
  /** ISO 8601, UTC. */
  readonly asOf: string;
}
