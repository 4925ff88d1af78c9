import { describe, expect, it } from 'vitest'
import { smallCompany } from '../company.ts'
import { createSimKit } from '../testing/sim-kit.ts'
import { DAY_MS } from '@desk/shared/kernel/durations'

type Kit = ReturnType<typeof createSimKit>
const createKit = () => createSimKit({ company: smallCompany({ visibleDepartments: [1] }) })
const create = (kit: Kit, changes: object = {}) =>
  kit.post('agent', 'appchat/create', {
    name: '项目',
    owner: 'li',
    userlist: ['zhang', 'li'],
    chatid: 'req1',
    ...changes,
  })
const read = (kit: Kit) => kit.get('agent', 'appchat/get?chatid=req1')
const change = (kit: Kit, changes: object) => kit.post('agent', 'appchat/update', { chatid: 'req1', ...changes })
const act = (kit: Kit, changes: object) => kit.callControlApi('/groups/act', { chatid: 'req1', ...changes })

describe('group chats', () => {
  it('a group is created once with the given id', async () => {
    const kit = createKit()
    expect(await create(kit)).toMatchObject({ errcode: 0, chatid: 'req1' })
    expect(await create(kit)).toMatchObject({ errcode: 86215 })
    expect(await read(kit)).toMatchObject({
      chat_info: { chatid: 'req1', name: '项目', owner: 'li', userlist: ['zhang', 'li'], chat_type: 0 },
    })
    expect(kit.effects().filter((entry) => 'effect' in entry && entry.effect === 'group.create')).toHaveLength(1)
  })

  it.each([
    ['one member', { userlist: ['li'] }, 86006],
    ['no list', { userlist: undefined }, 86204],
    ['an owner who is not a member', { owner: 'wang' }, 86207],
    ['an unknown member', { userlist: ['zhang', 'li', 'ghost'] }, 86007],
    ['an id with a dash', { chatid: 'req-1' }, 86001],
    ['an id of 33 characters', { chatid: 'a'.repeat(33) }, 86205],
  ])('creating a group with %s is refused', async (_name, body, errcode) => {
    expect(await create(createKit(), body)).toMatchObject({ errcode })
  })

  it('with unknownGroupMembers left_out, unknown members are omitted without an error', async () => {
    const kit = createKit()
    await kit.callControlApi('/switches', { unknownGroupMembers: 'left_out' })
    expect(await create(kit, { userlist: ['zhang', 'ghost', 'li'] })).toMatchObject({ errcode: 0 })
    expect(await read(kit)).toMatchObject({ chat_info: { userlist: ['zhang', 'li'] } })
  })

  it('the name of a group is cut to fifty code points without an error', async () => {
    const kit = createKit()
    await create(kit, { name: '𠮷'.repeat(51) })
    expect(await read(kit)).toMatchObject({ chat_info: { name: '𠮷'.repeat(50) } })
  })

  it.each([60011, 48002] as const)(
    'group chats of an app that is not visible to the whole company are refused with %i',
    async (code) => {
      const kit = createSimKit({
        company: smallCompany({ visibleDepartments: [2, 3] }),
        switches: { groupsWithoutRootCode: code },
      })
      expect(await create(kit)).toMatchObject({ errcode: code })
      expect(await read(kit)).toMatchObject({ errcode: code })
    },
  )

  it('a group can be changed, and its owner can be removed only with a new owner', async () => {
    const kit = createKit()
    await kit.post('contacts', 'user/create', { userid: 'wang', name: '王五', mobile: '19900009999', department: [2] })
    await create(kit)
    expect(await change(kit, { add_user_list: ['wang'] })).toMatchObject({ errcode: 0 })
    expect(await change(kit, { del_user_list: ['li'] })).toMatchObject({ errcode: 86005 })
    expect(await change(kit, { del_user_list: ['ghost'] })).toMatchObject({ errcode: 86216 })
    expect(await change(kit, { owner: 'ghost' })).toMatchObject({ errcode: 86207 })
    expect(await change(kit, { del_user_list: ['li'], owner: 'wang', name: '新名' })).toMatchObject({ errcode: 0 })
    expect(await read(kit)).toMatchObject({ chat_info: { name: '新名', owner: 'wang', userlist: ['zhang', 'wang'] } })
    expect(await change(kit, { del_user_list: ['zhang'] })).toMatchObject({ errcode: 86006 })
  })

  it('an unknown group, a group of a member and a dissolved group cannot be read', async () => {
    const kit = createKit()
    expect(await read(kit)).toMatchObject({ errcode: 86003 })
    await act(kit, { act: 'make', name: '手建', owner: 'li', userlist: ['li', 'zhang'] })
    expect(await read(kit)).toMatchObject({ errcode: 86008 })
    await create(kit, { chatid: 'req2' })
    await act(kit, { act: 'dissolve', chatid: 'req2' })
    expect(await kit.get('agent', 'appchat/get?chatid=req2')).toMatchObject({ errcode: 49008 })
  })

  it('a message reaches the members of a group, and changes by members are read back', async () => {
    const kit = createKit()
    await create(kit)
    const message = { chatid: 'req1', msgtype: 'text', text: { content: '欢迎' } }
    expect(await kit.post('agent', 'appchat/send', message)).toMatchObject({ errcode: 0 })
    expect(await (await kit.callControlApi('/groups/zhang')).json()).toMatchObject([{ messages: [{ text: '欢迎' }] }])
    await act(kit, { act: 'rename', name: '改了' })
    await act(kit, { act: 'leave', userid: 'li' })
    expect(await read(kit)).toMatchObject({ chat_info: { name: '改了', owner: 'zhang', userlist: ['zhang'] } })
  })

  it('a message that is too long is cut', async () => {
    const kit = createKit()
    await create(kit)
    const message = { chatid: 'req1', msgtype: 'text', text: { content: '欢'.repeat(1000) } }
    expect(await kit.post('agent', 'appchat/send', message)).toMatchObject({ errcode: 0 })
    const groups = (await (await kit.callControlApi('/groups/zhang')).json()) as { messages: { text: string }[] }[]
    expect(groups[0]?.messages[0]?.text).toBe('欢'.repeat(682))
  })

  it('above the limits, new groups and changes get 45009, and messages are dropped without an error', async () => {
    const kit = createKit()
    await kit.callControlApi('/limits', { groupsPerDay: 1, groupChangesPerHour: 1, groupMessagesPerMinute: 1 })
    await create(kit)
    expect(await create(kit, { chatid: 'req2' })).toMatchObject({ errcode: 45009 })
    expect([await change(kit, { name: 'a' }), await change(kit, { name: 'b' })]).toMatchObject([
      { errcode: 0 },
      { errcode: 45009 },
    ])
    const message = { chatid: 'req1', msgtype: 'text', text: { content: '一' } }
    await kit.post('agent', 'appchat/send', message)
    expect(await kit.post('agent', 'appchat/send', message)).toMatchObject({ errcode: 0 })
    expect(kit.effects().at(-1)).toMatchObject({ effect: 'group.message', to: [] })
    kit.clock.advance(DAY_MS)
    expect(await create(kit, { chatid: 'req3' })).toMatchObject({ errcode: 0 })
  })

  it('a deleted member is no longer in the group', async () => {
    const kit = createKit()
    await create(kit)
    await kit.get('contacts', 'user/delete?userid=zhang')
    expect(await read(kit)).toMatchObject({ chat_info: { userlist: ['li'] } })
  })

  it('a group whose owner was deleted still names that owner, or the first member who is left, by the switch', async () => {
    const kit = createKit()
    await kit.post('contacts', 'user/create', { userid: 'wang', name: '王五', mobile: '19900009999', department: [2] })
    await create(kit, { userlist: ['li', 'zhang', 'wang'] })
    await kit.get('contacts', 'user/delete?userid=li')
    expect(await read(kit)).toMatchObject({ chat_info: { owner: 'li', userlist: ['zhang', 'wang'] } })
    await kit.callControlApi('/switches', { groupOwnerGone: 'first_member' })
    expect(await read(kit)).toMatchObject({ chat_info: { owner: 'zhang', userlist: ['zhang', 'wang'] } })
    expect(await change(kit, { del_user_list: ['zhang'] })).toMatchObject({ errcode: 86005 })
  })
})
