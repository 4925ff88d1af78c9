import { expect } from 'vitest'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { test } from '../../../testing/kit.ts'
import { syncDirectory } from './sync-directory.ts'

/** More than may be marked as left at once. */
const MANY = 25

test('the ops leads, and nobody else, get one card about each hold, which opens the page of the sync', async ({
  kit,
}) => {
  const { deps, given } = kit
  const { wecom } = deps
  const { listMembers } = wecom
  const { outOfRange } = wecom.console
  wecom.listMembers = async (id) => (await listMembers(id)).filter(({ userid }) => !outOfRange.has(userid))
  await given.department({ id: 1 })
  const hidden = Array.from({ length: MANY }, (_, index) => `p${String(index)}`)
  for (const userid of hidden) await given.member({ userid, department: 1 })
  await given.member({ userid: 'lead', department: 1, roles: ['ops_lead'] })
  await given.member({ userid: 'ops', department: 1, roles: ['ops'] })
  const hideMany = () => {
    for (const userid of hidden) outOfRange.add(userid)
  }
  /** Syncs, and returns the cards that were sent so far. */
  const sync = async () => {
    deps.clock.advanceSeconds(60)
    await syncDirectory(deps)
    await drainOutbox(deps)
    return wecom.mailings.map(({ userids, card }) => [userids, card.title, card.url])
  }
  const card = [['lead'], '25 人不在可见范围，待核对', 'http://desk.test/settings/directory']
  expect(await sync()).toEqual([])
  hideMany()
  expect(await sync()).toEqual([card])
  expect(await sync()).toEqual([card])
  // The same hold, of fewer members.
  outOfRange.delete('p0')
  expect(await sync()).toEqual([card])
  outOfRange.clear()
  expect(await sync()).toEqual([card])
  hideMany()
  expect(await sync()).toEqual([card, card])
})
