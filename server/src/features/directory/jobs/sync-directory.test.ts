import { eq, isNull } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, departments, members, roleGrants } from '../../../db/schema/index.ts'
import { WecomUnreachableError } from '../../../kernel/app-error.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { runSelfCheck } from '../../self-check/jobs/run-self-check.ts'
import { grantInitialRoles } from '../grant-initial-roles.ts'
import { isSyncRequested } from '../health-queries.ts'
import { requestSync } from '../request-sync.ts'
import { syncDirectory } from './sync-directory.ts'

const listActiveGrants = async ({ deps }: Kit) =>
  (await deps.db.select().from(roleGrants).where(isNull(roleGrants.endedAt))).map(
    ({ userid, role, departmentId }) => `${userid} ${role} ${departmentId}`,
  )

/** Creates three departments and two members, in WeCom only. */
function addMembersToWecom({ deps: { wecom } }: Kit) {
  wecom.departments.push(
    { id: 1, name: '澜江精密', parentId: 0, order: 1 },
    { id: 2, name: '质量中心', parentId: 1, order: 1 },
    { id: 3, name: '来料检验组', parentId: 2, order: 1 },
  )
  const person = { alias: '', position: '店员', telephone: '', status: 1 } as const
  wecom.members.set('limin', {
    ...person,
    userid: 'limin',
    name: '李敏',
    departments: [2, 3],
    mainDepartment: 3,
    leads: [3],
  })
  wecom.members.set('guoji', {
    ...person,
    userid: 'guoji',
    name: '郭𠮷',
    departments: [3],
    mainDepartment: 3,
    leads: [],
  })
}

