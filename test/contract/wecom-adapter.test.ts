import type { NoticeCard } from '@desk/server/ports/wecom'
import { describe, expect, it } from 'vitest'
import { demoCompany } from '../wecom-simulator/demo-company.ts'
import type { SimulatorOptions } from '../wecom-simulator/simulator.ts'
import { prepareAdapter } from './simulated-adapter.ts'

const createAdapter = await prepareAdapter()
const receiver = { url: 'http://nowhere.invalid/', token: 'token', aesKey: 'A'.repeat(43) }

/** Creates the adapter; `callsOf` lists the calls of a path that WeCom received. */
function setUp({ contactsSecret, options }: { contactsSecret?: string; options?: SimulatorOptions } = {}) {
  const adapter = createAdapter({ receivers: { app: receiver }, ...options }, contactsSecret)
  const callsOf = (path: string) => adapter.simulator.state.calls.filter((call) => call.path === `/cgi-bin/${path}`)
  return { ...adapter, callsOf }
}

const card: NoticeCard = {
  taskId: 'crd_000001',
  source: '企微自助',
  title: '待审批：郭𠮷 改 1 项',
  subtitle: '来料检验组',
  rows: [{ name: '岗位', value: '质检工程师 → 高级质检工程师' }],
  url: 'http://localhost/r/AAAA-0000',
  button: '去审批',
}

