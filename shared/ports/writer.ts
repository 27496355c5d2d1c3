/** What words an answer anew. It is told nothing of the person, nor what they asked. */
export interface Writer {
  /** As answers name it: a model. */
  readonly name: string;
  /** @throws UnavailableError when it does not answer in time. */
  word(draft: WritingTask): Promise<string>;
}

export interface WritingTask {
  /** What is wanted of it, in English. */
  readonly instruction: string;
  /** The answer as it stands, with marks such as ⟦1⟧ in the place of facts. */
  readonly text: string;
}
