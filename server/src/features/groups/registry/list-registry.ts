import type { MemberActor } from '@desk/shared/identity/actor'
import type { GroupRegistry, GroupRegistryQuery, RegistryOrder } from '@desk/shared/groups/registry-schemas'
import { gramsOf } from '@desk/shared/groups/similar-names'
import { calendarDay } from '@desk/shared/kernel/calendar-day-schema'
import { idSchema } from '@desk/shared/kernel/ids'
import { instantInput } from '@desk/shared/kernel/instant'
import { DESK_PAGE_SIZE } from '@desk/shared/kernel/page'
import * as z from 'zod/mini'
import { authorizeRole } from '../../../access/authorize.ts'
import { findUserids } from '../../../directory/find-userids.ts'
import { memberNames } from '../../../directory/member-names.ts'
import type { Database } from '../../../db/database.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { cutPage, decodeCursor } from '../../../kernel/list-cursor.ts'
import type { ListedGroup } from '../model/group-queries.ts'
import { findGroups, listRegistry, type RegistrySearch } from '../model/registry-queries.ts'
import { peopleOf, summaryOf } from './list-groups.ts'

/** Maximum number of members whom a searched name may match as owners. */
const OWNERS_MAX = 100

/** Returns the search for a text: as a part of a topic or of its pinyin, or as an owner's name. */
async function searchOf(db: Database, q: string): Promise<RegistrySearch> {
  const grams = [gramsOf({ topic: q, pinyin: '' }), gramsOf({ topic: '', pinyin: q.replaceAll(' ', '') })]
  return { grams: grams.filter((required) => required.length > 0), owners: await findUserids(db, q, OWNERS_MAX) }
}

const isByExpiry = (order: RegistryOrder) => order.endsWith('expiresOn')
const cursorSchema = (order: RegistryOrder) =>
  z.tuple([isByExpiry(order) ? calendarDay : instantInput, idSchema('group')])

/** Lists the groups of the whole company, newest first unless another order is asked for. */
export async function listGroupRegistry(
  deps: ReadDeps,
  actor: MemberActor,
  { q, state, sort: order = '-createdAt', after }: GroupRegistryQuery,
): Promise<GroupRegistry> {
  authorizeRole(actor, 'reviewer')
  const { db, clock } = deps
  const position = decodeCursor(cursorSchema(order), after)
  const rows = await listRegistry(db, {
    ids: q ? await findGroups(db, await searchOf(db, q)) : null,
    state,
    order,
    after: position && { value: position[0], id: position[1] },
    limit: DESK_PAGE_SIZE + 1,
  })
  const valueOf = ({ createdAt, expiresOn }: ListedGroup) =>
    isByExpiry(order) ? (expiresOn ?? '') : createdAt.toISOString()
  const { shown, next } = cutPage(rows, DESK_PAGE_SIZE, (last) => [valueOf(last), last.id])
  const people = await memberNames(db, shown.flatMap(peopleOf))
  return { items: shown.map((row) => summaryOf(row, people, clock.now())), next }
}