describe('the WeCom adapter with the simulator', () => {
  it('a read uses the token of the agent, and a write that of the contacts', async () => {
    const { wecom, simulator } = setUp()
    await wecom.updateMember('guoji', { position: '高级质检工程师' })
    expect(await wecom.findMember('guoji')).toMatchObject({ name: '郭𠮷', position: '高级质检工程师', status: 1 })
    const used = simulator.state.calls
      .filter(({ path }) => path !== '/cgi-bin/gettoken')
      .map(({ token, path }) => `${token} ${path}`)
    expect(used).toEqual(['contacts /cgi-bin/user/update', 'agent /cgi-bin/user/get'])
  })

  it('findMember returns the led departments and the main department', async () => {
    const { wecom } = setUp()
    const limin = await wecom.findMember('limin')
    expect(limin?.leads.length).toBeGreaterThan(0)
    expect(limin?.departments).toContain(limin?.mainDepartment)
  })

  it('updateMember writes mail addresses and departments, and findOwner returns the member of an address', async () => {
    const { wecom } = setUp()
    const before = await wecom.findMember('guoji')
    await wecom.updateMember('guoji', { bizMail: 'guoji@lanjiang.example' })
    await wecom.updateMember('guoji', { email: 'guoji@mail.example', mobile: '13800138000' })
    const memberships = [{ department: 12, order: 0, isLeader: false }]
    await wecom.updateMember('guoji', { departments: { memberships, mainDepartment: 12 } })
    expect(before?.mainDepartment).not.toBe(12)
    expect(await wecom.findMember('guoji')).toMatchObject({ departments: [12], mainDepartment: 12 })
    expect(await wecom.findOwner('biz_mail', 'guoji@lanjiang.example')).toBe('guoji')
    expect(await wecom.findOwner('email', 'guoji@mail.example')).toBe('guoji')
    // WeCom ignores a mobile number for an active member, so the number has no owner.
    expect(await wecom.findOwner('mobile', '13800138000')).toBeNull()
  })

  it('findOwner returns null for an unknown number or address', async () => {
    const { wecom } = setUp()
    const lookups = [wecom.findOwner('mobile', '19900000000'), wecom.findOwner('email', 'no@mail.example')]
    expect(await Promise.all([...lookups, wecom.findOwner('biz_mail', 'no@lanjiang.example')])).toEqual([
      null,
      null,
      null,
    ])
  })

  it('findMember returns null for an unknown member', async () => {
    const { wecom } = setUp()
    expect(await wecom.findMember('ghost')).toBeNull()
  })

  it('listDepartments and listMembers return the whole visible directory', async () => {
    const { wecom } = setUp()
    const departments = await wecom.listDepartments()
    const members = await Promise.all(departments.map(({ id }) => wecom.listMembers(id)))
    // 董事会办公室 with its one member is outside the visible range.
    expect(departments).toHaveLength(demoCompany.departments.length - 1)
    expect(new Set(members.flat().map(({ userid }) => userid)).size).toBe([...demoCompany.members].length - 1)
  })

  it('listDepartments with an id returns this department and those below it', async () => {
    const { wecom } = setUp()
    expect((await wecom.listDepartments(3)).map(({ id }) => id)).toEqual([3, 11, 12])
  })

  it('concurrent calls fetch one token', async () => {
    const { wecom, callsOf } = setUp()
    await Promise.all(Array.from({ length: 20 }, () => wecom.findMember('guoji')))
    expect(callsOf('gettoken')).toHaveLength(1)
  })

  it.each([40014, 42001])('a call that gets error %i fetches a new token once', async (errcode) => {
    const { wecom, callControlApi, callsOf } = setUp()
    await wecom.findMember('guoji')
    await callControlApi('/tokens/kill', { errcode })
    expect(await wecom.findMember('guoji')).toMatchObject({ userid: 'guoji' })
    expect(callsOf('gettoken')).toHaveLength(2)
  })

  it('a call fails when the new token is refused too', async () => {
    const { wecom, callControlApi, callsOf } = setUp()
    await callControlApi('/faults', { endpoint: 'user/get', kind: 'errcode', errcode: 42001 })
    await expect(wecom.findMember('guoji')).rejects.toMatchObject({ errcode: 42001 })
    expect(callsOf('user/get')).toHaveLength(2)
  })

  it('a sent card can be replaced once', async () => {
    const { wecom } = setUp()
    const sent = await wecom.sendCard('limin', card)
    expect(sent).toMatchObject({ delivered: true, responseCode: expect.any(String) as string })
    const { button: _button, ...replacement } = { ...card, subtitle: '李敏已同意 10:32' }
    expect(await wecom.replaceCard(['limin'], sent.responseCode ?? '', replacement)).toBe(true)
    expect(await wecom.replaceCard(['limin'], sent.responseCode ?? '', replacement)).toBe(false)
  })

  it('two cards without a button that have the same words are both delivered, and a repeated mailing is delivered once', async () => {
    const { wecom, simulator } = setUp()
    const { button: _button, ...words } = card
    await wecom.sendCard('limin', { ...words, taskId: 'card-1' })
    await wecom.sendCard('limin', { ...words, taskId: 'card-2' })
    await wecom.sendCards(['limin'], { ...words, taskId: 'mailing-1' })
    await wecom.sendCards(['limin'], { ...words, taskId: 'mailing-1' })
    expect(simulator.state.effects.filter(({ effect }) => effect === 'message')).toHaveLength(3)
  })

  it('an identical card that is sent twice is delivered once', async () => {
    const { wecom, simulator } = setUp()
    await wecom.sendCard('limin', card)
    await wecom.sendCard('limin', card)
    expect(simulator.state.effects.filter(({ effect }) => effect === 'message')).toHaveLength(1)
  })

  it('a card that is sent again counts as delivered', async () => {
    const { wecom } = setUp()
    await wecom.sendCard('limin', card)
    expect(await wecom.sendCard('limin', card)).toMatchObject({ delivered: true })
  })

  it('sendCard reports that a card could not be delivered', async () => {
    const { wecom } = setUp()
    expect(await wecom.sendCard('ghost', card)).toEqual({ delivered: false, msgid: '', responseCode: null })
  })

  it('without a callback of the app, only a card without a button can be sent', async () => {
    const { wecom } = setUp({ options: { receivers: {} } })
    await expect(wecom.sendCard('limin', card)).rejects.toMatchObject({ errcode: 43012 })
    const { button: _button, ...plain } = card
    expect(await wecom.sendCard('limin', plain)).toMatchObject({ delivered: true, responseCode: null })
  })

  it('jsapiTicket fetches each of the two tickets once', async () => {
    const { wecom, callsOf } = setUp()
    const [corp, agent] = [await wecom.jsapiTicket('corp'), await wecom.jsapiTicket('agent')]
    expect(corp).not.toBe(agent)
    expect(await wecom.jsapiTicket('agent')).toBe(agent)
    expect([callsOf('get_jsapi_ticket').length, callsOf('ticket/get').length]).toEqual([1, 1])
  })

  it('describeApp returns the settings of the console', async () => {
    const { wecom, simulator } = setUp()
    simulator.state.app.trustedDomain = 'desk.test:8443'
    simulator.state.app.visibleDepartments = [1]
    simulator.state.app.visibleMembers = ['guoji']
    expect(await wecom.describeApp()).toEqual({
      isClosed: false,
      visibleDepartments: [1],
      visibleUserids: ['guoji'],
      visibleTags: [],
      trustedDomain: 'desk.test:8443',
      homeUrl: 'http://localhost/',
    })
    expect(await wecom.getTileType()).toBe('normal')
  })

  it('listTagged returns the members and departments of a tag, and none of a tag that does not exist', async () => {
    const { wecom, simulator } = setUp()
    simulator.state.tags['3'] = { tagid: 3, name: '试点', owner: 'console', users: ['guoji'], parties: [2] }
    expect(await wecom.listTagged(3)).toEqual({ userids: ['guoji'], departments: [2] })
    expect(await wecom.listTagged(4)).toEqual({ userids: [], departments: [] })
  })

  it('canWriteContacts checks the permission without a write', async () => {
    const { wecom, simulator, callControlApi } = setUp()
    expect(await wecom.canWriteContacts()).toBe(true)
    await callControlApi('/faults', { endpoint: 'user/update', kind: 'errcode', errcode: 48002 })
    expect(await wecom.canWriteContacts()).toBe(false)
    expect(simulator.state.effects).toEqual([])
  })

  it('a call with a wrong secret fails with error 40001', async () => {
    const { wecom } = setUp({ contactsSecret: 'wrong-secret' })
    await expect(wecom.updateMember('guoji', { position: 'x' })).rejects.toMatchObject({ errcode: 40001 })
  })
})

