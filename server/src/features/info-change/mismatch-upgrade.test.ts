import { eq, like } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, cards, members, notices, outbox, requests } from '../../db/schema/index.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { createApprovedChange, toPosition } from '../../testing/fixtures/info-change.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { runMigration } from '../../testing/database/run-migration.ts'
import { passUndoWindow } from '../../testing/fixtures/undo-window.ts'
import { agree, decisionOn, submitInfoChange } from '../../testing/request-fixtures.ts'
import { getHome } from '../home/get-home.ts'
import { decideRequest } from '../requests/commands/decide-request.ts'
import { titlesTo } from '../../testing/fixtures/sent-cards.ts'

const upgrade = ({ deps }: Kit) => runMigration(deps.db, 'mismatches_are_read_again')

/** Inserts a write that WeCom accepted and did not keep, as 0.9.0 left it: failed, without phase, jobs and cards. */
async function createMismatchOf090(kit: Kit) {
  const { updateMember } = kit.deps.wecom
  kit.deps.wecom.updateMember = async () => {}
  const change = await createApprovedChange(kit, toPosition)
  kit.deps.wecom.updateMember = updateMember
  const { db } = kit.deps
  const [row] = await db.select().from(requests).where(eq(requests.id, change.id))
  if (!row) throw new Error('No request')
  const { open: _, ...outcome } = row.outcome
  await db.update(requests).set({ state: 'failed', phase: null, outcome }).where(eq(requests.id, change.id))
  await db.delete(outbox)
  await db.delete(cards).where(eq(cards.userid, 'olga'))
  await db.delete(notices).where(eq(notices.userid, 'olga'))
  kit.deps.wecom.sent.splice(0)
  return change
}

describe('a mismatch that 0.9.0 stored as failed', () => {
  test('a mismatch of 0.9.0 becomes one manual task of the management department after the upgrade', async ({
    kit,
  }) => {
    const { read, ops } = await createMismatchOf090(kit)
    expect((await getHome(kit.deps, ops, 'zh-CN')).waiting.byHand.count).toBe(0)
    await upgrade(kit)
    await upgrade(kit)
    await drainOutbox(kit.deps)
    expect(await read()).toMatchObject({ state: 'executing', phase: 'differs', followUp: { openFields: ['position'] } })
    expect(titlesTo(kit, 'olga')).toEqual(['郭𠮷 的变更已写入，核对不一致'])
    expect((await getHome(kit.deps, ops, 'zh-CN')).waiting.byHand.count).toBe(1)
    expect(kit.deps.wecom.members.get('guoji')?.position).toBe('质检工程师')
    const upgradeEntries = await kit.deps.db
      .select()
      .from(auditEntries)
      .where(like(auditEntries.actor, 'system:upgrade'))
    expect(upgradeEntries.map(({ action }) => action)).toEqual(['request.write_resumed'])
  })

  test('a mismatch of 0.9.0 is completed without a manual task when WeCom shows the value', async ({ kit }) => {
    const { read } = await createMismatchOf090(kit)
    const member = kit.deps.wecom.members.get('guoji')
    if (member) kit.deps.wecom.members.set('guoji', { ...member, position: '高级质检工程师' })
    await upgrade(kit)
    await drainOutbox(kit.deps)
    expect((await read()).state).toBe('done')
    expect(titlesTo(kit, 'olga')).toEqual([])
  })

  test('a mismatch of 0.9.0 stays failed when a later request for the same field was completed', async ({ kit }) => {
    const { id, applicant, admin } = await createMismatchOf090(kit)
    const laterRequest = await submitInfoChange(kit, applicant, { position: { from: '质检工程师', to: '主任工程师' } })
    await decideRequest(kit.deps, admin, decisionOn(laterRequest, { position: agree }))
    passUndoWindow(kit)
    await drainOutbox(kit.deps)
    await upgrade(kit)
    await drainOutbox(kit.deps)
    const [row] = await kit.deps.db.select().from(requests).where(eq(requests.id, id))
    expect(row).toMatchObject({ state: 'failed', phase: null })
    expect(kit.deps.wecom.members.get('guoji')?.position).toBe('主任工程师')
  })

  test('a mismatch of 0.9.0 stays failed when the applicant left', async ({ kit }) => {
    const { id } = await createMismatchOf090(kit)
    await kit.deps.db.update(members).set({ status: 5 }).where(eq(members.userid, 'guoji'))
    await upgrade(kit)
    const [row] = await kit.deps.db.select().from(requests).where(eq(requests.id, id))
    expect(row).toMatchObject({ state: 'failed', phase: null })
  })
})
