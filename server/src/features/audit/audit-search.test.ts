import { expect } from 'vitest'
import { clause, createPublishedPolicy, draftOf, policyCompany, readAndSign } from '../../testing/fixtures/policy.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { endRole } from '../roles/end-role.ts'
import { grantRole } from '../roles/grant-role.ts'
import { listAudit } from './list-audit.ts'

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

test('a signature names the policy, the version and the receipt, with a link to it', async ({ kit }) => {
  const company = await policyCompany(kit)
  const signer = await kit.given.member({ userid: 'limin', name: '李敏', department: company.north })
  const id = await createPublishedPolicy(kit, company, draftOf([clause('1')]))
  const { code } = await readAndSign(kit, signer, id)
  const [signed] = (await listAudit(kit.deps, company.lead, { action: 'policy.signed' })).items
  expect(signed?.subject).toMatchObject({ thing: `《使用规范》1.0 · ${code}`, path: `/receipts/${code}` })
})
