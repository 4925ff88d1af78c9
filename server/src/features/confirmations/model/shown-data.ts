import type { ConfirmationField } from '@desk/shared/confirmations/confirmation-states'
import { sha256 } from '../../../kernel/hash.ts'
import type { CampaignRow } from './campaign-queries.ts'

/** What the directory holds about a person. */
type ShownData = {
  userid: string
  departmentIds: readonly number[]
  mainDepartmentId: number | null
} & Readonly<Record<Exclude<ConfirmationField, 'department'>, string>>
export type HashedCampaign = Pick<CampaignRow, 'id' | 'fields'>
export type FieldHashes = Partial<Record<ConfirmationField, string>>

/** No value contains it: control characters are removed when the directory is read. */
const SEPARATOR = '\u001f'
/** Enough to tell values of one person apart. */
const FIELD_HASH_LENGTH = 16

/**
 * Returns the value of a field as it is hashed. Departments are hashed by their ids: a person who is moved has to confirm
 * again, and nobody has to because a department was renamed.
 */
function hashedValue(row: ShownData, field: ConfirmationField): string {
  if (field !== 'department') return row[field]
  const ids = row.departmentIds.toSorted((a, b) => a - b)
  return `${row.mainDepartmentId === null ? '' : String(row.mainDepartmentId)}:${ids.join()}`
}

/** Returns the hash of what a person is asked to confirm. `hashOfShownData` computes the same in SQL. */
export const hashOf = ({ id, fields }: HashedCampaign, row: ShownData): string =>
  sha256(
    [
      'confirmation-v1',
      id,
      row.userid.toLowerCase(),
      ...fields.flatMap((field) => [field, hashedValue(row, field)]),
    ].join(SEPARATOR),
  )

/** Returns a short hash of each value. With it a difference is named, although the earlier value is not stored. */
export const fieldHashesOf = ({ id, fields }: HashedCampaign, row: ShownData): FieldHashes =>
  Object.fromEntries(
    fields.map((field) => {
      const content = ['confirmation-field-v1', id, row.userid.toLowerCase(), field, hashedValue(row, field)]
      return [field, sha256(content.join(SEPARATOR)).slice(0, FIELD_HASH_LENGTH)]
    }),
  )

/** Lists the fields whose value differs. A field without an earlier hash is not listed, since nothing is known of it. */
export const changedFields = (before: FieldHashes, now: FieldHashes): ConfirmationField[] =>
  (Object.keys(now) as ConfirmationField[]).filter(
    (field) => before[field] !== undefined && before[field] !== now[field],
  )
