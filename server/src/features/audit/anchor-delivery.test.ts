import { describe, expect } from 'vitest'
import { suspendAccount } from '../../directory/suspension-queries.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { readAnchorFacts } from './anchor-delivery.ts'
import { anchorAudit } from './jobs/anchor-audit.ts'
import { createSealer } from './jobs/seal-audit.ts'
import { stampAnchors } from './jobs/stamp-anchors.ts'

/** Writes an entry and anchors it. `isSent` false: the message to the auditors stays in the outbox. */
async function writeAndAnchor({ deps }: Kit, { isSent = true } = {}) {
  const entry = { at: deps.clock.now(), actor: 'limin', action: 'audit.read' as const, object: 'x', details: {} }
  await deps.db.transaction((tx) => recordAudit(tx, entry))
  await createSealer(deps)()
  await anchorAudit(deps)
  if (isSent) await drainOutbox(deps)
}

const healthy = { isTooOld: false, auditors: 1, undelivered: 0, unstamped: 0 }

describe('readAnchorFacts', () => {
  test('without a log, the only problem reported is that there is no auditor', async ({ kit }) => {
    expect(await readAnchorFacts(kit.deps)).toEqual({ ...healthy, auditors: 0 })
  })

  test('a checkpoint that reaches the auditors is healthy until it is a day old', async ({ kit }) => {
    await kit.given.department()
    await kit.given.member({ userid: 'audra', roles: ['auditor'] })
    await writeAndAnchor(kit)
    expect(await readAnchorFacts(kit.deps)).toEqual(healthy)
    kit.deps.clock.advanceHours(25)
    expect(await readAnchorFacts(kit.deps)).toEqual({ ...healthy, isTooOld: true })
  })

  test('auditors who did not get the last checkpoint are counted, until they get the next', async ({ kit }) => {
    await kit.given.department()
    await kit.given.member({ userid: 'audra', roles: ['auditor'] })
    kit.deps.wecom.console.outOfRange.add('audra')
    await writeAndAnchor(kit)
    expect(await readAnchorFacts(kit.deps)).toEqual({ ...healthy, undelivered: 1 })
    kit.deps.wecom.console.outOfRange.clear()
    kit.deps.clock.advanceHours(24)
    await writeAndAnchor(kit)
    expect(await readAnchorFacts(kit.deps)).toEqual(healthy)
  })

  test('a checkpoint whose message still waits after an hour counts as not sent', async ({ kit }) => {
    await kit.given.department()
    await kit.given.member({ userid: 'audra', roles: ['auditor'] })
    await writeAndAnchor(kit)
    kit.deps.clock.advanceHours(24)
    await writeAndAnchor(kit, { isSent: false })
    expect(await readAnchorFacts(kit.deps)).toEqual(healthy)
    kit.deps.clock.advanceHours(2)
    expect(await readAnchorFacts(kit.deps)).toEqual({ ...healthy, undelivered: null })
  })

  test('anchors without a time stamp are counted after a day, where a service is configured', async ({ kit }) => {
    await kit.given.department()
    await kit.given.member({ userid: 'audra', roles: ['auditor'] })
    const stampingDeps = { ...kit.deps, site: { ...kit.deps.site, hasTimeStamps: true } }
    await writeAndAnchor(kit)
    kit.deps.clock.advanceHours(23)
    await writeAndAnchor(kit)
    const unstamped = async (deps: Kit['deps']) => (await readAnchorFacts(deps)).unstamped
    expect(await unstamped(stampingDeps)).toBe(0)
    kit.deps.clock.advanceHours(2)
    expect([await unstamped(stampingDeps), await unstamped(kit.deps)]).toEqual([1, 0])
    await stampAnchors(kit.deps, { stamp: async () => new Uint8Array([1]) })
    expect(await unstamped(stampingDeps)).toBe(0)
  })
})

describe('the public key of the log', () => {
  const keysSent = ({ deps: { wecom } }: Kit) =>
    wecom.texts.flatMap(({ userids, text }) => (text.includes('Public key of the log') ? [userids.join()] : []))

  test('each auditor gets it by message until one of theirs arrives, also who is appointed later', async ({ kit }) => {
    await kit.given.department()
    await kit.given.member({ userid: 'audra', roles: ['auditor'] })
    await kit.given.member({ userid: 'bert', roles: ['auditor'] })
    kit.deps.wecom.console.outOfRange.add('bert')
    await writeAndAnchor(kit)
    kit.deps.clock.advanceHours(24)
    await writeAndAnchor(kit)
    kit.deps.wecom.console.outOfRange.clear()
    await kit.given.member({ userid: 'cleo', roles: ['auditor'] })
    for (let day = 0; day < 2; day += 1) {
      kit.deps.clock.advanceHours(24)
      await writeAndAnchor(kit)
    }
    expect(keysSent(kit)).toEqual(['audra,bert', 'bert', 'bert,cleo'])
    expect(kit.deps.wecom.texts.map(({ userids }) => userids.join())).toEqual([
      'audra,bert',
      'audra',
      'bert',
      'audra',
      'bert,cleo',
      'audra,bert,cleo',
    ])
  })

  test('an auditor whose account is suspended gets no message, and is not counted', async ({ kit }) => {
    await kit.given.department()
    await kit.given.member({ userid: 'audra', roles: ['auditor'] })
    await kit.deps.db.transaction((tx) => suspendAccount(tx, 'audra', 'lost', kit.deps.clock.now()))
    await writeAndAnchor(kit)
    expect([kit.deps.wecom.texts, (await readAnchorFacts(kit.deps)).auditors]).toEqual([[], 0])
  })
})
