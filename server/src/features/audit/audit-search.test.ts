import { expect } from 'vitest'
import type { Tx } from '../../db/database.ts'
import { accountClosings } from '../../db/schema/index.ts'
import { clause, createPublishedPolicy, draftOf, policyCompany, readAndSign } from '../../testing/fixtures/policy.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { endRole } from '../roles/end-role.ts'
import { grantRole } from '../roles/grant-role.ts'
import { listAudit } from './list-audit.ts'
import { recordClosing } from '../accounts/close/record-closing.ts'

/** Stores a closing of this account. */
async function storedClosing({ deps }: Kit, subjectId: string) {
  const id = deps.ids.next('closing')
  const row = { id, subjectId, departmentPath: [1], kind: 'leave' as const, phase: 'preparing' as const, version: 1 }
  await deps.db.insert(accountClosings).values({ ...row, openedBy: 'hr', openedAt: deps.clock.now() })
  return row
}

/** Grants a role to 李敏 as 陈海燕, and withdraws it. */
async function scene(kit: Kit) {
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

test('a name finds what a person did and what was done to them, also by pinyin', async ({ kit }) => {
  const lead = await scene(kit)
  for (const who of ['李敏', 'limin', 'lm']) {
    const { items } = await listAudit(kit.deps, lead, { who, actions: 'roles.grant,roles.end' })
    expect(items.map(({ action }) => action)).toEqual(['roles.end', 'roles.grant'])
    expect(items[0]).toMatchObject({
      actor: { name: '陈海燕' },
      subject: { person: '李敏', path: '/signing-records/limin', department: '来料检验组' },
    })
  }
  expect((await listAudit(kit.deps, lead, { who: 'nobody' })).items).toEqual([])
})

test('a search by name and several actions returns only matching entries, and is itself audited', async ({ kit }) => {
  const lead = await scene(kit)
  const { items } = await listAudit(kit.deps, lead, { who: '李敏', actions: 'roles.end,request.withdrawn' })
  expect(items.map(({ action }) => action)).toEqual(['roles.end'])
  const [read] = (await listAudit(kit.deps, lead, { action: 'audit.read' })).items.slice(-1)
  expect(read?.action).toBe('audit.read')
})

test('a userid finds this account alone, whatever its letters mean to pinyin', async ({ kit }) => {
  const lead = await scene(kit)
  await kit.given.member({ userid: '10023', name: '王伟', isSearchable: true })
  await grantRole(kit.deps, lead, { userid: '10023', role: 'hr' })
  const { items } = await listAudit(kit.deps, lead, { who: '10023', actions: 'roles.grant' })
  expect(items.map(({ subject }) => subject?.person)).toEqual(['王伟'])
})

test('a person finds the closing of their account', async ({ kit }) => {
  const lead = await scene(kit)
  await recordClosing(kit.deps, kit.deps.db as Tx, await storedClosing(kit, 'limin'), 'opened')
  const { items } = await listAudit(kit.deps, lead, { who: '李敏' })
  expect(items.map(({ action }) => action)).toContain('account.close_opened')
})

test('a name of more people than a search covers is refused, not cut', async ({ kit }) => {
  const lead = await scene(kit)
  for (let at = 0; at < 51; at += 1)
    await kit.given.member({ userid: `wang${String(at)}`, name: `王${String(at)}`, isSearchable: true })
  await expect(listAudit(kit.deps, lead, { who: '王' })).rejects.toMatchObject({ code: 'audit.too_many_people' })
})

test('a signature names the policy, the version and the receipt, with a link to it', async ({ kit }) => {
  const company = await policyCompany(kit)
  const signer = await kit.given.member({ userid: 'limin', name: '李敏', department: company.north })
  const id = await createPublishedPolicy(kit, company, draftOf([clause('1')]))
  const { code } = await readAndSign(kit, signer, id)
  const [signed] = (await listAudit(kit.deps, company.lead, { action: 'policy.signed' })).items
  expect(signed?.subject).toMatchObject({ thing: `《使用规范》1.0 · ${code}`, path: `/receipts/${code}` })
})
