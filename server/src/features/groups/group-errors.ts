import { defineRefusals } from '../../kernel/app-error.ts'

/** An action that the group's state or the actor's relation to it does not allow. */
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
