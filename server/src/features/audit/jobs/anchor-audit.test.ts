import { describe, expect } from 'vitest'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { anchorAudit } from './anchor-audit.ts'
import { createSealer } from './seal-audit.ts'
import { listAnchors } from '../log/checkpoint-queries.ts'
import { currentLog } from '../log/log-queries.ts'

async function writeEntry({ deps }: Kit) {
  const row = { at: deps.clock.now(), actor: 'limin', action: 'audit.read' as const, object: 'x', details: {} }
  await deps.db.transaction((tx) => recordAudit(tx, row))
}

async function writeAndSeal(kit: Kit) {
  await writeEntry(kit)
  await createSealer(kit.deps)()
}

describe('anchorAudit', () => {
  test('anchorAudit creates an anchor at the first start and then every morning', async ({ kit }) => {
    await writeAndSeal(kit)
    expect(await anchorAudit(kit.deps)).toBe(true)
    // 10:00, then 08:00 of the next day, 09:00, 10:00, and 09:00 of the day after.
    const later: boolean[] = []
    for (const hours of [22, 1, 1, 23]) {
      kit.deps.clock.advanceHours(hours)
      await writeAndSeal(kit)
      later.push(await anchorAudit(kit.deps))
    }
    expect(later).toEqual([false, true, false, true])
  })

  test('after a standstill, no anchor is created until the entries written before it are sealed', async ({ kit }) => {
    await writeAndSeal(kit)
    await anchorAudit(kit.deps)
    kit.deps.clock.advanceHours(1)
    await writeAndSeal(kit)
    await writeEntry(kit)
    kit.deps.clock.advanceHours(25)
    expect(await anchorAudit(kit.deps)).toBe(false)
    await createSealer(kit.deps)()
    expect(await anchorAudit(kit.deps)).toBe(true)
  })

  test('anchorAudit sends the checkpoint only to active auditors, at the end of the message', async ({ kit }) => {
    await kit.given.department()
    await kit.given.member({ userid: 'audra', roles: ['auditor'] })
    await kit.given.member({ userid: 'gone', roles: ['auditor'], status: 2 })
    await kit.given.member({ userid: 'olga', roles: ['ops'] })
    await writeAndSeal(kit)
    await anchorAudit(kit.deps)
    await drainOutbox(kit.deps)
    const [anchor] = await listAnchors(kit.deps.db, 1)
    expect(anchor?.note).toBe(kit.deps.auditLogKey.state.note)
    expect(kit.deps.wecom.texts).toMatchObject([{ userids: ['audra'] }])
    expect(kit.deps.wecom.texts[0]?.text).toContain(`\n\n${anchor!.note.trimEnd()}`)
  })

  test('only the first message of a log contains its public key, which stands before the checkpoint', async ({
    kit,
  }) => {
    await kit.given.department()
    await kit.given.member({ userid: 'audra', roles: ['auditor'] })
    const sendAnchor = async (deps: Kit['deps']) => {
      kit.deps.clock.advanceHours(24)
      await writeAndSeal({ ...kit, deps })
      await anchorAudit(deps)
      await drainOutbox(kit.deps)
      return kit.deps.wecom.texts.at(-1)?.text.split('\n\n') ?? []
    }
    const containsKey: boolean[] = []
    const renamed = { ...kit.deps, auditLogKey: { ...kit.deps.auditLogKey, origin: 'other.test/audit' } }
    for (const deps of [kit.deps, kit.deps, renamed, renamed]) {
      const parts = await sendAnchor(deps)
      const { vkey } = (await currentLog(kit.deps.db))!
      containsKey.push(parts.slice(0, -2).join('\n').endsWith(`\n${vkey}`))
      expect(parts.join('\n').includes(vkey)).toBe(containsKey.at(-1))
    }
    expect(containsKey).toEqual([true, false, true, false])
  })

  test('the messages of a log contain its public key until one of them reaches an auditor', async ({ kit }) => {
    await kit.given.department()
    await kit.given.member({ userid: 'audra', roles: ['auditor'] })
    const { outOfRange } = kit.deps.wecom.console
    const containsKey: boolean[] = []
    for (const isReached of [false, false, true, false, true]) {
      if (isReached) outOfRange.clear()
      else outOfRange.add('audra')
      kit.deps.clock.advanceHours(24)
      await writeAndSeal(kit)
      await anchorAudit(kit.deps)
      await drainOutbox(kit.deps)
      const { vkey } = (await currentLog(kit.deps.db))!
      containsKey.push(kit.deps.wecom.texts.at(-1)?.text.includes(vkey) ?? false)
    }
    expect(containsKey).toEqual([true, true, true, false, false])
  })
})
