import { DESK_PAGE_SIZE } from '@desk/shared/kernel/page'
import type { MemberActor } from '@desk/shared/identity/actor'
import type { RolesView } from '@desk/shared/roles/role-schemas'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, members, roleGrants } from '../../db/schema/index.ts'
import { rolesOf } from '../../access/actor-queries.ts'
import { endSuspension, suspendAccount } from '../../directory/suspension-queries.ts'
import { holdMember } from '../../testing/fixtures/held-departures.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'

const path = '/api/settings/roles'

async function createCompany(kit: Kit) {
  const root = await kit.given.department({ name: '澜江精密' })
  const team = await kit.given.department({ parent: root, name: '来料检验组' })
  const { requestAs } = createTestClient(kit.deps)
  return {
    team,
    lead: await kit.given.member({ userid: 'lead', roles: ['ops_lead'], department: root }),
    ops: await kit.given.member({ userid: 'ops', roles: ['ops'], department: root }),
    limin: await kit.given.member({
      userid: 'limin',
      name: '李敏',
      adminOf: [team],
      department: team,
      isConfirmed: false,
    }),
    guoji: await kit.given.member({ userid: 'guoji', name: '郭𠮷', department: team }),
    get: async (by: MemberActor) => (await (await requestAs(by, 'GET', path)).json()) as RolesView,
    post: (by: MemberActor, body: unknown, below = '') => requestAs(by, 'POST', path + below, body),
  }
}

const codeOf = async (response: Response) => {
  const { error } = (await response.json()) as { error: { code: string; details?: { fields?: { code: string }[] } } }
  return `${response.status} ${error.details?.fields?.[0]?.code ?? error.code}`
}

