import { describe, expect, it } from 'vitest'
import { smallCompany } from '../company.ts'
import { simulatorDefaults } from '../defaults.ts'
import { createSimKit, createNarrowKit } from '../testing/sim-kit.ts'

type Kit = ReturnType<typeof createSimKit>
const create = (kit: Kit, body: object = { tagname: '制度签收' }) => kit.post('agent', 'tag/create', body)
const add = (kit: Kit, body: object) => kit.post('agent', 'tag/addtagusers', { tagid: 1, ...body })
const remove = (kit: Kit, body: object) => kit.post('agent', 'tag/deltagusers', { tagid: 1, ...body })

describe('tags', () => {
  it('a tag in the visible range makes its members visible, and its departments with all sub-departments', async () => {
    const kit = createSimKit({ company: smallCompany({ visibleDepartments: [] }) })
    const status = async (userid: string) => (await kit.get('agent', `user/get?userid=${userid}`)).errcode
    await kit.callControlApi('/console/tag/create', { name: '试点' })
    await kit.callControlApi('/console/app', { visibleTags: [1] })
    expect(await kit.get('agent', 'agent/get?agentid=1000002')).toMatchObject({ allow_tags: { tagid: [1] } })
    expect([await status('zhang'), await status('li')]).toEqual([60011, 60011])
    await kit.callControlApi('/console/tag/nodes', { tagid: 1, kind: 'add', users: ['li'], parties: [] })
    expect([await status('zhang'), await status('li')]).toEqual([60011, 0])
    await kit.callControlApi('/console/tag/nodes', { tagid: 1, kind: 'add', users: [], parties: [2] })
    expect(await status('zhang')).toBe(0)
    expect(await kit.get('agent', 'department/list')).toMatchObject({ department: [{ id: 2 }, { id: 3 }] })
  })

  it('a tag can be created, filled, listed and deleted', async () => {
    const kit = createSimKit()
    expect(await create(kit)).toMatchObject({ errmsg: 'created', tagid: 1 })
    expect(await add(kit, { userlist: ['zhang', 'ghost'], partylist: [2, 9] })).toMatchObject({
      errcode: 0,
      invalidlist: 'ghost',
      invalidparty: [9],
    })
    expect(await kit.get('agent', 'tag/get?tagid=1')).toMatchObject({
      tagname: '制度签收',
      userlist: [{ userid: 'zhang', name: '张三' }],
      partylist: [2],
    })
    expect(await remove(kit, { userlist: ['zhang'] })).toMatchObject({ errcode: 0, errmsg: 'deleted' })
    expect(await kit.get('contacts', 'tag/list')).toMatchObject({ taglist: [{ tagid: 1, tagname: '制度签收' }] })
    expect(await kit.get('agent', 'tag/delete?tagid=1')).toMatchObject({ errmsg: 'deleted' })
    expect(await kit.get('agent', 'tag/get?tagid=1')).toMatchObject({ errcode: 40068 })
  })

  it('with only invalid ids, adding returns 40070 and removing returns 40031', async () => {
    const kit = createNarrowKit()
    await create(kit)
    expect(await add(kit, { userlist: ['li'], partylist: [2] })).toMatchObject({ errcode: 40070 })
    expect(await remove(kit, { userlist: ['ghost'] })).toMatchObject({ errcode: 40031 })
    expect(await add(kit, {})).toMatchObject({ errcode: 40035 })
  })

  it.each([
    ['a name that exists', { tagname: '制度签收' }, 40071],
    ['no name', {}, 40072],
    ['a name of 33 characters', { tagname: '签'.repeat(33) }, 40072],
    ['an id that exists', { tagname: '新', tagid: 1 }, 40068],
  ])('creating a tag with %s is refused', async (_name, body, errcode) => {
    const kit = createSimKit()
    await create(kit)
    expect(await create(kit, body)).toMatchObject({ errcode })
  })

  it('tags of the console can be read by the app’s token and written by the contacts token', async () => {
    const kit = createNarrowKit()
    await kit.callControlApi('/console/tag/create', { name: '后台的' })
    await kit.callControlApi('/console/tag/nodes', { tagid: 1, kind: 'add', users: ['zhang', 'li'] })
    // The app reads only the members in its visible range.
    expect(await kit.get('agent', 'tag/get?tagid=1')).toMatchObject({ userlist: [{ userid: 'zhang' }] })
    expect(await add(kit, { userlist: ['zhang'] })).toMatchObject({ errcode: 81011 })
    await kit.callControlApi('/switches', { foreignTagCode: 60011 })
    expect(await add(kit, { userlist: ['zhang'] })).toMatchObject({ errcode: 60011 })
    const renamed = await kit.post('contacts', 'tag/update', { tagid: 1, tagname: '改过' })
    expect(renamed).toMatchObject({ errcode: 0, errmsg: 'updated' })
  })

  it('a message to a tag reaches its members, without deleted ones', async () => {
    const kit = createSimKit()
    await create(kit)
    await add(kit, { userlist: ['li'], partylist: [3] })
    await kit.get('contacts', 'user/delete?userid=li')
    const message = { msgtype: 'text', agentid: simulatorDefaults.agentId, text: { content: '你好' } }
    const sent = await kit.post('agent', 'message/send', { ...message, totag: '1 | 8' })
    expect(sent).toMatchObject({ errcode: 0, invalidtag: '8' })
    expect(kit.effects().at(-1)).toMatchObject({ effect: 'message', to: ['zhang'] })
  })
})
