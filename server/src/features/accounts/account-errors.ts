import { defineError, InvalidInputError } from '../../kernel/app-error.ts'

/** The contract, the deed or the report is no longer as the caller saw it. */
export const AccountChangedError = defineError('account.changed_meanwhile', 409, 'Handled or changed meanwhile')

/** Nothing is shown as taken over before the flow has the member. */
export const notAdopted = () =>
  new InvalidInputError('The flow does not have this member', [{ path: 'flow', code: 'account.not_adopted' }])
