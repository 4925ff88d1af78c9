import { describe, expect, it } from 'vitest'
import { smallCompany } from '../company.ts'
import { createSimKit } from '../testing/sim-kit.ts'

type Kit = ReturnType<typeof createSimKit>
const kitWithRoot = () => createSimKit({ company: smallCompany({ visibleDepartments: [1] }) })
const create = (kit: Kit, more: object = {}) =>
  kit.post('agent', 'appchat/create', { name: '项目', owner: 'li', userlist: ['zhang', 'li'], chatid: 'req1', ...more })
const read = (kit: Kit) => kit.get('agent', 'appchat/get?chatid=req1')
const change = (kit: Kit, more: object) => kit.post('agent', 'appchat/update', { chatid: 'req1', ...more })
const act = (kit: Kit, more: object) => kit.control('/groups/act', { chatid: 'req1', ...more })

describe('a group', () => {
  it('is made under the id that was chosen, and no second time', async () => {
    const kit = kitWithRoot()
    expect(await create(kit)).toMatchObject({ errcode: 0, chatid: 'req1' })
    expect(await create(kit)).toMatchObject({ errcode: 86215 })
    expect(await read(kit)).toMatchObject({
      chat_info: { chatid: 'req1', name: '项目', owner: 'li', userlist: ['zhang', 'li'], chat_type: 0 },
    })
    expect(kit.effects().filter((one) => 'effect' in one && one.effect === 'group.create')).toHaveLength(1)
  })

  it.each([
    ['one member', { userlist: ['li'] }, 86006],
    ['no list', { userlist: undefined }, 86204],
    ['an owner who is not in it', { owner: 'wang' }, 86207],
    ['an unknown member', { userlist: ['zhang', 'li', 'ghost'] }, 86007],
    ['an id with a dash', { chatid: 'req-1' }, 86001],
    ['an id of 33', { chatid: 'a'.repeat(33) }, 86205],
  ])('of %s is refused', async (_name, body, errcode) => {
    expect(await create(kitWithRoot(), body)).toMatchObject({ errcode })
  })

  it('leaves unknown members out without a word, if the switch says so', async () => {
    const kit = kitWithRoot()
    await kit.control('/switches', { unknownGroupMembers: 'left_out' })
    expect(await create(kit, { userlist: ['zhang', 'ghost', 'li'] })).toMatchObject({ errcode: 0 })
    expect(await read(kit)).toMatchObject({ chat_info: { userlist: ['zhang', 'li'] } })
  })

  it('has its name cut at fifty code points, silently', async () => {
    const kit = kitWithRoot()
    await create(kit, { name: '𠮷'.repeat(51) })
    expect(await read(kit)).toMatchObject({ chat_info: { name: '𠮷'.repeat(50) } })
  })

  it.each([60011, 48002] as const)('needs an app that the whole company sees: %i', async (code) => {
    const kit = createSimKit({
      company: smallCompany({ visibleDepartments: [2, 3] }),
      switches: { groupsWithoutRootCode: code },
    })
    expect(await create(kit)).toMatchObject({ errcode: code })
    expect(await read(kit)).toMatchObject({ errcode: code })
  })

  it('is changed, and its owner is not taken out without another', async () => {
    const kit = kitWithRoot()
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

  it('answers neither when it is unknown, nor another’s, nor dissolved', async () => {
    const kit = kitWithRoot()
    expect(await read(kit)).toMatchObject({ errcode: 86003 })
    await act(kit, { act: 'make', name: '手建', owner: 'li', userlist: ['li', 'zhang'] })
    expect(await read(kit)).toMatchObject({ errcode: 86008 })
    await create(kit, { chatid: 'req2' })
    await act(kit, { act: 'dissolve', chatid: 'req2' })
    expect(await kit.get('agent', 'appchat/get?chatid=req2')).toMatchObject({ errcode: 49008 })
  })

  it('speaks to everybody in it, and what people do in their clients is read back', async () => {
    const kit = kitWithRoot()
    await create(kit)
    const said = { chatid: 'req1', msgtype: 'text', text: { content: '欢迎' } }
    expect(await kit.post('agent', 'appchat/send', said)).toMatchObject({ errcode: 0 })
    expect(await (await kit.control('/groups/zhang')).json()).toMatchObject([{ messages: [{ text: '欢迎' }] }])
    await act(kit, { act: 'rename', name: '改了' })
    await act(kit, { act: 'leave', userid: 'li' })
    expect(await read(kit)).toMatchObject({ chat_info: { name: '改了', owner: 'zhang', userlist: ['zhang'] } })
  })

  it('comes to an end with its limits: 45009 for groups of the day and changes of the hour, silence for messages', async () => {
    const kit = kitWithRoot()
    await kit.control('/limits', { groupsPerDay: 1, groupChangesPerHour: 1, groupMessagesPerMinute: 1 })
    await create(kit)
    expect(await create(kit, { chatid: 'req2' })).toMatchObject({ errcode: 45009 })
    expect([await change(kit, { name: 'a' }), await change(kit, { name: 'b' })]).toMatchObject([
      { errcode: 0 },
      { errcode: 45009 },
    ])
    const said = { chatid: 'req1', msgtype: 'text', text: { content: '一' } }
    await kit.post('agent', 'appchat/send', said)
    expect(await kit.post('agent', 'appchat/send', said)).toMatchObject({ errcode: 0 })
    expect(kit.effects().at(-1)).toMatchObject({ effect: 'group.message', to: [] })
    kit.clock.advance(86_400_000)
    expect(await create(kit, { chatid: 'req3' })).toMatchObject({ errcode: 0 })
  })

  it('loses whoever leaves the company', async () => {
    const kit = kitWithRoot()
    await create(kit)
    await kit.get('contacts', 'user/delete?userid=zhang')
    expect(await read(kit)).toMatchObject({ chat_info: { userlist: ['li'] } })
  })
})
