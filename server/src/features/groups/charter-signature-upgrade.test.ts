import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { auditEntries, chatGroups } from '../../db/schema/index.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { createDeclaredGroup, leave, createActiveGroup } from '../../testing/fixtures/groups.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { runMigration } from '../../testing/database/run-migration.ts'
import { findGroupRow } from './model/group-queries.ts'
import { runDailyGroupJob } from './jobs/groups-daily.ts'
import { answerOwnershipOffer } from './ownership/answer-ownership-offer.ts'

const upgrade = ({ deps }: Kit) => runMigration(deps.db, 'signed_by_themselves')

test('the upgrade withdraws a signature that the acceptance of ownership stored, and the owner has to sign', async ({
  kit,
}) => {
  const { people, group } = await createActiveGroup(kit)
  await leave(kit, 'guoji')
  await answerOwnershipOffer(kit.deps, people.third, { id: group.id, accept: true })
  const takenAt = kit.deps.clock.now()
  await drainOutbox(kit.deps)
  // The state that an earlier release stored.
  const formerState = {
    state: 'active',
    charterSignedAt: takenAt,
    charterSignedBy: 'third',
    charterDueAt: null,
  } as const
  await kit.deps.db.update(chatGroups).set(formerState).where(eq(chatGroups.id, group.id))
  const before = kit.deps.wecom.sent.length
  kit.deps.clock.advanceHours(1)
  await upgrade(kit)
  const found = await findGroupRow(kit.deps.db, group.id)
  expect(found).toMatchObject({ state: 'charter', charterSignedAt: null, charterSignedBy: null })
  const entries = await kit.deps.db
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.action, 'group.signature_withdrawn'))
  expect(entries.map(({ object }) => object)).toEqual([group.id])
  await runDailyGroupJob(kit.deps)
  await drainOutbox(kit.deps)
  expect(kit.deps.wecom.sent.slice(before).map(({ userid, card }) => [userid, card.title])).toContainEqual([
    'third',
    '请签署群主的三条职责',
  ])
})

test('the upgrade keeps a signature by the owner, and removes the expiry date of a declared group', async ({ kit }) => {
  const { people, group } = await createActiveGroup(kit)
  const declared = await createDeclaredGroup(kit, people)
  await kit.deps.db.update(chatGroups).set({ expiresOn: '2026-09-30' }).where(eq(chatGroups.id, declared.id))
  await upgrade(kit)
  expect(await findGroupRow(kit.deps.db, group.id)).toMatchObject({ state: 'active', charterSignedBy: 'guoji' })
  expect(await findGroupRow(kit.deps.db, group.id)).toMatchObject({ expiresOn: group.expiresOn })
  expect(await findGroupRow(kit.deps.db, declared.id)).toMatchObject({ state: 'active', expiresOn: null })
})
