import type { MemberActor } from '@desk/shared/identity/actor'
import { DESK_PAGE_SIZE } from '@desk/shared/kernel/page'
import { grantRoles, leadOnlyRoles } from '@desk/shared/roles/role-names'
import { findRoles } from '@desk/shared/roles/role-words'
import type { GrantView, RolesQuery, RolesView } from '@desk/shared/roles/role-schemas'
import type { Database } from '../../db/database.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { searchDepartments } from '../../directory/department-search-queries.ts'
import { findUserids } from '../../directory/find-userids.ts'
import { departmentNames, pathNames } from '../../directory/department-names.ts'
import { today } from '../../access/grant-conditions.ts'
import { decodeIdCursor } from '../../kernel/list-cursor.ts'
import { readSetting } from '../../kernel/settings-queries.ts'
import * as queries from './role-queries.ts'
import { switchSettings } from './role-settings.ts'
import { ACTIVE } from '../../directory/member-drift.ts'

/** Maximum number of company-wide grants listed; companies have only a few. */
const COMPANY_LIMIT = 200
const PROPOSALS_SHOWN = 50
/** Maximum number of members whom a search considers. */
const FOUND_MAX = 100

/** Lists current and future role grants, proposals to confirm, and role settings. */
export async function getRoles(deps: ReadDeps, actor: MemberActor, query: RolesQuery): Promise<RolesView> {
  const { db } = deps
  const day = today(deps)
  const afterId = decodeIdCursor('grant', query.after)
  const found = query.q ? await findMatches(deps, query.q) : null
  const company = await queries.listCompanyGrants(db, { day, found, limit: COMPANY_LIMIT })
  const departments = await queries.listDepartmentGrants(db, { day, found, afterId, limit: DESK_PAGE_SIZE + 1 })
  const proposals = await queries.listProposals(db, { day, limit: PROPOSALS_SHOWN })
  const shown = departments.slice(0, DESK_PAGE_SIZE)
  const view = await createGrantView(db, day, [...company, ...shown, ...proposals])
  return {
    company: company.map(view),
    departments: {
      items: shown.map(view),
      next: departments.length > DESK_PAGE_SIZE ? (shown.at(-1)?.id ?? null) : null,
    },
    proposals: { count: await queries.countProposals(db, day), items: proposals.map(view) },
    leadersNeedConfirmation: await readSwitch(db, 'leadersNeedConfirmation'),
    separateDuties: await readSwitch(db, 'separateDuties'),
    mayGrant: grantRoles.filter((role) => actor.roles.includes('ops_lead') || !leadOnlyRoles.includes(role)),
  }
}

/** Finds the members, departments and roles that a text matches. */
async function findMatches(deps: ReadDeps, q: string): Promise<queries.Found> {
  const { items } = await searchDepartments(deps, q)
  return {
    userids: await findUserids(deps.db, q, FOUND_MAX),
    departments: items.map(({ id }) => id),
    roles: findRoles(q),
  }
}

export const getProposalCount = (deps: ReadDeps): Promise<number> => queries.countProposals(deps.db, today(deps))

const readSwitch = async (db: Database, name: keyof typeof switchSettings) => {
  const { value, version } = await readSetting(db, switchSettings[name])
  return { value, version }
}

async function createGrantView(db: Database, day: string, rows: readonly queries.GrantRow[]) {
  const names = await departmentNames(
    db,
    rows.flatMap(({ path, departmentId }) => path ?? (departmentId === null ? [] : [departmentId])),
  )
  const people = await queries.listHolders(
    db,
    rows.flatMap(({ userid, confirmedBy }) => (confirmedBy === null ? [userid] : [userid, confirmedBy])),
  )
  const memberOf = (userid: string) => people.get(userid.toLowerCase())
  return (row: queries.GrantRow): GrantView => ({
    id: row.id as GrantView['id'],
    role: row.role,
    member: { userid: row.userid, name: memberOf(row.userid)?.name ?? row.userid },
    isActive: memberOf(row.userid)?.status === ACTIVE,
    departmentId: row.departmentId,
    department: row.departmentId === null ? [] : pathNames(row.path ?? [row.departmentId], names),
    startsOn: row.startsOn,
    endsOn: row.endsOn,
    isDeputy: row.isDeputy,
    grantedBy: row.confirmedBy === null ? null : grantorOf(row.confirmedBy, memberOf(row.confirmedBy)),
    grantedAt: (row.confirmedAt ?? row.grantedAt).toISOString(),
    state: stateOf(row, day),
  })
}

/** Returns who granted a role; an unknown member has the userid as name. */
const grantorOf = (userid: string, member: queries.Holder | undefined): GrantView['grantedBy'] => ({
  userid: member?.userid ?? userid,
  name: member?.name ?? userid,
})

function stateOf(row: queries.GrantRow, day: string): GrantView['state'] {
  if (row.leadLostAt !== null) return 'lead_lost'
  if (row.source === 'leader' && row.confirmedAt === null) return 'proposed'
  return row.startsOn !== null && row.startsOn > day ? 'coming' : 'live'
}
