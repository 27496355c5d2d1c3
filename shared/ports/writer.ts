/** What words an answer anew. It is told nothing of the person, nor what they asked. */
export interface Writer {
  /** As answers name it: "deterministic", or a model. */
  readonly name: string;
  /** @throws UnavailableError when it does not answer in time. */
  word(draft: WritingTask): Promise<string>;
}

export interface WritingTask {
  /** The answer as it stands, with marks such as ⟦1⟧ in the place of facts. */
  readonly text: string;
  /** BCP 47, of the text and of what is wanted. */
  readonly language: string;
}