describe('syncDirectory', () => {
  test('syncDirectory syncs every department with its path, and every member once', async ({ kit }) => {
    addMembersToWecom(kit)
    expect(await syncDirectory(kit.deps)).toEqual({ departments: 3, members: 2 })
    expect((await kit.deps.db.select().from(departments)).map(({ path }) => path)).toEqual([[1], [1, 2], [1, 2, 3]])
    expect((await kit.deps.db.select().from(members)).map(({ name }) => name).sort()).toEqual(['李敏', '郭𠮷'])
  })

  test('syncDirectory stores the largest number by which WeCom orders departments', async ({ kit }) => {
    addMembersToWecom(kit)
    const largest = 4_294_967_295
    Object.assign(kit.deps.wecom.departments[1]!, { order: largest })
    expect(await syncDirectory(kit.deps)).toEqual({ departments: 3, members: 2 })
    const stored = await kit.deps.db.select({ order: departments.sortOrder }).from(departments)
    expect(stored.map(({ order }) => order).sort((a, b) => a - b)).toEqual([1, 1, largest])
  })

  test('syncDirectory grants department admin to leaders, and ends the grant when WeCom ends the leadership', async ({
    kit,
  }) => {
    addMembersToWecom(kit)
    await syncDirectory(kit.deps)
    expect(await listActiveGrants(kit)).toEqual(['limin dept_admin 3'])
    const limin = kit.deps.wecom.members.get('limin')
    if (!limin) throw new Error('limin is not in WeCom')
    kit.deps.wecom.members.set('limin', { ...limin, leads: [2] })
    await syncDirectory(kit.deps)
    expect(await listActiveGrants(kit)).toEqual(['limin dept_admin 2'])
  })

  test('syncDirectory flags a confirmed grant for ops when WeCom ends the leadership', async ({ kit }) => {
    addMembersToWecom(kit)
    await syncDirectory(kit.deps)
    const at = kit.deps.clock.now()
    await kit.deps.db.update(roleGrants).set({ confirmedAt: at, confirmedBy: 'chenhaiyan' })
    const setLeadership = (leads: number[]) => {
      const limin = kit.deps.wecom.members.get('limin')
      if (limin) kit.deps.wecom.members.set('limin', { ...limin, leads })
      return syncDirectory(kit.deps)
    }
    await setLeadership([])
    expect(await listActiveGrants(kit)).toEqual(['limin dept_admin 3'])
    expect(await kit.deps.db.select({ lost: roleGrants.leadLostAt }).from(roleGrants)).toEqual([{ lost: at }])
    await setLeadership([3])
    expect(await kit.deps.db.select({ lost: roleGrants.leadLostAt }).from(roleGrants)).toEqual([{ lost: null }])
  })

  test('syncDirectory neither restores a leader grant that ops ended nor duplicates one made manually', async ({
    kit,
  }) => {
    addMembersToWecom(kit)
    await syncDirectory(kit.deps)
    const { db, clock, ids } = kit.deps
    await db.update(roleGrants).set({ endedAt: clock.now(), endedBy: 'chenhaiyan' })
    await syncDirectory(kit.deps)
    expect(await listActiveGrants(kit)).toEqual([])
    await db.delete(roleGrants)
    const manualGrant = { userid: 'limin', role: 'dept_admin', departmentId: 3, source: 'setting' } as const
    await db.insert(roleGrants).values({ ...manualGrant, id: ids.next('grant'), grantedAt: clock.now() })
    const before = await db.$count(auditEntries)
    await syncDirectory(kit.deps)
    expect(await db.$count(auditEntries)).toBe(before)
    expect(await listActiveGrants(kit)).toEqual(['limin dept_admin 3'])
  })

  test('syncDirectory marks missing members as left and keeps their names', async ({ kit }) => {
    addMembersToWecom(kit)
    await syncDirectory(kit.deps)
    kit.deps.wecom.members.delete('guoji')
    kit.deps.clock.advanceSeconds(1)
    await syncDirectory(kit.deps)
    const rows = await kit.deps.db.select().from(members)
    expect(rows.map(({ name, status }) => `${name} ${status}`).sort()).toEqual(['李敏 1', '郭𠮷 5'])
  })

  test('a failed read of the directory changes nothing', async ({ kit }) => {
    addMembersToWecom(kit)
    await syncDirectory(kit.deps)
    kit.deps.wecom.members.clear()
    kit.deps.wecom.failures.push(new WecomUnreachableError('timeout', 'department/list'))
    await expect(syncDirectory(kit.deps)).rejects.toBeInstanceOf(WecomUnreachableError)
    expect((await kit.deps.db.select().from(members)).map(({ status }) => status)).toEqual([1, 1])
  })

  test('a sync that ops requested during an outage of WeCom runs within a minute of its end', async ({ kit }) => {
    addMembersToWecom(kit)
    const ops = await kit.given.member({ userid: 'ops', roles: ['ops'] })
    await requestSync(kit.deps, ops)
    const { listDepartments } = kit.deps.wecom
    kit.deps.wecom.listDepartments = () => Promise.reject(new WecomUnreachableError('timeout', 'department/list'))
    for (let minute = 0; minute < 40; minute += 1) {
      await drainOutbox(kit.deps)
      kit.deps.clock.advanceSeconds(60)
    }
    kit.deps.wecom.listDepartments = listDepartments
    await drainOutbox(kit.deps)
    expect(await kit.deps.db.$count(departments)).toBe(3)
    expect(await isSyncRequested(kit.deps.db)).toBe(false)
  })

  test('a cycle and a parent outside the visible range do not block the sync', async ({ kit }) => {
    kit.deps.wecom.departments.push(
      { id: 5, name: '环一', parentId: 6, order: 1 },
      { id: 6, name: '环二', parentId: 5, order: 1 },
      { id: 7, name: '上级不可见', parentId: 99, order: 1 },
    )
    await syncDirectory(kit.deps)
    const paths = await kit.deps.db.select({ id: departments.id, path: departments.path }).from(departments)
    expect(new Map(paths.map(({ id, path }) => [id, path]))).toEqual(
      new Map([
        [5, [5]],
        [6, [6]],
        [7, [7]],
      ]),
    )
  })
})

