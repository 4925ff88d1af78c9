/** Labels of a step while it is pending, once it is done, and when it failed or was undone. */
export type VerificationStepLabel = { todo: string; done: string; failed?: string }

/** The labels of the three steps. Only a step that has happened is labelled in the past tense. */
export type VerificationStepLabels = readonly [VerificationStepLabel, VerificationStepLabel, VerificationStepLabel]
