import { describe, expect } from 'vitest'
import { WecomRefusedError } from '../../../kernel/app-error.ts'
import { closingCompany, goTo, LAST_DAY, runClosings } from '../../../testing/fixtures/closings.ts'
import { createGroup } from '../../../testing/fixtures/groups.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { agree, decisionOn } from '../../../testing/request-fixtures.ts'
import { syncDirectory } from '../../directory/jobs/sync-directory.ts'
import { decideRequest } from '../../requests/commands/decide-request.ts'
import { getRequest } from '../../requests/inbox/get-request.ts'
import { assignHeir } from '../close/closing-commands.ts'
import { getClosing } from '../close/get-closing.ts'
import { openTransfer } from './open-transfer.ts'

const GROUP = '产线筹备-来料检验组-专项-至26年6月'

/** Opens a transfer of the leaver to a new department on the Friday, and approves it. */
async function createApprovedTransfer(kit: Kit) {
  const { deps } = kit
  const company = await closingCompany(kit)
  const { hr, admin, ops, leaver } = company
  const target = await kit.given.department({ name: '出货检验组' })
  const body = { subjectId: leaver.userid, effectiveOn: LAST_DAY, departmentId: target, position: '采购员' }
  const view = await openTransfer(deps, hr, body)
  for (const by of [admin, ops]) {
    const request = await getRequest(deps, by, view.change!.requestId!)
    await decideRequest(deps, by, decisionOn(request, { department: agree, position: agree }))
    await drainOutbox(deps)
  }
  return { ...company, target, view, readClosing: () => getClosing(deps, hr, view.id) }
}

test('what a person takes on in the old department after the transfer was opened is handed over, too', async ({
  kit,
}) => {
  const company = await createApprovedTransfer(kit)
  await createGroup(kit, company, { topic: '产线筹备', name: GROUP })
  goTo(kit, LAST_DAY, '09:01')
  await runClosings(kit)
  await runClosings(kit)
  const { phase, items } = await company.readClosing()
  expect(phase).toBe('moving')
  expect(items.map(({ kind, title, state }) => `${kind} ${title} ${state}`)).toContain(`group_owner ${GROUP} open`)
  const titles = kit.deps.wecom.mailings.map(({ card }) => card.title)
  expect(titles).toContain('郭𠮷已调岗，还有 3 项未交接')
})

describe('a transfer whose change fails', () => {
  test('a transfer whose department is deleted before its day ends, and HR and the heir are notified', async ({
    kit,
  }) => {
    const { deps } = kit
    const { hr, mate, target, view, readClosing } = await createApprovedTransfer(kit)
    await assignHeir(deps, hr, { id: view.id, version: (await readClosing()).version, heir: mate.userid })
    await drainOutbox(deps)
    deps.wecom.departments.splice(
      deps.wecom.departments.findIndex(({ id }) => id === target),
      1,
    )
    deps.clock.advanceSeconds(1)
    await syncDirectory(deps)
    goTo(kit, LAST_DAY, '09:01')
    await runClosings(kit)
    await runClosings(kit)
    const { phase, change, events } = await readClosing()
    expect([phase, change?.state, events.at(-1)?.type]).toEqual(['cancelled', 'failed', 'change_failed'])
    const titlesTo = (userid: string) =>
      deps.wecom.mailings.flatMap(({ card, userids }) => (userids.includes(userid) ? [card.title] : []))
    expect(titlesTo(hr.userid)).toContain('郭𠮷的调岗未能生效')
    expect(titlesTo(mate.userid)).toContain('已取消郭𠮷的调岗')
  })

  test('a transfer whose change is stopped goes on, since the management department can still complete it', async ({
    kit,
  }) => {
    const { deps } = kit
    const { readClosing } = await createApprovedTransfer(kit)
    deps.wecom.updateMember = () => Promise.reject(new WecomRefusedError(40058, 'user/update'))
    goTo(kit, LAST_DAY, '09:01')
    await runClosings(kit)
    await runClosings(kit)
    const { phase, change, events } = await readClosing()
    expect([phase, change?.state, events.at(-1)?.type]).toEqual(['preparing', 'failed', 'late'])
  })
})
