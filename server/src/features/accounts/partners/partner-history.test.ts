import { asc, eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { members, partnerHistory } from '../../../db/schema/index.ts'
import { runMigration } from '../../../testing/database/run-migration.ts'
import { inDays, partnerContract } from '../../../testing/fixtures/partners.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { endPartner } from './end-contract.ts'
import { releasePartner, setPartner } from './set-partner.ts'

const historyOf = ({ deps }: Kit) =>
  deps.db.select().from(partnerHistory).orderBy(asc(partnerHistory.userid), asc(partnerHistory.until))

test('the history of a contract has its state before each change, and a migration derives it from the audit of earlier releases', async ({
  kit,
}) => {
  const { hr } = await partnerContract(kit, inDays(10))
  const registeredAt = kit.deps.clock.now()
  const set = (userid: string, endsOn: string) => {
    kit.deps.clock.advanceHours(1)
    return setPartner(kit.deps, hr, { userid, company: '华精', sponsor: 'limin', endsOn })
  }
  await set('duan', inDays(20))
  const renewedAt = kit.deps.clock.now()
  await set('duan', inDays(15))
  await set('guoji', inDays(5))
  kit.deps.clock.advanceHours(1)
  await endPartner(kit.deps, hr, { userid: 'guoji' })
  await set('guoji', inDays(9))
  kit.deps.clock.advanceHours(1)
  await releasePartner(kit.deps, hr, { userid: 'duan' })
  await set('duan', inDays(30))
  const history = await historyOf(kit)
  const none = { isPartner: false, since: null, endsOn: null }
  const epoch = new Date(0)
  expect(history.map(({ userid: _userid, until: _until, ...row }) => row)).toEqual([
    none,
    { isPartner: true, since: epoch, endsOn: inDays(10) },
    { isPartner: true, since: renewedAt, endsOn: inDays(20) },
    { isPartner: true, since: renewedAt, endsOn: inDays(15) },
    none,
    none,
    { isPartner: true, since: epoch, endsOn: inDays(5) },
    { isPartner: true, since: epoch, endsOn: inDays(-1) },
  ])
  expect(history[0]?.until).toEqual(registeredAt)
  await kit.deps.db.delete(partnerHistory)
  await runMigration(kit.deps.db, 'partner-history-of-audit')
  expect(await historyOf(kit)).toEqual(history)
  // For a member whom the directory marks as a partner, the time before the first entry is unknown.
  await kit.deps.db.delete(partnerHistory)
  await kit.deps.db.update(members).set({ isMarkedPartner: true }).where(eq(members.userid, 'duan'))
  await runMigration(kit.deps.db, 'partner-history-of-audit')
  expect(await historyOf(kit)).toEqual(history.slice(1))
})