describe('grantInitialRoles', () => {
  const withFirstHolders = (kit: Kit, ...ops: string[]) => ({
    ...kit.deps,
    site: { ...kit.deps.site, firstHolders: { ops, ops_lead: [], hr: [], auditor: [] } },
  })
  const listOpsGrants = async (kit: Kit) =>
    (await listActiveGrants(kit)).filter((grant) => grant.includes(' ops ')).sort()
  const insertEnvironmentGrant = (userid: string, kit: Kit) =>
    kit.deps.db
      .insert(roleGrants)
      .values({ id: `grt_${userid}`, userid, role: 'ops', source: 'setting', grantedAt: kit.deps.clock.now() })

  test('grantInitialRoles grants each role once after the first sync, and not again after the grant has ended', async ({
    kit,
  }) => {
    addMembersToWecom(kit)
    const deps = withFirstHolders(kit, 'GuoJi')
    expect(await grantInitialRoles(deps)).toBe(false)
    await syncDirectory(kit.deps)
    expect(await grantInitialRoles(deps)).toBe(true)
    expect(await listOpsGrants(kit)).toEqual(['guoji ops null'])
    await kit.deps.db.update(roleGrants).set({ endedAt: kit.deps.clock.now() })
    await grantInitialRoles(deps)
    expect(await listOpsGrants(kit)).toEqual([])
  })

  test('a known member receives the role before the first complete sync, others after it', async ({ kit }) => {
    await kit.given.member({ userid: 'guoji' })
    await insertEnvironmentGrant('guojj', kit)
    const deps = withFirstHolders(kit, 'GuoJi', 'limin', 'nobody')
    expect(await grantInitialRoles(deps)).toBe(false)
    // A grant to an unknown userid is not ended before the first complete sync.
    expect(await listOpsGrants(kit)).toEqual(['guoji ops null', 'guojj ops null'])
    expect(await grantInitialRoles(deps)).toBe(false)
    await kit.deps.db.update(roleGrants).set({ endedAt: kit.deps.clock.now() }).where(eq(roleGrants.userid, 'guoji'))
    addMembersToWecom(kit)
    await syncDirectory(kit.deps)
    expect(await grantInitialRoles(deps)).toBe(true)
    expect(await listOpsGrants(kit)).toEqual(['limin ops null'])
    await kit.given.member({ userid: 'nobody' })
    await grantInitialRoles(deps)
    expect(await listOpsGrants(kit)).toEqual(['limin ops null'])
  })

  test('a member who has left receives no initial role and is reported', async ({ kit }) => {
    addMembersToWecom(kit)
    await syncDirectory(kit.deps)
    await kit.given.member({ userid: 'gone', status: 5 })
    const deps = withFirstHolders(kit, 'gone')
    await grantInitialRoles(deps)
    expect(await listOpsGrants(kit)).toEqual([])
    const { items } = await runSelfCheck(deps)
    expect(items.find(({ item }) => item === 'roles')).toMatchObject({
      reason: 'no_lead',
      facts: { userids: 'gone' },
    })
  })

  test('a misspelt userid receives no role, a restart applies the correction, and a member who then appears with that userid receives none', async ({
    kit,
  }) => {
    addMembersToWecom(kit)
    await syncDirectory(kit.deps)
    await grantInitialRoles(withFirstHolders(kit, 'guojj'))
    expect(
      (await runSelfCheck(withFirstHolders(kit, 'guojj'))).items.find(({ item }) => item === 'roles'),
    ).toMatchObject({
      level: 'bad',
      reason: 'no_lead',
      facts: { userids: 'guojj' },
    })
    await grantInitialRoles(withFirstHolders(kit, 'guoji'))
    expect(await listOpsGrants(kit)).toEqual(['guoji ops null'])
    await kit.given.member({ userid: 'guojj' })
    await grantInitialRoles(withFirstHolders(kit, 'guojj'))
    expect(await listOpsGrants(kit)).toEqual(['guoji ops null'])
  })

  test('a grant that an earlier release gave to an unknown userid is ended', async ({ kit }) => {
    addMembersToWecom(kit)
    await syncDirectory(kit.deps)
    await insertEnvironmentGrant('guojj', kit)
    await grantInitialRoles(withFirstHolders(kit, 'guoji'))
    expect(await listOpsGrants(kit)).toEqual(['guoji ops null'])
  })
})
