import type { ConfirmationField } from '@desk/shared/confirmations/confirmation-states'
import { type SQL, sql } from 'drizzle-orm'
import { members } from '../../../db/schema/index.ts'
import type { HashedCampaign } from './shown-data.ts'

const valueColumns: Record<ConfirmationField, SQL> = {
  name: sql`${members.name}`,
  alias: sql`${members.alias}`,
  department: sql`coalesce(${members.mainDepartmentId}::text, '') || ':' || coalesce((
    select string_agg(id::text, ',' order by id) from unnest(${members.departmentIds}) as id), '')`,
  position: sql`${members.position}`,
  telephone: sql`${members.telephone}`,
}

/** Returns the SQL of the hash of a row of `members`, by the rule of `hashOf`. */
export const hashOfShownData = ({ id, fields }: HashedCampaign): SQL => {
  const parts = fields.flatMap((field) => [sql`${field}::text`, valueColumns[field]])
  return sql`encode(sha256(convert_to(concat_ws(chr(31), 'confirmation-v1', ${id}::text, lower(${members.userid}),
    ${sql.join(parts, sql`, `)}), 'UTF8')), 'hex')`
}
