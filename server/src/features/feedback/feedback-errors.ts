import { defineError } from '../../kernel/app-error.ts'

/**
 * The problem, its answer or a clause is not what the caller saw: another version or state, a later answer, a target into which
 * nothing can be merged, a clause that is not in force.
 */
export const FeedbackChangedError = defineError(
  'feedback.changed_meanwhile',
  409,
  (reason: 'version' | 'state' | 'answer' | 'merge' | 'clause') => ({
    message: `Changed since the caller read it: ${reason}`,
    details: { reason },
  }),
)
