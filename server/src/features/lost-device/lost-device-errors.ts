import { defineRefusals } from '../../kernel/app-error.ts'

/** A lost-device report or a change of its case that a safeguard refuses. */
export const LostRefusedError = defineRefusals('lost', {
  last_ops: 409,
  only_ops_self: 409,
  creator: 409,
  daily_limit: 429,
  own_guardian: 409,
  guardians_full: 409,
  same_person: 409,
  nobody: 409,
  still_enabled: 409,
  not_shown: 409,
})
