import { describe, expect, it } from 'vitest'
import { prepareAdapter } from './simulated-adapter.ts'

const setUp = await prepareAdapter()

describe('groups in the WeCom adapter', () => {
  it('a group is created once, read, changed, and gets a message', async () => {
    const { wecom, simulator } = setUp()
    const group = { chatId: 'req0001', name: '来料异常', ownerId: 'guoji', members: ['guoji', 'limin', 'zhouqiming'] }
    expect(await wecom.findGroup('req0001')).toBeNull()
    await wecom.createGroup(group)
    await expect(wecom.createGroup(group)).rejects.toMatchObject({ errcode: 86215 })
    expect(await wecom.findGroup('req0001')).toEqual(group)
    await wecom.changeGroup('req0001', { name: '已归档-来料异常', ownerId: 'limin', remove: ['guoji'] })
    expect(await wecom.findGroup('req0001')).toEqual({
      chatId: 'req0001',
      name: '已归档-来料异常',
      ownerId: 'limin',
      members: ['limin', 'zhouqiming'],
    })
    await wecom.speakInGroup('req0001', '欢迎')
    const messages = simulator.state.effects.filter(({ effect }) => effect === 'group.message')
    expect(messages).toMatchObject([{ text: '欢迎', to: ['limin', 'zhouqiming'] }])
  })

  it('findGroup fails for a dissolved group, and for an app without the root department in its range', async () => {
    const { wecom, simulator } = setUp()
    await wecom.createGroup({ chatId: 'req0002', name: 'x', ownerId: 'guoji', members: ['guoji', 'limin'] })
    const chat = simulator.state.groupChats['req0002']
    if (chat) chat.dissolved = true
    await expect(wecom.findGroup('req0002')).rejects.toMatchObject({ errcode: 49008 })
    simulator.state.app.visibleDepartments = [2]
    await expect(wecom.findGroup('req0002')).rejects.toMatchObject({ errcode: 60011 })
  })
})
