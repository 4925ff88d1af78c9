import type { GroupId } from '@desk/shared/kernel/ids'
import { inArray } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { chatGroups } from '../../../db/schema/index.ts'
import type { GroupRow } from '../model/group-queries.ts'

export async function listGroupsById(db: Database, ids: readonly GroupId[]): Promise<GroupRow[]> {
  return ids.length === 0
    ? []
    : db
        .select()
        .from(chatGroups)
        .where(inArray(chatGroups.id, [...ids]))
}
