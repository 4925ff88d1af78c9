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

const heard = async () => {
  await kit.simulator.callbacks.settle()
  const rows = receiver.received.map(({ target, event }) => {
    const { ToUserName: _to, FromUserName: from, CreateTime: _at, MsgType: _type, AgentID: _id, ...rest } = event
    return target === 'app' ? { app: event.Event, from } : rest
  })
  return rows.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))
}
const contacts = (ChangeType: string, rest: object) => ({ Event: 'change_contact', ChangeType, ...rest })

const wang = { userid: 'wang', name: '王五', mobile: '13900001111', department: [2] }

describe('what an admin does is told, in the reduced form', () => {
  it('a new member, to both', async () => {
    await kit.control('/console/member/create', wang)
    expect(await heard()).toEqual([
      { app: 'subscribe', from: 'wang' },
      contacts('create_user', { UserID: 'wang', Department: '2' }),
    ])
  })

  it('a new department, a move and an end; not a rename', async () => {
    const made = await kit.control('/console/department/create', { name: '法务部', parentId: 1 })
    expect(await made.json()).toEqual({ id: 4 })
    await kit.control('/console/department', { id: 4, name: '法务合规部' })
    await kit.control('/console/department', { id: 4, parentId: 2 })
    await kit.control('/console/department/delete', { id: 4 })
    expect(await heard()).toEqual([
      contacts('create_party', { Id: '4', ParentId: '1' }),
      contacts('delete_party', { Id: '4' }),
      contacts('update_party', { Id: '4', ParentId: '2' }),
    ])
  })

  it('a department that leaves the range takes its people along', async () => {
    await kit.control('/console/department', { id: 3, parentId: 1 })
    expect(await heard()).toEqual([
      { app: 'unsubscribe', from: 'zhang' },
      contacts('update_party', { Id: '3', ParentId: '1' }),
    ])
  })

  it('who came into a tag and who left', async () => {
    await kit.control('/console/tag/create', { name: '签收' })
    await kit.control('/console/tag/nodes', { tagid: 1, kind: 'add', users: ['zhang', 'li'], parties: [3] })
    await kit.control('/console/tag/nodes', { tagid: 1, kind: 'remove', users: ['li'] })
    expect(await heard()).toEqual([
      contacts('update_tag', { TagId: '1', AddUserItems: 'zhang,li', AddPartyItems: '3' }),
      contacts('update_tag', { TagId: '1', DelUserItems: 'li' }),
    ])
  })

  it('a refusal is one, with its code', async () => {
    const answer = await kit.control('/console/department/delete', { id: 3 })
    expect([answer.status, await answer.json()]).toMatchObject([422, { errcode: 60005 }])
  })
})

describe('what the contacts token does', () => {
  it('is not told to it; the app hears who joined', async () => {
    await kit.post('contacts', 'user/create', wang)
    await kit.post('contacts', 'department/create', { name: '法务部', parentid: 1 })
    await kit.post('contacts', 'tag/create', { tagname: '签收' })
    await kit.post('contacts', 'tag/addtagusers', { tagid: 1, userlist: ['zhang'] })
    expect(await heard()).toEqual([{ app: 'subscribe', from: 'wang' }])
  })

  it('makes no subscription when switched so', async () => {
    await kit.control('/switches', { subscribeOnCreate: false })
    await kit.post('contacts', 'user/create', wang)
    expect(await heard()).toEqual([])
  })
})

describe('a storm', () => {
  it('comes shuffled, partly twice and partly not at all, the same for the same seed', async () => {
    const brew = async () => {
      kit = createSimKit({ receivers: receiver.receivers, company: generatedCompany(50, 5) })
      const answer = await kit.control('/callbacks/storm', { events: 200, seed: 7 })
      return (await answer.json()) as { sent: number; duplicated: number; lost: string[] }
    }
    const first = await brew()
    expect(first.sent).toBe(200 - first.lost.length + first.duplicated)
    expect(first.lost.length).toBeGreaterThan(5)
    expect(first.duplicated).toBeGreaterThan(10)
    await kit.simulator.callbacks.settle()
    expect(receiver.received).toHaveLength(first.sent)
    expect(kit.effects()).not.toEqual([])
    expect(await brew()).toEqual(first)
    await kit.simulator.callbacks.settle()
  })
})
