import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { generatedCompany, smallCompany } from './company.ts'
import { startReceiver, type Receiver } from './testing/receiver.ts'
import { createSimKit, type SimKit } from './testing/sim-kit.ts'

let receiver: Receiver
let kit: SimKit

beforeEach(async () => {
  receiver = await startReceiver()
  kit = createSimKit({ receivers: receiver.receivers, company: smallCompany({ visibleDepartments: [2] }) })
})

afterEach(() => receiver.stop())

const deliveredEvents = async () => {
  await kit.simulator.callbacks.settle()
  const rows = receiver.received.map(({ target, event }) => {
    const { ToUserName: _to, FromUserName: from, CreateTime: _at, MsgType: _type, AgentID: _id, ...rest } = event
    return target === 'app' ? { app: event.Event, from } : rest
  })
  return rows.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))
}
const contacts = (ChangeType: string, rest: object) => ({ Event: 'change_contact', ChangeType, ...rest })

const wang = { userid: 'wang', name: '王五', mobile: '13900001111', department: [2] }

describe('events of changes in the console', () => {
  it('a new member sends create_user to the contacts receiver and subscribe to the app', async () => {
    await kit.callControlApi('/console/member/create', wang)
    expect(await deliveredEvents()).toEqual([
      { app: 'subscribe', from: 'wang' },
      contacts('create_user', { UserID: 'wang', Department: '2' }),
    ])
  })

  it('creating, moving and deleting a department send events, and renaming it sends none', async () => {
    const created = await kit.callControlApi('/console/department/create', { name: '法务部', parentId: 1 })
    expect(await created.json()).toEqual({ id: 4 })
    await kit.callControlApi('/console/department', { id: 4, name: '法务合规部' })
    await kit.callControlApi('/console/department', { id: 4, parentId: 2 })
    await kit.callControlApi('/console/department/delete', { id: 4 })
    expect(await deliveredEvents()).toEqual([
      contacts('create_party', { Id: '4', ParentId: '1' }),
      contacts('delete_party', { Id: '4' }),
      contacts('update_party', { Id: '4', ParentId: '2' }),
    ])
  })

  it('a department that leaves the visible range unsubscribes its members', async () => {
    await kit.callControlApi('/console/department', { id: 3, parentId: 1 })
    expect(await deliveredEvents()).toEqual([
      { app: 'unsubscribe', from: 'zhang' },
      contacts('update_party', { Id: '3', ParentId: '1' }),
    ])
  })

  it('changing the members of a tag sends those added and those removed', async () => {
    await kit.callControlApi('/console/tag/create', { name: '签收' })
    await kit.callControlApi('/console/tag/nodes', { tagid: 1, kind: 'add', users: ['zhang', 'li'], parties: [3] })
    await kit.callControlApi('/console/tag/nodes', { tagid: 1, kind: 'remove', users: ['li'] })
    expect(await deliveredEvents()).toEqual([
      contacts('update_tag', { TagId: '1', AddUserItems: 'zhang,li', AddPartyItems: '3' }),
      contacts('update_tag', { TagId: '1', DelUserItems: 'li' }),
    ])
  })

  it('a refused change in the console responds 422 with the error code', async () => {
    const response = await kit.callControlApi('/console/department/delete', { id: 3 })
    expect([response.status, await response.json()]).toMatchObject([422, { errcode: 60005 }])
  })
})

describe('events of changes by the contacts token', () => {
  it('a change by the contacts token sends no event to the contacts receiver, and a new member sends subscribe to the app', async () => {
    await kit.post('contacts', 'user/create', wang)
    await kit.post('contacts', 'department/create', { name: '法务部', parentid: 1 })
    await kit.post('contacts', 'tag/create', { tagname: '签收' })
    await kit.post('contacts', 'tag/addtagusers', { tagid: 1, userlist: ['zhang'] })
    expect(await deliveredEvents()).toEqual([{ app: 'subscribe', from: 'wang' }])
  })

  it('with subscribeOnCreate off, a member created by the contacts token sends no event', async () => {
    await kit.callControlApi('/switches', { subscribeOnCreate: false })
    await kit.post('contacts', 'user/create', wang)
    expect(await deliveredEvents()).toEqual([])
  })
})

