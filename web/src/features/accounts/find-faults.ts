import type { CheckedRow, JoinerCheck } from '@desk/shared/accounts/account-schemas'
import { ApiError, fieldErrorsOf } from '../../api/api-error.ts'

type Found = Pick<CheckedRow, 'faults' | 'notices'>

/**
 * Returns the faults that the refusal of one row names, with the details that a check of the row adds; empty for every other
 * error. The check alone is not enough: it knows neither an entry that is corrected nor the phone number and email address,
 * which its form shows masked.
 */
export async function findFaults(cause: unknown, check: () => Promise<JoinerCheck>): Promise<Found> {
  if (!(cause instanceof ApiError) || cause.code !== 'account.faulty_rows') return { faults: [], notices: [] }
  const checked = (await check().catch(() => null))?.rows[0]
  const faults = fieldErrorsOf(cause).map(({ path, code }) => {
    const fault = { field: path.split('.').at(-1), code } as CheckedRow['faults'][number]
    return checked?.faults.find((found) => found.field === fault.field && found.code === fault.code) ?? fault
  })
  return { faults, notices: checked?.notices ?? [] }
}
