import { describe, expect } from 'vitest'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { anchorAudit } from './anchor-audit.ts'
import { createSealer } from './seal-audit.ts'
import { listAnchors } from '../log/checkpoint-queries.ts'

async function writtenAndSealed({ deps }: Kit) {
  const row = { at: deps.clock.now(), actor: 'limin', action: 'audit.read' as const, object: 'x', details: {} }
  await deps.db.transaction((tx) => recordAudit(tx, row))
  await createSealer(deps)()
}

describe('anchorAudit', () => {
  test('anchorAudit creates an anchor at the first start and then every morning', async ({ kit }) => {
    await writtenAndSealed(kit)
    expect(await anchorAudit(kit.deps)).toBe(true)
    // 10:00, then 08:00 of the next day, 09:00, 10:00, and 09:00 of the day after.
    const later: boolean[] = []
    for (const hours of [22, 1, 1, 23]) {
      kit.deps.clock.advanceHours(hours)
      await writtenAndSealed(kit)
      later.push(await anchorAudit(kit.deps))
    }
    expect(later).toEqual([false, true, false, true])
  })

  test('anchorAudit sends the checkpoint only to auditors, so that it can be copied', async ({ kit }) => {
    await kit.given.department()
    await kit.given.member({ userid: 'audra', roles: ['auditor'] })
    await kit.given.member({ userid: 'gone', roles: ['auditor'], status: 2 })
    await kit.given.member({ userid: 'olga', roles: ['ops'] })
    await writtenAndSealed(kit)
    await anchorAudit(kit.deps)
    await drainOutbox(kit.deps)
    const [anchor] = await listAnchors(kit.deps.db, 1)
    expect(anchor?.note).toBe(kit.deps.auditLogKey.state.note)
    expect(kit.deps.wecom.texts).toMatchObject([{ userids: ['audra'] }])
    expect(kit.deps.wecom.texts[0]?.text).toContain(`\n\n${anchor!.note.trimEnd()}`)
  })
})
