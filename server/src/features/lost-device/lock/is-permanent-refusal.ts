import { WecomRefusedError } from '../../../kernel/app-error.ts'
import { classifyFailure } from '../../../outbox/classify-failure.ts'

/** Refused, and the next try would be answered alike. */
export const isForGood = (error: unknown): error is WecomRefusedError =>
  error instanceof WecomRefusedError && classifyFailure(error).action === 'give_up'
