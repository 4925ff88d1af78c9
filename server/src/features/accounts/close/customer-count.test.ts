import { describe, expect } from 'vitest'
import { closingCompany, openFor } from '../../../testing/fixtures/closings.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { openTransfer } from '../transfer/open-transfer.ts'
import { assignHeir, cancelClosing } from './closing-commands.ts'
import { getClosing } from './get-closing.ts'

/** Opens a closing while WeCom shows this many customers; null: the app may not read them. */
async function openWithCustomers(kit: Kit, customers: number | null) {
  kit.deps.wecom.protection.customers = customers
  const company = await closingCompany(kit)
  const view = await openFor(kit, company)
  const readCustomers = async ({ hr }: Pick<typeof company, 'hr'>) =>
    (await getClosing(kit.deps, hr, view.id)).customers
  return { ...company, view, readCustomers }
}

describe('the customers of a leaver', () => {
  test('the customers of a leaver are counted once, when the closing opens, and an heir does not see the count', async ({
    kit,
  }) => {
    const { hr, mate, view, readCustomers } = await openWithCustomers(kit, 12)
    const at = kit.deps.clock.now().toISOString()
    expect(view.customers).toBeNull()
    await drainOutbox(kit.deps)
    expect(await readCustomers({ hr })).toEqual({ count: 12, at })
    kit.deps.wecom.protection.customers = 3
    await assignHeir(kit.deps, hr, { id: view.id, version: view.version, heir: mate.userid })
    await drainOutbox(kit.deps)
    expect([await readCustomers({ hr }), await readCustomers({ hr: mate })]).toEqual([{ count: 12, at }, null])
  })

  test('the customers of a leaver are counted as 0 where WeCom shows none, and not recorded where the app may not read them', async ({
    kit,
  }) => {
    const { hr, leaver, view, readCustomers } = await openWithCustomers(kit, 0)
    await drainOutbox(kit.deps)
    expect(await readCustomers({ hr })).toMatchObject({ count: 0 })
    await cancelClosing(kit.deps, hr, { id: view.id, version: view.version, reason: '不走了' })
    kit.deps.wecom.protection.customers = null
    const reopened = await openFor(kit, { hr, leaver })
    await drainOutbox(kit.deps)
    const { customers, events } = await getClosing(kit.deps, hr, reopened.id)
    expect([customers, events.map(({ type }) => type)]).toEqual([null, ['opened']])
  })

  test('the customers of a leaver are not counted for a closing that was cancelled, nor for a transfer', async ({
    kit,
  }) => {
    const { hr, other, view } = await openWithCustomers(kit, 12)
    await cancelClosing(kit.deps, hr, { id: view.id, version: view.version, reason: '不走了' })
    const moved = await openTransfer(kit.deps, hr, {
      subjectId: 'guoji',
      effectiveOn: '2026-03-20',
      departmentId: other,
    })
    await drainOutbox(kit.deps)
    for (const { id } of [view, moved]) expect((await getClosing(kit.deps, hr, id)).customers).toBeNull()
  })
})
