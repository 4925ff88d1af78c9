import type { ApprovalsQuery } from '@desk/shared/requests/approval-schemas'
import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { members } from '../../db/schema/index.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { smallCompany, submitInfoChange } from '../../testing/request-fixtures.ts'
import { fieldSetting } from '../info-change/field-settings.ts'
import { writeSetting } from '../../kernel/settings-queries.ts'
import { decideBatch } from './commands/decide-batch.ts'
import { getRequest } from './inbox/get-request.ts'
import { listApprovals } from './inbox/list-requests.ts'

const senior = { position: { from: '检验员', to: '高级检验员' } }
const aliasWithPercent = { alias: { from: '', to: '小赵100%' } }

async function createInbox(kit: Kit) {
  const company = await smallCompany(kit)
  const { department } = company
  const line = await kit.given.department({ parent: department, name: '装配线' })
  const zhao = await kit.given.member({ userid: 'zhaolixia', name: '赵丽霞', department: line, position: '检验员' })
  // The sync fills the search keys.
  await kit.deps.db.update(members).set({ pinyin: 'zhaolixia', initials: 'zlx' }).where(eq(members.userid, 'zhaolixia'))
  await submitInfoChange(kit, company.applicant, { telephone: { from: '0755-1000', to: '0755-2000' } })
  await submitInfoChange(kit, zhao, senior)
  const findApplicants = async (query: Omit<ApprovalsQuery, 'list'>) => {
    const { items } = await listApprovals(kit.deps, company.admin, { list: 'waiting', ...query })
    return items.map(({ applicant }) => applicant.userid)
  }
  return { ...company, zhao, findApplicants }
}

test('the inbox is searched by name, pinyin, department and requested value', async ({ kit }) => {
  const { findApplicants } = await createInbox(kit)
  expect(await findApplicants({ q: '丽霞' })).toEqual(['zhaolixia'])
  expect(await findApplicants({ q: 'zhaoli' })).toEqual(['zhaolixia'])
  expect(await findApplicants({ q: 'ZLX' })).toEqual(['zhaolixia'])
  expect(await findApplicants({ q: '装配线' })).toEqual(['zhaolixia'])
  expect(await findApplicants({ q: '高级检' })).toEqual(['zhaolixia'])
  expect(await findApplicants({ q: '来料' })).toEqual(['guoji', 'zhaolixia'])
  expect(await findApplicants({ q: '没有这个人' })).toEqual([])
})

test('the search matches the characters % and _ literally, and not the name of the company', async ({ kit }) => {
  const { findApplicants, zhao } = await createInbox(kit)
  expect(await findApplicants({ q: '0755_' })).toEqual([])
  expect(await findApplicants({ q: '澜江' })).toEqual([])
  await submitInfoChange(kit, zhao, aliasWithPercent)
  expect(await findApplicants({ q: '0%' })).toEqual(['zhaolixia'])
})

test('the inbox is narrowed to requests that change one of these items, or are overdue', async ({ kit }) => {
  const { findApplicants } = await createInbox(kit)
  expect(await findApplicants({ items: ['position'] })).toEqual(['zhaolixia'])
  expect(await findApplicants({ items: ['telephone', 'position'] })).toEqual(['guoji', 'zhaolixia'])
  expect(await findApplicants({ overdue: 'yes' })).toEqual([])
  kit.deps.clock.advanceHours(72)
  expect(await findApplicants({ overdue: 'yes', items: ['position'] })).toEqual(['zhaolixia'])
})

test('waiting requests are counted by type, also those that the search leaves out', async ({ kit }) => {
  const { admin } = await createInbox(kit)
  const { counts } = await listApprovals(kit.deps, admin, { list: 'waiting', q: '丽霞' })
  expect(counts).toMatchObject({ waiting: 2, kinds: [{ kind: 'info_change', count: 2 }] })
})

test('a field that the management department confirms is neither agreed to nor returned from the list', async ({
  kit,
}) => {
  const { admin, applicant } = await createInbox(kit)
  const at = kit.deps.clock.now()
  const value = { telephone: { isOpen: true, isConfirmedByOps: true } }
  await kit.deps.db.transaction((tx) => writeSetting(tx, fieldSetting, { value, by: 'olga', at }))
  const { items } = await listApprovals(kit.deps, admin, { list: 'waiting' })
  expect(items.map(({ isRisky }) => isRisky)).toEqual([true, false])
  const [risky] = items
  if (!risky) throw new Error('nothing waits')
  const seen = { id: risky.id, version: risky.version, seenHash: risky.seenHash }
  const reason = { code: 'needs_proof', text: '' } as const
  for (const decision of [{ do: 'agree' } as const, { do: 'return', reason } as const]) {
    const [answer] = (await decideBatch(kit.deps, admin, { items: [{ ...seen, decision }] })).items
    expect(answer).toMatchObject({ ok: false, code: 'request.must_be_opened' })
  }
  expect((await getRequest(kit.deps, applicant, risky.id)).state).toBe('open')
})
