import { describe, expect } from 'vitest'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { describeTail } from './describe-tail.ts'
import { anchorAudit } from './jobs/anchor-audit.ts'
import { createSealer } from './jobs/seal-audit.ts'

async function writeEntries({ deps }: Kit, count: number) {
  for (let index = 0; index < count; index += 1) {
    const entry = { at: deps.clock.now(), actor: 'limin', action: 'audit.read' as const, object: 'audit', details: {} }
    await deps.db.transaction((tx) => recordAudit(tx, entry))
  }
}

const countTail = async ({ deps }: Kit) => (await describeTail(deps)).tail.rows

describe('describeTail', () => {
  test('describeTail counts every entry before the first anchor, sealed or not', async ({ kit }) => {
    expect(await countTail(kit)).toBe(0)
    await writeEntries(kit, 3)
    expect(await countTail(kit)).toBe(3)
    // Sealing also records that the log began.
    await createSealer(kit.deps)()
    expect(await countTail(kit)).toBe(4)
    await writeEntries(kit, 2)
    expect(await countTail(kit)).toBe(6)
  })

  test('describeTail counts only what was written after the last anchor, and says how old it is', async ({ kit }) => {
    const sealRows = createSealer(kit.deps)
    await writeEntries(kit, 3)
    await sealRows()
    await anchorAudit(kit.deps)
    // The anchor itself is recorded, after the checkpoint that was sent.
    expect(await countTail(kit)).toBe(1)
    kit.deps.clock.advanceHours(1)
    await writeEntries(kit, 2)
    await sealRows()
    expect(await countTail(kit)).toBe(3)
    await writeEntries(kit, 1)
    expect(await countTail(kit)).toBe(4)
    kit.deps.clock.advanceHours(24)
    expect((await describeTail(kit.deps)).tail).toMatchObject({ rows: 4, isTooOld: true })
  })

  test('describeTail counts the same entries when another log, which contains the earlier entries again, has no anchor yet', async ({
    kit,
  }) => {
    await writeEntries(kit, 3)
    await createSealer(kit.deps)()
    await anchorAudit(kit.deps)
    const renamed = { ...kit.deps, auditLogKey: { ...kit.deps.auditLogKey, origin: 'other.test/audit' } }
    await createSealer(renamed)()
    // One entry about the anchor and one about the beginning of the other log.
    expect(await countTail(kit)).toBe(2)
  })
})
