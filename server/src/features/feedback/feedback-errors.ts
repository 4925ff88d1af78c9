import { defineRefusals } from '../../kernel/app-error.ts'

/** A command that the state of a problem or of the FAQ does not allow. */
export const FeedbackRefusedError = defineRefusals('feedback', {
  not_found: 404,
  command_refused: 409,
  changed_meanwhile: 409,
  merge_refused: 409,
  older_answer: 409,
  clause_gone: 409,
})
