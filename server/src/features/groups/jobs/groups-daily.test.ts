import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, chatGroups } from '../../../db/schema/index.ts'
import { createActiveGroup } from '../../../testing/fixtures/groups.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { findGroupRow } from '../model/group-queries.ts'
import { archiveGroup, restoreGroup } from '../ownership/owner-commands.ts'
import { endGroup } from '../registry/end-group.ts'
import { getGroup } from '../registry/get-group.ts'
import { runDailyGroupJob } from './groups-daily.ts'

/** Runs the daily job, and `change` before its first transaction: the job has listed the groups by then. */
async function runWithChange({ deps }: Kit, change: () => Promise<unknown>): Promise<void> {
  const { db } = deps
  let isFirst = true
  const transaction = async (...call: Parameters<typeof db.transaction>) => {
    if (isFirst) {
      isFirst = false
      await change()
    }
    return db.transaction(...call)
  }
  await runDailyGroupJob({ ...deps, db: Object.assign(Object.create(db) as typeof db, { transaction }) })
}

describe('a group that changed after the daily group job listed it', () => {
  test('a group that was archived is not archived again by its expiry', async ({ kit }) => {
    const { people, at } = await createActiveGroup(kit)
    kit.deps.clock.advanceDays(110)
    await runWithChange(kit, () => archiveGroup(kit.deps, people.applicant, at))
    const archives = await kit.deps.db.select().from(auditEntries).where(eq(auditEntries.action, 'group.archived'))
    expect(archives).toEqual([])
  })

  test('a group that was dissolved stays so when it expires', async ({ kit }) => {
    const { group } = await createActiveGroup(kit)
    kit.deps.clock.advanceDays(110)
    await runWithChange(kit, () => kit.deps.db.transaction((tx) => endGroup(kit.deps, tx, group.id, 'dissolved')))
    expect(await findGroupRow(kit.deps.db, group.id)).toMatchObject({ state: 'gone' })
  })

  test('the quarterly check does not touch a group that was archived', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    // The review is the only thing that is due.
    await kit.deps.db.update(chatGroups).set({ expiresOn: null }).where(eq(chatGroups.id, group.id))
    kit.deps.clock.advanceDays(91)
    await runWithChange(kit, async () => {
      const { version } = await getGroup(kit.deps, people.applicant, group.id)
      await archiveGroup(kit.deps, people.applicant, { id: group.id, version })
    })
    expect(await findGroupRow(kit.deps.db, group.id)).toMatchObject({ state: 'archived', reviewedAt: null })
  })

  test('an archived group that was restored meanwhile does not end', async ({ kit }) => {
    const { people, group, at } = await createActiveGroup(kit)
    const { version } = await archiveGroup(kit.deps, people.applicant, at)
    kit.deps.clock.advanceDays(31)
    await runWithChange(kit, () => restoreGroup(kit.deps, people.applicant, { id: group.id, version }))
    expect(await findGroupRow(kit.deps.db, group.id)).toMatchObject({ state: 'active' })
  })
})
