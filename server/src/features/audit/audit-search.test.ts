import { expect } from 'vitest'
import type { Tx } from '../../db/database.ts'
import { accountClosings } from '../../db/schema/index.ts'
import { clause, createPublishedPolicy, draftOf, policyCompany, readAndSign } from '../../testing/fixtures/policy.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { endRole } from '../roles/end-role.ts'
import { grantRole } from '../roles/grant-role.ts'
import { createSealer } from './jobs/seal-audit.ts'
import { listAudit } from './list-audit.ts'
import { readMyData } from '../privacy/my-data-queries.ts'
import { recordClosing } from '../accounts/close/record-closing.ts'

/** Stores an account closing of this member. */
async function insertClosing({ deps }: Kit, subjectId: string) {
  const id = deps.ids.next('closing')
  const row = { id, subjectId, departmentPath: [1], kind: 'leave' as const, phase: 'preparing' as const, version: 1 }
  await deps.db.insert(accountClosings).values({ ...row, openedBy: 'hr', openedAt: deps.clock.now() })
  return row
}

/** Grants a role to 李敏 as 陈海燕, and ends it. */
async function grantAndEndRole(kit: Kit) {
  const department = await kit.given.department({ name: '来料检验组' })
  const lead = await kit.given.member({
    userid: 'chenhaiyan',
    name: '陈海燕',
    department,
    roles: ['ops_lead'],
    isSearchable: true,
  })
  await kit.given.member({ userid: 'limin', name: '李敏', department, isSearchable: true })
  const grant = { userid: 'limin', role: 'dept_admin', departmentId: department } as const
  await grantRole(kit.deps, lead, grant)
  const [granted] = (await listAudit(kit.deps, lead, { action: 'roles.grant' })).items
  await endRole(kit.deps, lead, granted!.object)
  return lead
}

test('a search by name, userid or pinyin finds what a person did and what was done to them', async ({ kit }) => {
  const lead = await grantAndEndRole(kit)
  for (const who of ['李敏', 'limin', 'lm']) {
    const { items } = await listAudit(kit.deps, lead, { who, actions: 'roles.grant,roles.end' })
    expect(items.map(({ action }) => action)).toEqual(['roles.end', 'roles.grant'])
    expect(items[0]).toMatchObject({
      actor: { name: '陈海燕' },
      subject: { person: '李敏', path: '/signing-records/limin', department: '来料检验组' },
    })
  }
  const leadPage = await listAudit(kit.deps, lead, { who: '陈海燕', actions: 'roles.grant,roles.end' })
  expect(leadPage.items.map(({ action, subject }) => [action, subject?.person])).toEqual([
    ['roles.end', '李敏'],
    ['roles.grant', '李敏'],
  ])
  expect((await listAudit(kit.deps, lead, { who: 'nobody' })).items).toEqual([])
})

test('a search by name and several actions returns only matching entries, and is itself audited', async ({ kit }) => {
  const lead = await grantAndEndRole(kit)
  const { items } = await listAudit(kit.deps, lead, { who: '李敏', actions: 'roles.end,request.withdrawn' })
  expect(items.map(({ action }) => action)).toEqual(['roles.end'])
  const { items: reads } = await listAudit(kit.deps, lead, { action: 'audit.read' })
  expect(reads).toHaveLength(3) // By the fixture, by the search, and by this query.
})

test('a search for a userid finds only that account, even when other names match it by pinyin', async ({ kit }) => {
  const lead = await grantAndEndRole(kit)
  await kit.given.member({ userid: 'lm', name: '王伟', isSearchable: true })
  await grantRole(kit.deps, lead, { userid: 'lm', role: 'hr' })
  const { items } = await listAudit(kit.deps, lead, { who: 'lm', actions: 'roles.grant' })
  expect(items.map(({ subject }) => subject?.person)).toEqual(['王伟'])
})

test("a search by a member's name finds the closing of their account", async ({ kit }) => {
  const lead = await grantAndEndRole(kit)
  await recordClosing(kit.deps, kit.deps.db as Tx, await insertClosing(kit, 'limin'), 'opened')
  const { items } = await listAudit(kit.deps, lead, { who: '李敏' })
  expect(items.map(({ action }) => action)).toContain('account.close_opened')
})

test('a search by a name that more than 50 people match is refused, not truncated', async ({ kit }) => {
  const lead = await grantAndEndRole(kit)
  for (let index = 0; index < 51; index += 1)
    await kit.given.member({ userid: `wang${String(index)}`, name: `王${String(index)}`, isSearchable: true })
  await expect(listAudit(kit.deps, lead, { who: '王' })).rejects.toMatchObject({ code: 'audit.too_many_people' })
})

test('the entry about a signature names the policy, the version and the receipt, with a link to it', async ({
  kit,
}) => {
  const company = await policyCompany(kit)
  const signer = await kit.given.member({ userid: 'limin', name: '李敏', department: company.north })
  const id = await createPublishedPolicy(kit, company, draftOf([clause('1')]))
  const { code } = await readAndSign(kit, signer, id)
  const [signed] = (await listAudit(kit.deps, company.lead, { action: 'policy.signed' })).items
  expect(signed?.subject).toMatchObject({ thing: `《使用规范》1.0 · ${code}`, path: `/receipts/${code}` })
})

test('an entry about a part of the app is not attributed to a member whose userid has the same spelling', async ({
  kit,
}) => {
  const lead = await grantAndEndRole(kit)
  const department = await kit.given.department({ name: '同名的人' })
  for (const userid of ['audit', 'hr'])
    await kit.given.member({ userid, name: `同名${userid}`, department, isSearchable: true })
  await listAudit(kit.deps, lead, { who: '李敏' })
  const { items } = await listAudit(kit.deps, lead, { action: 'audit.read' })
  expect(items.map(({ object, subject }) => [object, subject])).toEqual(items.map(() => ['audit', null]))
  expect((await listAudit(kit.deps, lead, { who: '同名audit' })).items).toEqual([])
  expect((await readMyData(kit.deps.db, 'audit')).audit).toEqual([])
})

test('the list contains the public key of the current log', async ({ kit }) => {
  const lead = await grantAndEndRole(kit)
  const keyOf = async () => (await listAudit(kit.deps, lead, {})).chain.vkey
  expect(await keyOf()).toBeNull()
  await createSealer(kit.deps)()
  const first = await keyOf()
  expect(first).toMatch(/^desk\.test\/audit\+[0-9a-f]{8}\+/)
  const otherKey = { ...kit.deps.auditLogKey, seed: new Uint8Array(32).fill(2) }
  await createSealer({ ...kit.deps, auditLogKey: otherKey })()
  expect(await keyOf()).toMatch(/^desk\.test\/audit\/2\+/)
})
