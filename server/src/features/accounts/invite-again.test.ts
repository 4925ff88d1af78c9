import type { OpeningView } from '@desk/shared/accounts/account-schemas'
import { expect } from 'vitest'
import { suspendAccount } from '../../directory/suspension-queries.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { joinerCompany } from '../../testing/fixtures/joiners.ts'
import { type Kit, test } from '../../testing/kit.ts'

async function createdJoiner(kit: Kit) {
  const company = await joinerCompany(kit)
  const id = await company.confirmBatch([company.row(1)])
  await company.advanceToDayBefore()
  kit.deps.clock.advanceHours(24)
  await company.runDueJobs()
  return { ...company, joiner: (await company.firstOpening(id)).id }
}

test('HR cannot invite a joiner whose account is suspended', async ({ kit }) => {
  const { requestAs, hr, json, joiner } = await createdJoiner(kit)
  kit.deps.clock.advanceHours(24)
  await kit.deps.db.transaction((tx) => suspendAccount(tx, 'qiuchen1', 'lost', kit.deps.clock.now()))
  const { version, allowed } = await json<OpeningView>(await requestAs(hr, 'GET', `/api/joiners/${joiner}`))
  const refused = await requestAs(hr, 'POST', `/api/joiners/${joiner}/invitation`, { version })
  expect([allowed.includes('invite'), refused.status, await refused.json()]).toMatchObject([
    false,
    409,
    { error: { code: 'account.command_refused' } },
  ])
})

test('the events of an opening include the newest, however many there are', async ({ kit }) => {
  const { requestAs, hr, json, joiner } = await createdJoiner(kit)
  const at = kit.deps.clock.now()
  const entry = { at, actor: hr.userid, action: 'account.looked', object: joiner, details: {} } as const
  await kit.deps.db.transaction((tx) =>
    recordAudit(tx, ...Array.from({ length: 100 }, () => entry), { ...entry, action: 'account.invite_requested' }),
  )
  const { events } = await json<OpeningView>(await requestAs(hr, 'GET', `/api/joiners/${joiner}`))
  expect([events.length, events.at(-1)?.type]).toEqual([100, 'account.invite_requested'])
})
