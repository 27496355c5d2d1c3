/** Who waits for a step that runs elsewhere. */
export interface StepCallback {
  /** Says that the step goes on; false when nobody waits for it any more. */
  goesOn(): Promise<boolean>;
  succeeded(result: unknown): Promise<void>;
  failed(error: { readonly name: string; readonly message: string }): Promise<void>;
}
