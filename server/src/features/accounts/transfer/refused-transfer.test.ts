import { describe, expect } from 'vitest'
import { closingCompany, LAST_DAY, runClosings } from '../../../testing/fixtures/closings.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { decisionOn, refuse } from '../../../testing/request-fixtures.ts'
import { answerHandover } from '../close/answer-handover.ts'
import { assignHeir } from '../close/closing-commands.ts'
import { getClosing } from '../close/get-closing.ts'
import { openClosing } from '../close/open-closing.ts'
import { decideRequest } from '../../requests/commands/decide-request.ts'
import { undoDecision } from '../../requests/commands/undo-request.ts'
import { getRequest } from '../../requests/inbox/get-request.ts'
import { openTransfer } from './open-transfer.ts'

/** Opens a transfer to the purchasing department. */
async function openPurchasingTransfer(kit: Kit) {
  const { deps } = kit
  const company = await closingCompany(kit)
  const { hr, admin, leaver, other } = company
  const body = { subjectId: leaver.userid, effectiveOn: LAST_DAY, departmentId: other, position: '采购员' }
  const view = await openTransfer(deps, hr, body)
  const readRequest = () => getRequest(deps, admin, view.change!.requestId!)
  const refuseAll = async () =>
    decideRequest(deps, admin, decisionOn(await readRequest(), { department: refuse, position: refuse }))
  const readPhase = async () => (await getClosing(deps, hr, view.id)).phase
  return { ...company, view, readRequest, refuseAll, readPhase }
}

describe('a transfer that the department refuses', () => {
  test('a transfer that the department refuses continues when the refusal is undone, and ends once it can no longer be undone', async ({
    kit,
  }) => {
    const { deps } = kit
    const { hr, admin, readRequest, refuseAll, readPhase } = await openPurchasingTransfer(kit)
    deps.site.undoMs = 60_000
    const { id, version } = await refuseAll()
    await runClosings(kit)
    expect(await readPhase()).toBe('preparing')
    await undoDecision(deps, admin, { id, version })
    await runClosings(kit)
    expect([(await readRequest()).state, await readPhase()]).toEqual(['open', 'preparing'])
    await refuseAll()
    deps.clock.advanceSeconds(60)
    await runClosings(kit)
    expect(await readPhase()).toBe('cancelled')
    const titles = deps.wecom.mailings.flatMap(({ card, userids }) => (userids.includes(hr.userid) ? [card.title] : []))
    expect(titles.filter((title) => title === '郭𠮷的调岗未获同意')).toHaveLength(1)
  })

  test('the person who was to take over in a transfer that the department refuses reads on the card that there is nothing to take over', async ({
    kit,
  }) => {
    const { deps } = kit
    const { hr, mate, view, refuseAll } = await openPurchasingTransfer(kit)
    await assignHeir(deps, hr, { id: view.id, version: view.version, heir: mate.userid })
    await drainOutbox(deps)
    await refuseAll()
    await runClosings(kit)
    const replaced = deps.wecom.replaced.flatMap(({ userid, card }) => (userid === mate.userid ? [card.title] : []))
    expect(replaced).toEqual(['已取消，无需交接'])
  })
})

describe('a transfer that gives way to the closing of the account', () => {
  test.for(['offered', 'accepted'] as const)(
    'a transfer that gives way to the closing of the account tells those who were to take over that it is over: %s',
    async (state, { kit }) => {
      const { deps } = kit
      const { hr, mate, leaver, view } = await openPurchasingTransfer(kit)
      await assignHeir(deps, hr, { id: view.id, version: view.version, heir: mate.userid })
      await drainOutbox(deps)
      if (state === 'accepted') await answerHandover(deps, mate, { id: view.id, accept: true })
      await openClosing(deps, hr, { kind: 'leave', subjectId: leaver.userid, lastDay: LAST_DAY })
      await runClosings(kit)
      const replaced = deps.wecom.replaced.flatMap(({ userid, card }) => (userid === mate.userid ? [card.title] : []))
      expect(replaced).toEqual([state === 'accepted' ? '已接手 2 项' : '已取消，无需交接'])
      const cardTitles = deps.wecom.mailings.flatMap(({ card, userids }) =>
        userids.includes(mate.userid) ? [card.title] : [],
      )
      expect(cardTitles).toContain('已取消郭𠮷的调岗')
    },
  )
})