describe('event bursts', () => {
  it('an event burst sends some events twice and omits others, the same for the same seed', async () => {
    const startBurst = async () => {
      kit = createSimKit({ receivers: receiver.receivers, company: generatedCompany(50, 5) })
      const response = await kit.callControlApi('/callbacks/storm', { events: 200, seed: 7 })
      return (await response.json()) as { sent: number; duplicated: number; lost: string[] }
    }
    const first = await startBurst()
    expect(first.sent).toBe(200 - first.lost.length + first.duplicated)
    expect(first.lost.length).toBeGreaterThan(5)
    expect(first.duplicated).toBeGreaterThan(10)
    await kit.simulator.callbacks.settle()
    expect(receiver.received).toHaveLength(first.sent)
    expect(kit.effects()).not.toEqual([])
    expect(await startBurst()).toEqual(first)
    await kit.simulator.callbacks.settle()
  })
})

describe('a member who signs in for the first time', () => {
  it('activation changes status 4 to 1 and sends subscribe to the app only', async () => {
    await kit.post('contacts', 'user/create', { ...wang, to_invite: false })
    await deliveredEvents()
    expect(await kit.get('agent', 'user/get?userid=wang')).toMatchObject({ status: 4 })
    receiver.received.length = 0
    await kit.callControlApi('/console/member/activate', { userid: 'WANG' })
    await kit.callControlApi('/console/member/activate', { userid: 'wang' })
    expect(await kit.get('agent', 'user/get?userid=wang')).toMatchObject({ status: 1 })
    expect(await deliveredEvents()).toEqual([{ app: 'subscribe', from: 'wang' }])
    expect((await kit.callControlApi('/console/member/activate', { userid: 'nobody' })).status).not.toBe(204)
  })
})

describe('a userid that is changed in the console', () => {
  const mobile = '13900002222'

  it('the event of a changed userid has both userids; the old one is then unknown, and the new one cannot be changed again', async () => {
    const joined = await kit.callControlApi('/console/member/join', { name: '赵六', mobile })
    const { userid } = (await joined.json()) as { userid: string }
    await kit.callControlApi('/console/tag/create', { name: '签收' })
    await kit.callControlApi('/console/tag/nodes', { tagid: 1, kind: 'add', users: [userid] })
    await kit.callControlApi('/consents', { userid, fields: ['mobile'] })
    await kit.simulator.callbacks.settle()
    receiver.received.length = 0
    const rename = (from: string, to: string) => kit.callControlApi('/console/member', { userid: from, new_userid: to })
    expect((await rename(userid, 'zhang')).status).toBe(422)
    await rename(userid, 'zhaoliu')
    expect(await deliveredEvents()).toEqual([contacts('update_user', { UserID: userid, NewUserID: 'zhaoliu' })])
    const change = async (id: string) => (await kit.post('contacts', 'user/update', { userid: id })).errcode
    expect([await change(userid), await change('ZhaoLiu')]).toEqual([60111, 0])
    expect(kit.simulator.state.tags['1']?.users).toEqual(['zhaoliu'])
    expect(Object.keys(kit.simulator.state.consents)).toEqual(['zhaoliu'])
    const again = await rename('zhaoliu', 'zhaoliu2')
    expect([again.status, await again.json()]).toMatchObject([422, { errcode: 301036 }])
  })

  it('a change of a userid that somebody chose is refused', async () => {
    const response = await kit.callControlApi('/console/member', { userid: 'zhang', new_userid: 'zhang2' })
    expect([response.status, await response.json()]).toMatchObject([422, { errcode: 301036 }])
  })
})
