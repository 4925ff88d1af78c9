import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, callbacks, members, purgeRuns, sessions, settings } from '../../../db/schema/index.ts'
import { createSession } from '../../../testing/http.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { smallCompany, submitInfoChange } from '../../../testing/request-fixtures.ts'
import { purgeExpired } from './purge-expired.ts'

const daysPass = (kit: Kit, days: number) => kit.deps.clock.advanceHours(24 * days)

async function callback(kit: Kit, dedupeKey: string) {
  const row = { receiver: 'contacts' as const, dedupeKey, event: 'x', body: '<xml/>', receivedAt: kit.deps.clock.now() }
  await kit.deps.db.insert(callbacks).values(row)
}

describe('purgeExpired', () => {
  test('purgeExpired deletes expired data, keeps the rest, and records it', async ({ kit }) => {
    const { applicant } = await smallCompany(kit)
    await createSession(kit.deps, applicant)
    await callback(kit, 'old')
    daysPass(kit, 399)
    await callback(kit, 'new')
    await purgeExpired(kit.deps)
    expect(await kit.deps.db.$count(callbacks)).toBe(2)
    daysPass(kit, 2)
    await purgeExpired(kit.deps)
    expect((await kit.deps.db.select().from(callbacks)).map(({ dedupeKey }) => dedupeKey)).toEqual(['new'])
    // The session expired one day after it was opened.
    expect(await kit.deps.db.$count(sessions)).toBe(1)
    const proofs = await kit.deps.db.select().from(purgeRuns).where(eq(purgeRuns.retentionClass, 'log'))
    expect(proofs.map(({ rowsRemoved }) => rowsRemoved)).toEqual([0, 1])
    expect(proofs[1]?.cutOff).toEqual(new Date(kit.deps.clock.now().getTime() - 400 * 86_400_000))
  })

  test('purgeExpired does not delete logs within six months, whatever the setting', async ({ kit }) => {
    await callback(kit, 'recent')
    const value = { log: 10, contact: 90, transient: 30 }
    const row = { key: 'privacy.retention', version: 1, changedBy: 'x', changedAt: kit.deps.clock.now() }
    await kit.deps.db.insert(settings).values({ ...row, value })
    daysPass(kit, 182)
    await purgeExpired(kit.deps)
    expect(await kit.deps.db.$count(callbacks)).toBe(1)
  })

  test('purgeExpired never deletes evidence', async ({ kit }) => {
    const { applicant } = await smallCompany(kit)
    await submitInfoChange(kit, applicant)
    const before = await kit.deps.db.$count(auditEntries)
    daysPass(kit, 5000)
    await purgeExpired(kit.deps)
    const rows = await kit.deps.db.select().from(auditEntries)
    expect(rows.filter(({ action }) => action !== 'privacy.purged')).toHaveLength(before)
  })

  test('purgeExpired clears contact data some time after a member has left, and only theirs', async ({ kit }) => {
    await kit.given.department()
    await kit.given.member({ userid: 'gone', name: '走了', telephone: '0755-1', status: 5 })
    await kit.given.member({ userid: 'here', telephone: '0755-2' })
    daysPass(kit, 91)
    await purgeExpired(kit.deps)
    const rows = await kit.deps.db.select().from(members).orderBy(members.userid)
    expect(rows.map(({ name, telephone, position }) => [name, telephone, position])).toEqual([
      ['走了', '', ''],
      ['张3', '0755-2', '店员'],
    ])
  })
})
