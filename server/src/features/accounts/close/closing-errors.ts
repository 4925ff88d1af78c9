import { defineRefusals, InvalidInputError } from '../../../kernel/app-error.ts'

/** Refusals of a command; `not_found` also for a closing that the caller may not see. */
export const ClosingRefusedError = defineRefusals('closing', {
  not_found: 404,
  already_open: 409,
  changed_meanwhile: 409,
  command_refused: 409,
  nothing_offered: 409,
  otherwise_suspended: 409,
  too_early: 409,
  change_under_way: 409,
  last_lead: 409,
})

/** Returns the error of an input field, by its path and a code. */
export const invalid = (path: string, code: string) => new InvalidInputError(`Bad ${path}`, [{ path, code }])