describe('role grants', () => {
  test('the list shows the grants and WeCom’s proposals', async ({ kit }) => {
    const { ops, get, team } = await createCompany(kit)
    const view = await get(ops)
    expect(view.company.map(({ role, member }) => `${member.userid} ${role}`)).toEqual(['ops ops', 'lead ops_lead'])
    expect(view.proposals).toMatchObject({ count: 1, items: [{ state: 'proposed', departmentId: team }] })
    const limin = { member: { userid: 'limin', name: '李敏' }, department: ['来料检验组'], isActive: true }
    expect(view.proposals.items).toMatchObject([limin])
    expect(view.departments.items).toEqual([])
    expect(view.mayGrant).toEqual(['dept_admin', 'ops', 'hr'])
  })

  test('a role can be granted from a later day, and a deputy is marked', async ({ kit }) => {
    const { ops, post, team } = await createCompany(kit)
    const grant = { role: 'dept_admin', departmentId: team, isDeputy: true }
    const days = { startsOn: '2026-03-18', endsOn: '2026-03-31' }
    const response = await post(ops, { ...grant, ...days, userid: 'GuoJi' })
    const view = (await response.json()) as RolesView
    expect(view.departments.items.find(({ member }) => member.userid === 'guoji')).toMatchObject({
      ...days,
      isDeputy: true,
      state: 'coming',
    })
    expect((await rolesOf(kit.deps, 'guoji')).adminOf).toEqual([])
    kit.deps.clock.advanceHours(24)
    expect((await rolesOf(kit.deps, 'guoji')).adminOf).toEqual([team])
    const [entry] = await kit.deps.db.select().from(auditEntries)
    expect(entry).toMatchObject({
      actor: 'ops',
      action: 'roles.grant',
      details: { userid: 'guoji', role: 'dept_admin' },
    })
  })

  test('a role can be granted again after its last day', async ({ kit }) => {
    const { ops, post } = await createCompany(kit)
    await post(ops, { role: 'hr', userid: 'guoji', endsOn: '2026-03-17' })
    expect(await codeOf(await post(ops, { role: 'hr', userid: 'guoji' }))).toBe('409 role.already_granted')
    kit.deps.clock.advanceHours(24)
    expect((await post(ops, { role: 'hr', userid: 'guoji' })).status).toBe(200)
    expect((await rolesOf(kit.deps, 'guoji')).roles).toEqual(['hr'])
  })

  test('a manual grant replaces the proposal', async ({ kit }) => {
    const { ops, post, get, team } = await createCompany(kit)
    await post(ops, { role: 'dept_admin', departmentId: team, userid: 'limin', endsOn: '2026-12-31' })
    const view = await get(ops)
    expect(view.proposals.count).toBe(0)
    expect(view.departments.items).toMatchObject([{ state: 'live', endsOn: '2026-12-31' }])
  })

  test('several proposals are confirmed together, and a repetition has no effect', async ({ kit }) => {
    const { ops, post, get } = await createCompany(kit)
    const ids = (await get(ops)).proposals.items.map(({ id }) => id)
    const confirmed = (await (await post(ops, { ids }, '/proposals/confirm')).json()) as RolesView
    expect(confirmed.proposals.count).toBe(0)
    expect(confirmed.departments.items[0]?.state).toBe('live')
    expect((await post(ops, { ids }, '/proposals/confirm')).status).toBe(200)
    expect(await kit.deps.db.$count(auditEntries)).toBe(1)
  })

  test('a confirmed leader whom WeCom no longer names is proposed for a decision', async ({ kit }) => {
    const { ops, get } = await createCompany(kit)
    const at = kit.deps.clock.now()
    await kit.deps.db.update(roleGrants).set({ confirmedAt: at, leadLostAt: at }).where(eq(roleGrants.userid, 'limin'))
    expect((await get(ops)).proposals.items).toMatchObject([{ state: 'lead_lost' }])
  })

  test('an ended role is missing at the next request', async ({ kit }) => {
    const { ops, post, get, limin } = await createCompany(kit)
    const [grant] = (await get(ops)).proposals.items
    expect((await post(ops, {}, `/${grant?.id}/end`)).status).toBe(200)
    expect((await rolesOf(kit.deps, limin.userid)).adminOf).toEqual([])
    expect(await codeOf(await post(ops, {}, `/${grant?.id}/end`))).toBe('404 not_found')
  })

  test('only the ops lead grants and ends ops lead and auditor', async ({ kit }) => {
    const { ops, lead, post, get } = await createCompany(kit)
    for (const role of ['ops_lead', 'auditor'])
      expect(await codeOf(await post(ops, { role, userid: 'guoji' }))).toBe('403 role.not_yours')
    expect((await post(lead, { role: 'auditor', userid: 'guoji' })).status).toBe(200)
    const auditor = (await get(ops)).company.find(({ role }) => role === 'auditor')
    expect(await codeOf(await post(ops, {}, `/${auditor?.id}/end`))).toBe('403 role.not_yours')
    expect((await get(lead)).mayGrant).toContain('auditor')
  })

  test('members cannot grant themselves the auditor role', async ({ kit }) => {
    const { lead, post } = await createCompany(kit)
    expect(await codeOf(await post(lead, { role: 'auditor', userid: 'LEAD' }))).toBe('403 role.own_auditor')
  })

  test('the last holder of an indispensable role cannot be removed', async ({ kit }) => {
    const { ops, lead, post, get } = await createCompany(kit)
    const idOf = async (role: string, userid: string) =>
      (await get(lead)).company.find((grant) => grant.role === role && grant.member.userid === userid)?.id
    for (const [role, userid] of [
      ['ops', 'ops'],
      ['ops_lead', 'lead'],
    ] as const)
      expect(await codeOf(await post(lead, {}, `/${await idOf(role, userid)}/end`))).toBe('409 role.last_holder')
    await post(lead, { role: 'ops', userid: 'guoji' })
    // A member who cannot sign in does not count as a holder.
    await kit.deps.db.update(members).set({ status: 2 }).where(eq(members.userid, 'guoji'))
    expect(await codeOf(await post(lead, {}, `/${await idOf('ops', 'ops')}/end`))).toBe('409 role.last_holder')
    await kit.deps.db.update(members).set({ status: 1 }).where(eq(members.userid, 'guoji'))
    expect((await post(ops, {}, `/${await idOf('ops', 'ops')}/end`)).status).toBe(200)
  })

  test('the only ops lead who can act keeps the role while the account of the other is suspended', async ({ kit }) => {
    const { lead, guoji, post, get } = await createCompany(kit)
    const { db, clock } = kit.deps
    await post(lead, { role: 'ops_lead', userid: guoji.userid })
    const own = (await get(lead)).company.find(({ role, member }) => role === 'ops_lead' && member.userid === 'lead')
    await db.transaction((tx) => suspendAccount(tx, guoji.userid, 'lost', clock.now()))
    expect(await codeOf(await post(lead, {}, `/${own?.id}/end`))).toBe('409 role.last_holder')
    await db.transaction((tx) => endSuspension(tx, guoji.userid, 'lost', clock.now()))
    expect((await post(lead, {}, `/${own?.id}/end`)).status).toBe(200)
  })

  test('the only ops lead who can act keeps the role while the other is held as missing', async ({ kit }) => {
    const { lead, guoji, post, get } = await createCompany(kit)
    await post(lead, { role: 'ops_lead', userid: guoji.userid })
    const own = (await get(lead)).company.find(({ role, member }) => role === 'ops_lead' && member.userid === 'lead')
    await holdMember(kit.deps, guoji.userid)
    expect(await codeOf(await post(lead, {}, `/${own?.id}/end`))).toBe('409 role.last_holder')
  })

  // A single connection serializes by itself: only a server shows this race.
  test.runIf(process.env['TEST_DATABASE_URL'] !== undefined)(
    'one holder remains when both grants are ended concurrently',
    async ({ kit }) => {
      const { lead, post, get } = await createCompany(kit)
      for (let round = 0; round < 10; round += 1) {
        await post(lead, { role: 'ops', userid: 'guoji' })
        const opsGrants = (await get(lead)).company.filter(({ role }) => role === 'ops')
        const responses = await Promise.all(opsGrants.map(({ id }) => post(lead, {}, `/${id}/end`)))
        expect(responses.map(({ status }) => status).sort()).toEqual([200, 409])
        await post(lead, { role: 'ops', userid: 'ops' })
      }
    },
  )

  test.for(['compliance', 'incident_handler'])(
    'only the ops lead grants and ends the role %s',
    async (name, { kit }) => {
      const { lead, ops, post, get } = await createCompany(kit)
      const grant = { role: name, userid: 'guoji' }
      expect(await codeOf(await post(ops, grant))).toBe('403 role.not_yours')
      expect((await post(lead, grant)).status).toBe(200)
      const held = (await get(ops)).company.find(({ role }) => role === name)
      expect(held?.member.userid).toBe('guoji')
      expect(await codeOf(await post(ops, {}, `/${held?.id}/end`))).toBe('403 role.not_yours')
      expect((await post(lead, {}, `/${held?.id}/end`)).status).toBe(200)
    },
  )

  test('auditor and ops exclude each other when the company enables it', async ({ kit }) => {
    const { lead, ops, post, get } = await createCompany(kit)
    const change = { name: 'separateDuties', value: true, version: 0 }
    expect((await post(ops, change, '/switch')).status).toBe(404)
    expect((await post(lead, change, '/switch')).status).toBe(200)
    expect(await codeOf(await post(lead, change, '/switch'))).toBe('409 settings.changed_meanwhile')
    expect((await get(ops)).separateDuties).toEqual({ value: true, version: 1 })
    expect(await codeOf(await post(lead, { role: 'auditor', userid: 'ops' }))).toBe('409 role.duties_mixed')
    await post(lead, { role: 'auditor', userid: 'guoji' })
    for (const role of ['ops', 'compliance'])
      expect(await codeOf(await post(lead, { role, userid: 'guoji' }))).toBe('409 role.duties_mixed')
  })

  test('a role that has ended does not keep its former holder from being auditor', async ({ kit }) => {
    const { lead, post } = await createCompany(kit)
    await post(lead, { role: 'ops', userid: 'guoji', endsOn: '2026-03-17' })
    await post(lead, { name: 'separateDuties', value: true, version: 0 }, '/switch')
    expect(await codeOf(await post(lead, { role: 'auditor', userid: 'guoji' }))).toBe('409 role.duties_mixed')
    kit.deps.clock.advanceHours(24)
    expect((await post(lead, { role: 'auditor', userid: 'guoji' })).status).toBe(200)
  })

  test.for([
    [{ role: 'hr', userid: 'ghost' }, '422 role.unknown_member'],
    [{ role: 'dept_admin', userid: 'guoji', departmentId: 99 }, '422 role.unknown_department'],
    [{ role: 'dept_admin', userid: 'guoji' }, '422 role.department_mismatch'],
    [{ role: 'hr', userid: 'guoji', departmentId: 2 }, '422 role.department_mismatch'],
    [{ role: 'hr', userid: 'guoji', isDeputy: true }, '422 role.no_deputy'],
    [{ role: 'hr', userid: 'guoji', startsOn: '2026-04-02', endsOn: '2026-04-01' }, '422 role.ends_before_start'],
    [{ role: 'hr', userid: 'guoji', endsOn: '2026-03-16' }, '422 role.over_already'],
    [{ role: 'root', userid: 'guoji' }, '422 invalid_value'],
    [{ role: 'hr', userid: 'guoji', admin: true }, '422 unrecognized_keys'],
  ] as const)('the grant %o is refused with %s', async ([body, code], { kit }) => {
    const { ops, post } = await createCompany(kit)
    expect(await codeOf(await post(ops, body))).toBe(code)
    expect(await kit.deps.db.$count(auditEntries)).toBe(0)
  })

  test('grants are found by name, pinyin, initials, department and role', async ({ kit }) => {
    const { ops, team } = await createCompany(kit)
    await kit.given.member({ userid: 'renshi', name: '孙丽', roles: ['hr'], isSearchable: true })
    const { requestAs } = createTestClient(kit.deps)
    await kit.deps.db.update(roleGrants).set({ confirmedAt: kit.deps.clock.now(), confirmedBy: 'ops' })
    const find = async (q: string) => {
      const view = (await (await requestAs(ops, 'GET', `${path}?q=${encodeURIComponent(q)}`)).json()) as RolesView
      return [
        view.company.map(({ member }) => member.userid),
        view.departments.items.map(({ departmentId }) => departmentId),
      ]
    }
    for (const q of ['孙', 'sunli', 'sl']) expect([q, ...(await find(q))]).toEqual([q, ['renshi'], []])
    expect(await find('没有的')).toEqual([[], []])
    expect(await find('来料检验')).toEqual([[], [team]])
    expect(await find('部门管理')).toEqual([[], [team]])
    expect((await find('运维'))[0]?.toSorted()).toEqual(['lead', 'ops'])
  })

  test('department grants are listed in the order of the tree, those for deleted departments last', async ({ kit }) => {
    const { ops, team, get } = await createCompany(kit)
    const [deleted, next, below] = [40, 50, 60]
    await kit.given.department({ id: next, parent: 1, name: '采购部' })
    await kit.given.department({ id: below, parent: team, name: '夜班' })
    for (const department of [deleted, next, below]) await kit.given.member({ adminOf: [department], department })
    await kit.deps.db.update(roleGrants).set({ confirmedAt: kit.deps.clock.now(), confirmedBy: 'ops' })
    const listed = (await get(ops)).departments.items.map(({ departmentId }) => departmentId)
    expect(listed).toEqual([team, below, next, deleted])
  })

  test('department grants are listed in pages, each once', async ({ kit }) => {
    const { ops, team } = await createCompany(kit)
    for (let count = 0; count < DESK_PAGE_SIZE + 4; count += 1)
      await kit.given.member({ adminOf: [team], department: team })
    await kit.deps.db.update(roleGrants).set({ confirmedAt: kit.deps.clock.now(), confirmedBy: 'ops' })
    const { requestAs } = createTestClient(kit.deps)
    const first = (await (await requestAs(ops, 'GET', path)).json()) as RolesView
    const second = (await (await requestAs(ops, 'GET', `${path}?after=${first.departments.next}`)).json()) as RolesView
    const ids = [...first.departments.items, ...second.departments.items].map(({ id }) => id)
    expect([ids.length, new Set(ids).size, second.departments.next]).toEqual([
      DESK_PAGE_SIZE + 5,
      DESK_PAGE_SIZE + 5,
      null,
    ])
  })
})
