import { defineRefusals } from '../../kernel/app-error.ts'

/** Refusals of a command on a group, or of a view of it. */
export const GroupRefusedError = defineRefusals('group', {
  not_found: 404,
  command_refused: 409,
  changed_meanwhile: 409,
  daily_limit: 429,
  not_offered: 409,
  too_late: 409,
  not_all_answered: 422,
  asked_lately: 409,
  not_admitted: 404,
})
