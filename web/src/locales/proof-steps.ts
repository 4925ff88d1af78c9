/** What stands below a notch while it is empty, once it is filled, and when it does not fill, or is empty again. */
export type ProofStep = { todo: string; done: string; failed?: string }

/** In every kind: nothing that has not happened is told in the past. */
export type VerificationStepLabels = readonly [ProofStep, ProofStep, ProofStep]
