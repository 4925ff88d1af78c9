import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { roleGrants } from '../../db/schema/index.ts'
import { heldDepartures } from '../../directory/held-departures.ts'
import { readSetting } from '../../kernel/settings-queries.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { syncDirectory } from './jobs/sync-directory.ts'

/** Members of the department that leaves the visible range: more than may be marked as left at once. */
const HIDDEN = 25

/** Creates a company whose department 2 may be hidden, and a member of all departments who leads `leads` of them. */
async function arrange({ deps, given }: Kit, leads: readonly number[]) {
  const { wecom } = deps
  const { listDepartments, listMembers } = wecom
  const { outOfRange } = wecom.console
  await given.department({ id: 1 })
  for (const id of [2, 3]) await given.department({ id, parent: 1 })
  await given.department({ id: 4, parent: 2 })
  const hidden = Array.from({ length: HIDDEN }, (_, index) => `h${String(index)}`)
  for (const userid of hidden) await given.member({ userid, department: 4 })
  const lead = await given.member({ userid: 'lead', department: 1, roles: ['ops_lead'] })
  await given.member({ userid: 'boss', department: 1 })
  const boss = wecom.members.get('boss')!
  const change = (fields: Partial<typeof boss>) => wecom.members.set('boss', { ...boss, ...fields })
  change({ departments: [1, 2, 3], leads: [...leads] })
  const sync = async () => {
    deps.clock.advanceSeconds(60)
    await syncDirectory(deps)
    const grants = await deps.db.select().from(roleGrants).where(eq(roleGrants.userid, 'boss'))
    const { held } = (await readSetting(deps.db, heldDepartures)).value
    return {
      people: held?.people ?? 0,
      key: held?.key,
      grants: grants.map(({ departmentId, endedAt }) => [departmentId, endedAt === null ? 'open' : 'ended']),
    }
  }
  return {
    sync,
    /** Hides department 2. WeCom shows only the visible departments of a member. */
    hide(stillLeads: readonly number[]) {
      for (const userid of hidden) outOfRange.add(userid)
      wecom.listDepartments = () => Promise.resolve(wecom.departments.filter(({ id }) => ![2, 4].includes(id)))
      wecom.listMembers = async (id) => (await listMembers(id)).filter(({ userid }) => !outOfRange.has(userid))
      change({ departments: [1, 3], leads: [...stillLeads] })
    },
    show() {
      outOfRange.clear()
      Object.assign(wecom, { listDepartments, listMembers })
      change({ departments: [1, 2, 3], leads: [...leads] })
    },
    confirm: (key: string | undefined) =>
      createTestClient(deps).requestAs(lead, 'POST', '/api/settings/directory/departures', { key }),
  }
}

describe('a visible leader of a department that is hidden with held members', () => {
  test('a visible leader stays the admin of a hidden department while its members are held, and once it is visible again', async ({
    kit,
  }) => {
    const { sync, hide, show } = await arrange(kit, [2])
    expect(await sync()).toMatchObject({ people: 0, grants: [[2, 'open']] })
    hide([])
    await sync()
    expect(await sync()).toMatchObject({ people: HIDDEN, grants: [[2, 'open']] })
    show()
    expect(await sync()).toMatchObject({ people: 0, grants: [[2, 'open']] })
  })

  test('a visible leader is no longer the admin of a hidden department once the ops lead confirms that its members left', async ({
    kit,
  }) => {
    const { sync, hide, confirm } = await arrange(kit, [2])
    await sync()
    hide([])
    const { key } = await sync()
    expect((await confirm(key)).status).toBe(200)
    expect(await sync()).toMatchObject({ people: 0, grants: [[2, 'ended']] })
  })

  test('a leader who no longer leads a visible department is not its admin, although members are held', async ({
    kit,
  }) => {
    const { sync, hide } = await arrange(kit, [3])
    await sync()
    hide([])
    expect(await sync()).toMatchObject({ people: HIDDEN, grants: [[3, 'ended']] })
  })
})
