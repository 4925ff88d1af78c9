import { defineRefusals, InvalidInputError } from '../../kernel/app-error.ts'

/** An action that the state of an account, or the actor's relation to it, does not allow. */
export const AccountRefusedError = defineRefusals('account', {
  command_refused: 409,
  changed_meanwhile: 409,
  own_entry: 409,
  faulty_rows: 422,
  asked_lately: 409,
})

/** Returns the error for marking a change or report as taken over by a flow that has no entry for the member yet. */
export const notAdopted = () =>
  new InvalidInputError('The flow has no entry for this member yet', [{ path: 'flow', code: 'account.not_adopted' }])
