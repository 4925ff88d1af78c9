import type { MemberActor } from '@desk/shared/identity/actor'
import { expect } from 'vitest'
import { type Kit, test } from '../../../testing/kit.ts'
import { grantRole } from '../../roles/grant-role.ts'
import { anchorAudit } from '../jobs/anchor-audit.ts'
import { createSealer } from '../jobs/seal-audit.ts'
import { listAudit } from '../list-audit.ts'
import { proofFile } from '../prove.ts'
import { listAnchors, listCheckpoints } from './checkpoint-queries.ts'

/** Returns the lead, and a function with which they grant a role to somebody who has none. */
async function company(kit: Kit) {
  const department = await kit.given.department({ name: '来料检验组' })
  const lead = await kit.given.member({ department, roles: ['ops_lead'] })
  const grantOne = async () => {
    const { userid } = await kit.given.member({ department })
    await grantRole(kit.deps, lead, { userid, role: 'hr' })
  }
  return { lead, grantOne }
}

/** Lists the checkpoints of the granted roles as the audit page shows them, the newest first. */
const readCheckpoints = async (kit: Kit, lead: MemberActor) =>
  (await listAudit(kit.deps, lead, { action: 'roles.grant' })).items.map(({ checkpoint }) => checkpoint)

test('an entry names the first signed checkpoint that covers it, and none before one does', async ({ kit }) => {
  const { lead, grantOne } = await company(kit)
  await grantOne()
  expect(await readCheckpoints(kit, lead)).toEqual([null])

  await createSealer(kit.deps)()
  const signedAt = kit.deps.clock.now().toISOString()
  const [first] = await readCheckpoints(kit, lead)
  expect(first).toEqual({ index: expect.any(Number), size: expect.any(Number), signedAt, anchoredAt: null })
  expect(first?.size).toBeGreaterThan(first?.index ?? Infinity)

  kit.deps.clock.advanceSeconds(60)
  await grantOne()
  expect(await readCheckpoints(kit, lead)).toEqual([null, first])
  await createSealer(kit.deps)()
  const [second, unchanged] = await readCheckpoints(kit, lead)
  expect(unchanged).toEqual(first)
  expect(second?.size).toBeGreaterThan(second?.index ?? Infinity)
  expect(second?.index).toBeGreaterThanOrEqual(first?.size ?? Infinity)
})

test('an entry says when the first daily checkpoint that covers it was taken', async ({ kit }) => {
  const { lead, grantOne } = await company(kit)
  await grantOne()
  await createSealer(kit.deps)()
  await anchorAudit(kit.deps)
  const anchoredAt = kit.deps.clock.now().toISOString()
  await grantOne()
  await createSealer(kit.deps)()
  expect((await readCheckpoints(kit, lead)).map((checkpoint) => checkpoint?.anchoredAt)).toEqual([null, anchoredAt])
})

test('each entry has the index that its proof states, and the first checkpoint and anchor that contain it', async ({
  kit,
}) => {
  const { lead, grantOne } = await company(kit)
  for (let day = 0; day < 2; day += 1) {
    await grantOne()
    await createSealer(kit.deps)()
    // The entry about the anchor is the first one that the anchor does not contain.
    await anchorAudit(kit.deps)
    kit.deps.clock.advanceDays(1)
  }
  await createSealer(kit.deps)()
  const [checkpoints, anchors] = [await listCheckpoints(kit.deps.db, 1, 0, 10), await listAnchors(kit.deps.db, 1)]
  const firstWith = (rows: readonly { size: number; at: Date }[], index: number) =>
    rows.find(({ size }) => size > index)
  const sealed = (await listAudit(kit.deps, lead, {})).items.filter(({ checkpoint }) => checkpoint)
  expect(sealed).toHaveLength(checkpoints.at(-1)?.size ?? 0)
  for (const { seq, checkpoint } of sealed) {
    const index = Number(/^index (\d+)$/m.exec((await proofFile(kit.deps.db, seq)) ?? '')?.[1])
    const first = firstWith(checkpoints, index)
    const anchoredAt = firstWith(anchors, index)?.at.toISOString() ?? null
    expect(checkpoint).toEqual({ index, size: first?.size, signedAt: first?.at.toISOString(), anchoredAt })
  }
})
