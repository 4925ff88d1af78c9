import type { ConfirmationField } from '@desk/shared/confirmations/confirmation-states'
import { defineError } from '../../kernel/app-error.ts'

/** The data are not what the person saw. `details.fields` names what differs, as far as it is known. */
export const DataChangedError = defineError('confirmation.changed', 409, (fields: readonly ConfirmationField[]) => ({
  message: 'The data changed since they were shown',
  details: { fields },
}))

/** The campaign accepts no answers, or not this answer about this person now. */
export const NotOpenError = defineError('confirmation.not_open', 409, 'There is nothing to confirm')
