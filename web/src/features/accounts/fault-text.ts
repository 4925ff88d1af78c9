import type { CheckedRow } from '@desk/shared/accounts/account-schemas'
import type { JoinerField } from '@desk/shared/accounts/joiner-fields'
import type { Messages } from '../../locales/messages.ts'

type Fault = CheckedRow['faults'][number]

/** Returns the sentence below a faulty field. */
export function faultText(messages: Messages['accounts'], { field, code, count = 0, other = 0 }: Fault): string {
  if (code === 'missing' && field === 'mobile') return messages.contactMissing
  if (code === 'missing' && field === 'userid') return messages.useridMissing
  if (code === 'too_long' && field === 'mobile') return messages.mobileTooLong(count)
  return messages.faults[code](count, other)
}

export const faultOf = (faults: readonly Fault[], field: JoinerField): Fault | null =>
  faults.find((fault) => fault.field === field) ?? null

/** Returns why an entry does not progress; null when nothing failed. */
export const failureText = (messages: Messages['accounts'], failure: string | null): string | null =>
  failure === null ? null : (messages.failures[failure] ?? messages.otherFailure(failure))
