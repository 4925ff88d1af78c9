import type { MemberActor, Role } from '@desk/shared/identity/actor'
import { departments, employments, members, roleGrants } from '../db/schema/index.ts'
import { LEFT } from '../directory/member-drift.ts'
import { nameKeysOf } from '../directory/name-search-keys.ts'
import type { Deps } from '../kernel/deps.ts'
import type { WecomMember } from '../ports/wecom.ts'
import type { RecordingWecom } from './recording-wecom.ts'

type GivenDeps = Pick<Deps, 'db' | 'ids' | 'clock'> & { wecom: RecordingWecom }

/** Inserts valid rows, and the same people in the fake WeCom. A test sets only the values it needs. */
export function given({ db, ids, clock, wecom }: GivenDeps) {
  let count = 0
  return {
    /** Adds a department below `parent` (0: a root). */
    async department(overrides: { id?: number; parent?: number; name?: string } = {}): Promise<number> {
      count += 1
      const id = overrides.id ?? count
      const parent = wecom.departments.find((department) => department.id === overrides.parent)
      // WeCom lists larger numbers first (doc 90208).
      const sortOrder = 1_000_000 - id
      const row = { id, name: overrides.name ?? `部门${id}`, parentId: overrides.parent ?? 0, sortOrder }
      const path = [...(parent ? pathOf(parent.id) : []), id]
      wecom.departments.push({ id, name: row.name, parentId: row.parentId, order: row.sortOrder })
      await db.insert(departments).values({ ...row, path, syncedAt: clock.now() })
      return id
    },

    /** Adds a member of `department` with active role grants. `adminOf` makes them department admin there. */
    async member(
      overrides: Partial<Omit<WecomMember, 'status'>> & {
        /** 5: they left, and WeCom does not show them. */
        status?: WecomMember['status'] | typeof LEFT
        department?: number
        roles?: readonly Role[]
        adminOf?: readonly number[]
        /** False: the lead comes from WeCom and is unconfirmed. */
        isConfirmed?: boolean
        /** Found by name and pinyin, as after a synchronization. */
        isSearchable?: boolean
      } = {},
    ): Promise<MemberActor> {
      count += 1
      const {
        department = 1,
        roles = [],
        adminOf = [],
        isConfirmed = true,
        isSearchable,
        status = 1,
        ...fields
      } = overrides
      const member: WecomMember = {
        userid: `person${count}`,
        name: `张${count}`,
        alias: '',
        departments: [department],
        mainDepartment: department,
        leads: adminOf,
        position: '店员',
        telephone: '0755-1000',
        status: status === LEFT ? 1 : status,
        ...fields,
      }
      if (status !== LEFT) wecom.members.set(member.userid, member)
      await db.insert(members).values({
        userid: member.userid,
        name: member.name,
        alias: member.alias,
        departmentIds: [...member.departments],
        mainDepartmentId: member.mainDepartment,
        position: member.position,
        telephone: member.telephone,
        status,
        ...(isSearchable && (await nameKeysOf(member.name))),
        syncedAt: clock.now(),
      })
      await db.insert(employments).values({ userid: member.userid, name: member.name })
      const grant = { userid: member.userid, grantedAt: clock.now() }
      const grants = [
        ...roles.map((role) => ({ ...grant, id: ids.next('grant'), role, source: 'setting' as const })),
        ...adminOf.map((departmentId) => ({
          ...grant,
          id: ids.next('grant'),
          role: 'dept_admin' as const,
          departmentId,
          source: 'leader' as const,
          ...(isConfirmed && { confirmedBy: 'setup', confirmedAt: clock.now() }),
        })),
      ]
      if (grants.length > 0) await db.insert(roleGrants).values(grants)
      return { kind: 'member', userid: member.userid, roles, adminOf }
    },
  }

  function pathOf(id: number): number[] {
    const department = wecom.departments.find((candidate) => candidate.id === id)
    return department ? [...(department.parentId === 0 ? [] : pathOf(department.parentId)), id] : []
  }
}
