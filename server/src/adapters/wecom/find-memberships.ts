import type { z } from 'zod'
import type { DepartmentMembership, DepartmentMemberships, Wecom } from '../../ports/wecom.ts'
import { type AuthorizedCalls, nullFor } from './authorized-calls.ts'
import { get, post } from './http-call.ts'
import * as wire from './wire.ts'

/** The company itself: an app that can see it can see every department (doc 90665). */
const ROOT = 1
/** Memberships per page, the maximum (doc 96067). */
const PAGE_SIZE = 10_000
/** Maximum number of pages of one reading. */
const MAX_PAGES = 30

type MemberIdRow = z.output<typeof wire.memberIdsAnswer>['dept_user'][number]

/**
 * Creates the function that lists every department of a member, including those not visible to the app, since a write
 * replaces all of them. The contacts secret returns them where it may still read details (doc 96079). Otherwise the app's
 * view is complete when the company itself is in its visible range, or when the list of all userids and departments
 * (`user/list_id`) has the same departments. In all other cases the memberships are unknown: null.
 */
export function findMemberships({ asAgent, asContacts }: AuthorizedCalls, agentId: number): Wecom['findMemberships'] {
  return async (userid) => {
    const call = get('user/get', { userid })
    const all = await asContacts(call, wire.memberAnswer).catch(nullFor(wire.contactsReadCodes))
    if (all) return membershipsOf(all)
    const visible = membershipsOf(await asAgent(call, wire.memberAnswer))
    if (!visible) return null
    const { allow_partys } = await asAgent(get('agent/get', { agentid: String(agentId) }), wire.appAnswer)
    if (allow_partys.partyid.includes(ROOT)) return visible
    const listed = await membershipsByIds(asContacts, [userid])
    const ids = listed && new Set(listed.map(({ department }) => department))
    const isComplete =
      ids?.size === visible.memberships.length && visible.memberships.every(({ department }) => ids.has(department))
    return isComplete ? visible : null
  }
}

/** Returns null when the three lists differ in length, to avoid writing a wrong leader. */
function membershipsOf(member: z.output<typeof wire.memberAnswer>): DepartmentMemberships | null {
  const { department, order, is_leader_in_dept, main_department } = member
  const isConsistent = [order, is_leader_in_dept].every(({ length }) => length === department.length)
  if (!isConsistent || main_department === undefined) return null
  const memberships = department.map((id, index): DepartmentMembership => ({
    department: id,
    order: order[index] ?? 0,
    isLeader: is_leader_in_dept[index] === 1,
  }))
  return { memberships, mainDepartment: main_department }
}

/**
 * Reads the memberships of these members from the id list of the whole company. Null when that list has more than
 * `MAX_PAGES`, or no row at all, which proves nothing.
 */
export async function membershipsByIds(
  asContacts: AuthorizedCalls['asContacts'],
  userids: readonly string[],
): Promise<MemberIdRow[] | null> {
  const keys = new Set(userids.map((userid) => userid.toLowerCase()))
  const found: MemberIdRow[] = []
  let rows = 0
  let cursor = ''
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const body = { limit: PAGE_SIZE, ...(cursor === '' ? {} : { cursor }) }
    const { dept_user, next_cursor } = await asContacts(post('user/list_id', body), wire.memberIdsAnswer)
    found.push(...dept_user.filter(({ userid }) => keys.has(userid.toLowerCase())))
    rows += dept_user.length
    if (next_cursor === '') return rows > 0 ? found : null
    cursor = next_cursor
  }
  return null
}