describe('sendText to several members', () => {
  it('a text is delivered to known members, and the others are returned', async () => {
    const { wecom, simulator } = setUp()
    const { undelivered } = await wecom.sendText(['limin', 'guoji', 'ghost'], '审计存证')
    expect(undelivered).toEqual(['ghost'])
    const [message] = simulator.state.messages
    expect([message?.content, message?.to]).toEqual([{ msgtype: 'text', content: '审计存证' }, ['limin', 'guoji']])
  })

  it('a text to unknown members only is delivered to none of them', async () => {
    const { wecom } = setUp()
    expect(await wecom.sendText(['ghost'], '审计存证')).toEqual({ undelivered: ['ghost'] })
  })

  it('an identical text is delivered once', async () => {
    const { wecom, simulator } = setUp()
    await wecom.sendText(['limin'], '审计存证')
    await wecom.sendText(['limin'], '审计存证')
    expect(simulator.state.messages).toHaveLength(1)
  })
})

describe('the workbench tile', () => {
  it('the tile gets a template, and a count with its link for each member', async () => {
    const { wecom, simulator, callsOf } = setUp()
    const approvals = { name: '待审批', url: 'http://localhost/approvals' }
    await wecom.setTileTemplate([approvals])
    expect(await wecom.setTileCounts(['limin', 'GUOJI'], [{ ...approvals, count: 3 }])).toBe(true)
    const { template, data } = simulator.state.workbench
    expect(template?.keydata?.items).toEqual([{ key: '待审批', data: '0', jump_url: 'http://localhost/approvals' }])
    expect([data['limin'], data['guoji']].map((tile) => tile?.keydata?.items)).toEqual([
      [{ key: '待审批', data: '3', jump_url: approvals.url }],
      [{ key: '待审批', data: '3', jump_url: approvals.url }],
    ])
    expect(callsOf('agent/batch_set_workbench_data').map(({ token }) => token)).toEqual(['agent'])
  })

  it('the tile is updated for no member if one of them is outside the visible range', async () => {
    const { wecom, simulator } = setUp()
    const approvals = { name: '待审批', url: 'http://localhost/approvals' }
    await wecom.setTileTemplate([approvals])
    expect(await wecom.setTileCounts(['limin', 'ghost'], [{ ...approvals, count: 1 }])).toBe(false)
    expect(simulator.state.workbench.data).toEqual({})
  })
})

describe('findMemberships', () => {
  // 郭𠮷 is in two departments and leads the second. The app sees the whole company, or only the first department.
  function setUpDepartments(seesAll: boolean) {
    const context = setUp()
    const { state } = context.simulator
    const member = state.directory.members['guoji']
    if (!member) throw new Error('the simulator has no such member')
    const membership = { department: [12, 3], order: [7, 9], isLeaderInDept: [0, 1] as (0 | 1)[], mainDepartment: 12 }
    state.directory.members['guoji'] = { ...member, ...membership }
    state.directory.version += 1
    if (!seesAll) state.app.visibleDepartments = [12]
    return context
  }
  const allDepartments = {
    memberships: [
      { department: 12, order: 7, isLeader: false },
      { department: 3, order: 9, isLeader: true },
    ],
    mainDepartment: 12,
  }

  it('findMemberships returns all departments if the app sees the whole company', async () => {
    expect(await setUpDepartments(true).wecom.findMemberships('guoji')).toEqual(allDepartments)
  })

  it('findMemberships returns all departments if the contacts secret may read', async () => {
    const { wecom, simulator } = setUpDepartments(false)
    simulator.state.switches.contactsReads = 'allowed'
    expect(await wecom.findMemberships('guoji')).toEqual(allDepartments)
  })

  it('findMemberships returns null if the app sees only some of the departments', async () => {
    expect(await setUpDepartments(false).wecom.findMemberships('guoji')).toBeNull()
  })

  it('findMemberships returns all departments if the list of ids confirms that there are no others', async () => {
    const { wecom, simulator, callsOf } = setUpDepartments(false)
    simulator.state.app.visibleDepartments = [12, 3]
    expect(await wecom.findMemberships('GuoJi')).toEqual(allDepartments)
    expect(callsOf('user/list_id').length).toBe(1)
  })

  it('updateMember writes departments with their order and leadership', async () => {
    const { wecom, simulator } = setUpDepartments(true)
    const memberships = [{ department: 2, order: 0, isLeader: false }, ...allDepartments.memberships.slice(1)]
    await wecom.updateMember('guoji', { departments: { memberships, mainDepartment: 2 } })
    expect(simulator.state.directory.members['guoji']).toMatchObject({
      department: [2, 3],
      order: [0, 9],
      isLeaderInDept: [0, 1],
      mainDepartment: 2,
    })
  })
})
