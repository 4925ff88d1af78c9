import { createWecom } from '@desk/server/adapters/wecom/create-wecom'
import { createSecretCipher } from '@desk/server/adapters/wecom/secret-cipher'
import { openEmbedded } from '@desk/server/db/open-embedded'
import type { NoticeCard } from '@desk/server/ports/wecom'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { pathInRepository } from '../lib/repository-paths.ts'
import { simulatorDefaults } from '../wecom-simulator/defaults.ts'
import { createSimulator, type SimulatorOptions } from '../wecom-simulator/simulator.ts'

const { corpId, agentId, agentSecret, contactsSecret } = simulatorDefaults
const database = await openEmbedded(pathInRepository('server/drizzle'))
beforeAll(() => database.migrate())
afterAll(() => database.close())
beforeEach(async () => {
  await database.db.execute('truncate wecom_secrets')
})

/** The real adapter against the simulator, in process: no socket, no port. */
function setUp(over: { contactsSecret?: string; options?: SimulatorOptions } = {}) {
  const receiver = { url: 'http://nowhere.invalid/', token: 'token', aesKey: 'A'.repeat(43) }
  const simulator = createSimulator({ receivers: { app: receiver }, sleep: async () => {}, ...over.options })
  const wecom = createWecom({
    apiBase: 'http://simulator.test',
    corpId,
    agentId,
    agentSecret,
    contactsSecret: over.contactsSecret ?? contactsSecret,
    db: database.db,
    seal: createSecretCipher(['0'.repeat(32)]),
    clock: { now: () => new Date() },
    fetch: async (request) => simulator.app.request(request),
  })
  const callsOf = (path: string) => simulator.state.calls.filter((call) => call.path === `/cgi-bin/${path}`)
  return { simulator, wecom, callsOf }
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

describe('the WeCom adapter against the simulator', () => {
  it('reads with the agent’s token and writes with the contacts’', async () => {
    const { wecom, simulator } = setUp()
    await wecom.updateMember('guoji', { position: '高级质检工程师' })
    expect(await wecom.findMember('guoji')).toMatchObject({ name: '郭𠮷', position: '高级质检工程师', status: 1 })
    const used = simulator.state.calls
      .filter(({ path }) => path !== '/cgi-bin/gettoken')
      .map(({ token, path }) => `${token} ${path}`)
    expect(used).toEqual(['contacts /cgi-bin/user/update', 'agent /cgi-bin/user/get'])
  })

  it('knows who leads which department, and which department is the main one', async () => {
    const { wecom } = setUp()
    const limin = await wecom.findMember('limin')
    expect(limin?.leads.length).toBeGreaterThan(0)
    expect(limin?.departments).toContain(limin?.mainDepartment)
  })

  it('writes mail and a department, and tells by whose they are whether that is so', async () => {
    const { wecom } = setUp()
    const before = await wecom.findMember('guoji')
    await wecom.updateMember('guoji', { bizMail: 'guoji@lanjiang.example' })
    await wecom.updateMember('guoji', { email: 'guoji@mail.example', mobile: '13800138000' })
    const seats = [{ department: 12, order: 0, isLeader: false }]
    await wecom.updateMember('guoji', { departments: { seats, mainDepartment: 12 } })
    expect(before?.mainDepartment).not.toBe(12)
    expect(await wecom.findMember('guoji')).toMatchObject({ departments: [12], mainDepartment: 12 })
    expect(await wecom.findOwner('biz_mail', 'guoji@lanjiang.example')).toBe('guoji')
    expect(await wecom.findOwner('email', 'guoji@mail.example')).toBe('guoji')
    // He is active: the number was ignored without a word, and it is nobody's.
    expect(await wecom.findOwner('mobile', '13800138000')).toBeNull()
  })

  it('knows nobody by a number or an address that is nobody’s', async () => {
    const { wecom } = setUp()
    const asked = [wecom.findOwner('mobile', '19900000000'), wecom.findOwner('email', 'no@mail.example')]
    expect(await Promise.all([...asked, wecom.findOwner('biz_mail', 'no@lanjiang.example')])).toEqual([
      null,
      null,
      null,
    ])
  })

  it('finds nobody who does not exist or is out of range', async () => {
    const { wecom } = setUp()
    expect(await wecom.findMember('ghost')).toBeNull()
  })

  it('walks the whole visible directory', async () => {
    const { wecom } = setUp()
    const departments = await wecom.listDepartments()
    const members = await Promise.all(departments.map(({ id }) => wecom.listMembers(id)))
    expect(departments.length).toBeGreaterThan(8)
    expect(new Set(members.flat().map(({ userid }) => userid)).size).toBeGreaterThan(50)
  })

  it('fetches one token for many calls at once', async () => {
    const { wecom, callsOf } = setUp()
    await Promise.all(Array.from({ length: 20 }, () => wecom.findMember('guoji')))
    expect(callsOf('gettoken')).toHaveLength(1)
  })

  it.each([40014, 42001])('fetches another token, once, when WeCom says %i', async (errcode) => {
    const { wecom, simulator, callsOf } = setUp()
    await wecom.findMember('guoji')
    await simulator.app.request('/__sim__/tokens/kill', post({ errcode }))
    expect(await wecom.findMember('guoji')).toMatchObject({ userid: 'guoji' })
    expect(callsOf('gettoken')).toHaveLength(2)
  })

  it('does not loop when the fresh token is refused too', async () => {
    const { wecom, simulator, callsOf } = setUp()
    await simulator.app.request('/__sim__/faults', post({ endpoint: 'user/get', kind: 'errcode', errcode: 42001 }))
    await expect(wecom.findMember('guoji')).rejects.toMatchObject({ errcode: 42001 })
    expect(callsOf('user/get')).toHaveLength(2)
  })

  it('sends a card that can be replaced once', async () => {
    const { wecom } = setUp()
    const sent = await wecom.sendCard('limin', card)
    expect(sent).toMatchObject({ delivered: true, responseCode: expect.any(String) as string })
    const { button: _button, ...over } = { ...card, subtitle: '李敏已同意 10:32' }
    expect(await wecom.replaceCard(['limin'], sent.responseCode ?? '', over)).toBe(true)
    expect(await wecom.replaceCard(['limin'], sent.responseCode ?? '', over)).toBe(false)
  })

  it('delivers an identical card once, however often it is sent', async () => {
    const { wecom, simulator } = setUp()
    await wecom.sendCard('limin', card)
    await wecom.sendCard('limin', card)
    expect(simulator.state.effects.filter(({ effect }) => effect === 'message')).toHaveLength(1)
  })

  it('does not replace a card whose code was lost with the answer, and does not send it twice', async () => {
    const { wecom } = setUp()
    await wecom.sendCard('limin', card)
    expect(await wecom.sendCard('limin', card)).toMatchObject({ delivered: true })
  })

  it('says so when nobody could be reached', async () => {
    const { wecom } = setUp()
    expect(await wecom.sendCard('ghost', card)).toEqual({ delivered: false, msgid: '', responseCode: null })
  })

  it('sends a plain notice where the app has no callback', async () => {
    const { wecom } = setUp({ options: { receivers: {} } })
    await expect(wecom.sendCard('limin', card)).rejects.toMatchObject({ errcode: 43012 })
    const { button: _button, ...plain } = card
    expect(await wecom.sendCard('limin', plain)).toMatchObject({ delivered: true, responseCode: null })
  })

  it('takes both tickets, each once', async () => {
    const { wecom, callsOf } = setUp()
    const [corp, agent] = [await wecom.jsapiTicket('corp'), await wecom.jsapiTicket('agent')]
    expect(corp).not.toBe(agent)
    expect(await wecom.jsapiTicket('agent')).toBe(agent)
    expect([callsOf('get_jsapi_ticket').length, callsOf('ticket/get').length]).toEqual([1, 1])
  })

  it('describes the app as the console has it', async () => {
    const { wecom, simulator } = setUp()
    simulator.state.app.trustedDomain = 'desk.test:8443'
    simulator.state.app.visibleDepartments = [1]
    expect(await wecom.describeApp()).toEqual({
      isClosed: false,
      visibleDepartments: [1],
      visibleMemberCount: 0,
      trustedDomain: 'desk.test:8443',
      homeUrl: 'http://localhost/',
    })
    expect(await wecom.getTileType()).toBe('normal')
  })

  it('knows whether the contacts may be written, and writes nothing to learn it', async () => {
    const { wecom, simulator } = setUp()
    expect(await wecom.canWriteContacts()).toBe(true)
    await simulator.app.request('/__sim__/faults', post({ endpoint: 'user/update', kind: 'errcode', errcode: 48002 }))
    expect(await wecom.canWriteContacts()).toBe(false)
    expect(simulator.state.effects).toEqual([])
  })

  it('names a wrong secret by its code', async () => {
    const { wecom } = setUp({ contactsSecret: 'wrong-secret' })
    await expect(wecom.updateMember('guoji', { position: 'x' })).rejects.toMatchObject({ errcode: 40001 })
  })
})

const post = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

describe('a text to several people', () => {
  it('reaches those who are there and names the others', async () => {
    const { wecom, simulator } = setUp()
    const { undelivered } = await wecom.sendText(['limin', 'guoji', 'ghost'], '审计存证')
    expect(undelivered).toEqual(['ghost'])
    const [message] = simulator.state.messages
    expect([message?.content, message?.to]).toEqual([{ msgtype: 'text', content: '审计存证' }, ['limin', 'guoji']])
  })

  it('reaches nobody where nobody is there', async () => {
    const { wecom } = setUp()
    expect(await wecom.sendText(['ghost'], '审计存证')).toEqual({ undelivered: ['ghost'] })
  })

  it('is not doubled when it is sent again', async () => {
    const { wecom, simulator } = setUp()
    await wecom.sendText(['limin'], '审计存证')
    await wecom.sendText(['limin'], '审计存证')
    expect(simulator.state.messages).toHaveLength(1)
  })
})

describe('the tile on the workbench', () => {
  it('is drawn with its counter, and shows people their numbers', async () => {
    const { wecom, simulator, callsOf } = setUp()
    await wecom.setTileTemplate([{ name: '待审批', url: 'http://localhost/approvals' }])
    await wecom.setTileCounts(['limin', 'GUOJI'], { 待审批: 3 })
    const { template, data } = simulator.state.workbench
    expect(template?.keydata?.items).toEqual([{ key: '待审批', data: '0', jump_url: 'http://localhost/approvals' }])
    expect([data['limin'], data['guoji']].map((tile) => tile?.keydata?.items)).toEqual([
      [{ key: '待审批', data: '3' }],
      [{ key: '待审批', data: '3' }],
    ])
    expect(callsOf('agent/batch_set_workbench_data').map(({ token }) => token)).toEqual(['agent'])
  })

  it('is refused for all when one of them is not to be seen', async () => {
    const { wecom, simulator } = setUp()
    await wecom.setTileTemplate([{ name: '待审批', url: 'http://localhost/approvals' }])
    await expect(wecom.setTileCounts(['limin', 'ghost'], { 待审批: 1 })).rejects.toMatchObject({ errcode: 60011 })
    expect(simulator.state.workbench.data).toEqual({})
  })
})

describe('all departments of a member', () => {
  type World = ReturnType<typeof setUp>
  /** 郭𠮷 sits in two departments, leads the second, and the app sees the first alone, if it is not the whole company. */
  function withHiddenDepartment(hidden: number | null): World {
    const world = setUp()
    const { state } = world.simulator
    const member = state.directory.members['guoji']
    if (!member) throw new Error('the simulator has him')
    const seats = { department: [12, 3], order: [7, 9], isLeaderInDept: [0, 1] as (0 | 1)[], mainDepartment: 12 }
    state.directory.members['guoji'] = { ...member, ...seats }
    state.directory.version += 1
    if (hidden !== null) state.app.visibleDepartments = [12]
    return world
  }
  const whole = {
    seats: [
      { department: 12, order: 7, isLeader: false },
      { department: 3, order: 9, isLeader: true },
    ],
    mainDepartment: 12,
  }

  it('are known where the app sees the whole company', async () => {
    expect(await withHiddenDepartment(null).wecom.findMemberships('guoji')).toEqual(whole)
  })

  it('are known where the contacts secret may still read, whatever the app sees', async () => {
    const { wecom, simulator } = withHiddenDepartment(3)
    simulator.state.switches.contactsReads = 'allowed'
    expect(await wecom.findMemberships('guoji')).toEqual(whole)
  })

  it('are not known where the app sees a part of them', async () => {
    expect(await withHiddenDepartment(3).wecom.findMemberships('guoji')).toBeNull()
  })

  it('are known where the list of ids says that there are no others', async () => {
    const { wecom, simulator, callsOf } = withHiddenDepartment(3)
    simulator.state.app.visibleDepartments = [12, 3]
    expect(await wecom.findMemberships('GuoJi')).toEqual(whole)
    expect(callsOf('user/list_id').length).toBe(1)
  })

  it('are written with their order and who leads them', async () => {
    const { wecom, simulator } = withHiddenDepartment(null)
    const seats = [{ department: 2, order: 0, isLeader: false }, ...whole.seats.slice(1)]
    await wecom.updateMember('guoji', { departments: { seats, mainDepartment: 2 } })
    expect(simulator.state.directory.members['guoji']).toMatchObject({
      department: [2, 3],
      order: [0, 9],
      isLeaderInDept: [0, 1],
      mainDepartment: 2,
    })
  })
})
