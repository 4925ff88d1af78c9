import { describe, expect, it } from 'vitest'
import { simulatorDefaults } from '../defaults.ts'
import { createSimKit, type SimKit } from '../testing/sim-kit.ts'

const { agentId, appCallback } = simulatorDefaults
const receivers = { app: { url: 'http://127.0.0.1:9/', token: 't', aesKey: appCallback.aesKey } }

const sendCard = async (kit: SimKit): Promise<unknown> => {
  const template_card = {
    card_type: 'button_interaction',
    main_title: { title: '待审批' },
    task_id: 'task-1',
    button_list: [{ text: '同意', key: 'ok' }],
  }
  const body = { touser: 'zhang|li', msgtype: 'template_card', agentid: agentId, template_card }
  return (await kit.post('agent', 'message/send', body)).response_code
}
const update = (kit: SimKit, response_code: unknown, targets: object) =>
  kit.post('agent', 'message/update_template_card', {
    agentid: agentId,
    response_code,
    button: { replace_name: '已处理' },
    ...targets,
  })
const listCardUpdates = (kit: SimKit) =>
  kit.effects().filter((entry) => 'effect' in entry && entry.effect === 'card.update')

describe('a card of members who can no longer receive it', () => {
  const causes = {
    'was deleted': (kit: SimKit) => kit.callControlApi('/console/member/delete', { userid: 'zhang' }),
    'is outside the visible range': (kit: SimKit) =>
      kit.callControlApi('/console/app', { visibleDepartments: [], visibleMembers: ['li'] }),
  } as const

  it.each(Object.entries(causes))(
    'an update names a member who %s as invalid, and reaches the others',
    async (_how, leave) => {
      const kit = createSimKit({ receivers, callbackTiming: { retryAfterMs: 0 } })
      const code = await sendCard(kit)
      await leave(kit)
      expect(await update(kit, code, { userids: ['zhang', 'LI'] })).toMatchObject({
        errcode: 0,
        invaliduser: ['zhang'],
      })
      expect(listCardUpdates(kit)).toMatchObject([{ to: ['li'] }])
    },
  )

  it.each([{ userids: ['zhang'] }, { userids: ['zhang', 'li'] }, { atall: 1 }])(
    'an update that reaches no recipient is refused, and the response code stays valid: %j',
    async (targets) => {
      const kit = createSimKit({ receivers, callbackTiming: { retryAfterMs: 0 } })
      const code = await sendCard(kit)
      await kit.callControlApi('/console/app', { visibleDepartments: [], visibleMembers: [] })
      expect(await update(kit, code, targets)).toMatchObject({ errcode: 82102 })
      expect(listCardUpdates(kit)).toEqual([])
      await kit.callControlApi('/console/app', { visibleDepartments: [1] })
      expect(await update(kit, code, targets)).toMatchObject({ errcode: 0 })
    },
  )
})
