import type { HrHome } from '@desk/shared/accounts/hr-home-schemas'
import type { PeoplePage, PersonPage } from '@desk/shared/accounts/people-schemas'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { describe, expect } from 'vitest'
import { auditEntries, departureReports } from '../../../db/schema/index.ts'
import { markMembersLeft } from '../../../directory/sync-members-queries.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { createTestClient } from '../../../testing/http.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { departureDuties } from '../departures/departure-duties.ts'
import { setPartner } from '../partners/set-partner.ts'

async function createPeople(kit: Kit) {
  await kit.given.department({ id: 1 })
  const quality = await kit.given.department({ id: 11, parent: 1, name: '质检' })
  const sales = await kit.given.department({ id: 12, parent: 1, name: '销售' })
  const searchable = { isSearchable: true }
  const people = {
    ops: await kit.given.member({ userid: 'chenhaiyan', name: '陈海燕', roles: ['ops'], ...searchable }),
    hr: await kit.given.member({ userid: 'xiaolan', name: '肖岚', roles: ['hr'], ...searchable }),
    admin: await kit.given.member({
      userid: 'limin',
      name: '李敏',
      department: quality,
      adminOf: [quality],
      ...searchable,
    }),
    upperAdmin: await kit.given.member({ userid: 'zhou', name: '周启明', adminOf: [1], ...searchable }),
    member: await kit.given.member({
      userid: 'guoji',
      name: '郭𠮷',
      department: quality,
      position: '质检员',
      ...searchable,
    }),
    joiner: await kit.given.member({ userid: 'luyao', name: '陆瑶', department: sales, status: 4, ...searchable }),
    seller: await kit.given.member({ userid: 'wang', name: '王芳', department: sales, ...searchable }),
  }
  const { requestAs } = createTestClient(kit.deps)
  const list = async (by: typeof people.hr, query = '') =>
    ((await (await requestAs(by, 'GET', `/api/people${query}`)).json()) as PeoplePage).items.map(({ name }) => name)
  return { ...people, requestAs, list }
}

const listCards = ({ deps }: Kit) =>
  deps.wecom.mailings.map(({ userids, card }) => `${[...userids].sort().join(' ')}: ${card.title}`)

describe('the list of people', () => {
  test('the list of people has everybody for HR, the members of their departments for an admin, and is not found by others', async ({
    kit,
  }) => {
    const { hr, admin, member, list, requestAs } = await createPeople(kit)
    expect(await list(hr)).toHaveLength(7)
    expect((await list(admin)).sort()).toEqual(['李敏', '郭𠮷'].sort())
    expect((await requestAs(member, 'GET', '/api/people')).status).toBe(404)
  })

  test('the list of people finds members of any account state by pinyin, initials, name or userid, within the scope', async ({
    kit,
  }) => {
    const { hr, admin, list } = await createPeople(kit)
    await kit.given.member({ userid: 'A1024', name: '何静', isSearchable: true })
    expect(await list(hr, '?q=a1024')).toEqual(['何静'])
    expect(await list(hr, '?q=luyao')).toEqual(['陆瑶'])
    expect(await list(hr, '?q=ly')).toEqual(['陆瑶'])
    expect(await list(hr, `?q=${encodeURIComponent('王')}`)).toEqual(['王芳'])
    expect(await list(admin, '?q=ly')).toEqual([])
    expect(await list(hr, '?department=12')).toHaveLength(2)
  })

  test('the list of people continues where the first page ended', async ({ kit }) => {
    const { hr, requestAs } = await createPeople(kit)
    for (let index = 0; index < 100; index += 1)
      await kit.given.member({ isSearchable: true, name: `员工${String(index)}` })
    const readPage = async (after = '') =>
      (await (await requestAs(hr, 'GET', `/api/people${after}`)).json()) as PeoplePage
    const first = await readPage()
    const second = await readPage(`?after=${String(first.next)}`)
    const names = [...first.items, ...second.items].map(({ userid }) => userid)
    expect(new Set(names).size).toBe(107)
    expect(second.next).toBeNull()
  })
})

describe("a person's data", () => {
  test("a person's data is shown to HR and their admin with a record of the reading, and is not found by another admin", async ({
    kit,
  }) => {
    const { admin, hr, requestAs } = await createPeople(kit)
    const read = async (by: typeof hr, userid: string) => requestAs(by, 'GET', `/api/people/${userid}`)
    const page = (await (await read(admin, 'guoji')).json()) as PersonPage
    expect(page).toMatchObject({ position: '质检员', telephone: '0755-1000', allowed: ['change', 'report'] })
    expect((await read(admin, 'wang')).status).toBe(404)
    expect((await read(hr, 'wang')).status).toBe(200)
    const rows = await kit.deps.db.select().from(auditEntries)
    expect(rows.filter(({ action }) => action === 'people.read').map(({ object }) => object)).toEqual(['guoji', 'wang'])
  })
})

// A flow handles an account: an opening, a contract of a partner, or a closing (`adopting-flow.ts`).
describe('a member who left without a flow', () => {
  async function createReport(kit: Kit) {
    const people = await createPeople(kit)
    const { admin, requestAs } = people
    const body = { lastDay: '2026-03-13', note: '上周五办了交接' }
    const report = (by = admin, userid = 'guoji') => requestAs(by, 'POST', `/api/people/${userid}/departure`, body)
    const first = await report()
    const id = ((await first.json()) as PersonPage).departure?.id
    const handle = (path: string, json: object, by = people.hr) =>
      requestAs(by, 'POST', `/api/departures/${String(id)}/${path}`, json)
    return { ...people, report, handle }
  }

  test('a department admin reports a member who left without a flow once, and HR is notified', async ({ kit }) => {
    const { report, admin, member } = await createReport(kit)
    await drainOutbox(kit.deps)
    expect(listCards(kit)).toEqual(['xiaolan: 郭𠮷已离职，账号尚未办理'])
    expect((await report()).status).toBe(409)
    expect((await report(admin, 'wang')).status).toBe(404)
    expect((await report(admin, 'limin')).status).toBe(404)
    expect((await report(member)).status).toBe(404)
  })

  test('a report about a member of HR or about an admin notifies only others', async ({ kit }) => {
    const { upperAdmin, hr, admin, report, requestAs } = await createReport(kit)
    const second = await kit.given.member({ userid: 'hr2', name: '何静', roles: ['hr'] })
    for (const { userid } of [hr, admin]) expect((await report(upperAdmin, userid)).status).toBe(200)
    await drainOutbox(kit.deps)
    expect(listCards(kit).slice(1)).toEqual(['hr2: 肖岚已离职，账号尚未办理', 'hr2 xiaolan: 李敏已离职，账号尚未办理'])
    const readSection = async (by: typeof hr) => {
      const home = (await (await requestAs(by, 'GET', '/api/hr')).json()) as HrHome
      const section = home.sections.find(({ name }) => name === 'departures')
      return [section?.count, section?.rows.map(({ person }) => person.userid).toSorted()]
    }
    expect(await readSection(hr)).toEqual([2, ['guoji', 'limin']])
    expect(await readSection(second)).toEqual([3, ['guoji', 'limin', 'xiaolan']])
    const listSubjects = async (by: typeof hr) => (await departureDuties(kit.deps, by)).map(({ subject }) => subject)
    expect((await listSubjects(hr)).toSorted()).toEqual(['郭𠮷', '李敏'].toSorted())
    for (const reader of [hr, admin]) {
      const page = (await (await requestAs(reader, 'GET', `/api/people/${reader.userid}`)).json()) as PersonPage
      expect(page).toMatchObject({ departure: null, answer: null, isReported: false })
      const { items } = (await (await requestAs(reader, 'GET', '/api/people')).json()) as PeoplePage
      expect(items.find(({ userid }) => userid === reader.userid)?.isReported).toBe(false)
    }
  })

  test('a report about the only member of HR notifies ops', async ({ kit }) => {
    const { upperAdmin, report } = await createReport(kit)
    expect((await report(upperAdmin, 'xiaolan')).status).toBe(200)
    await drainOutbox(kit.deps)
    expect(listCards(kit).at(-1)).toBe('chenhaiyan: 肖岚已离职，账号尚未办理')
  })

  test('HR answers that a reported member is still here, and the admin reads why', async ({ kit }) => {
    const { handle, admin, requestAs } = await createReport(kit)
    expect((await handle('answer', { text: '' })).status).toBe(422)
    expect((await handle('answer', { text: '借调苏州，仍在职' })).status).toBe(200)
    expect((await handle('answer', { text: '再答' })).status).toBe(409)
    await drainOutbox(kit.deps)
    expect(listCards(kit).at(-1)).toBe('limin: 郭𠮷：人事已核实，仍在职')
    const page = (await (await requestAs(admin, 'GET', '/api/people/guoji')).json()) as PersonPage
    expect(page).toMatchObject({ departure: null, answer: { text: '借调苏州，仍在职' } })
  })

  test('a member who left without a flow is not shown as handled by a flow that does not close the account', async ({
    kit,
  }) => {
    const { handle, hr, requestAs } = await createReport(kit)
    expect((await handle('adoption', { flow: 'partner' })).status).toBe(422)
    const endsOn = '2026-12-31'
    await setPartner(kit.deps, hr, { userid: 'guoji', company: '华精', sponsor: 'limin', endsOn })
    expect((await handle('adoption', { flow: 'partner' })).status).toBe(422)
    await requestAs(hr, 'POST', '/api/settings/partners/guoji/end', {})
    expect((await handle('adoption', { flow: 'partner' })).status).toBe(200)
  })

  test('a member who left without a flow is taken over by a closing of the account, and not before there is one', async ({
    kit,
  }) => {
    const { handle, hr, requestAs } = await createReport(kit)
    expect((await handle('adoption', { flow: 'account_close' })).status).toBe(422)
    const closing = { kind: 'leave', subjectId: 'guoji', lastDay: '2026-03-17' }
    expect((await requestAs(hr, 'POST', '/api/closings', closing)).status).toBe(200)
    const home = (await (await requestAs(hr, 'GET', '/api/hr')).json()) as HrHome
    expect(home.sections.find(({ name }) => name === 'leavers')).toMatchObject({
      count: 1,
      due: 1,
      rows: [{ person: { userid: 'guoji' }, reason: 'handing_over', day: '2026-03-17', isDue: true }],
    })
    expect((await handle('adoption', { flow: 'account_close' })).status).toBe(200)
  })

  test('a member who left without a flow needs nothing more once WeCom no longer has them', async ({ kit }) => {
    await createReport(kit)
    const reading = { at: kit.deps.clock.now(), source: 'test' }
    await kit.deps.db.transaction((tx) => markMembersLeft(kit.deps, tx, ['guoji'], reading))
    expect(await kit.deps.db.select().from(departureReports)).toMatchObject([{ outcome: 'gone' }])
  })

  test("a member who left without a flow is in HR's home, with the partners whose contracts end", async ({ kit }) => {
    const { hr, member, requestAs } = await createReport(kit)
    await setPartner(kit.deps, hr, { userid: 'wang', company: '华精', sponsor: 'limin', endsOn: '2026-03-18' })
    const home = (await (await requestAs(hr, 'GET', '/api/hr')).json()) as HrHome
    expect(home.sections.map(({ name, count }) => [name, count])).toEqual([
      ['joiners', 0],
      ['leavers', 0],
      ['departures', 1],
      ['partners', 1],
      ['console', 0],
    ])
    expect(home.sections[3]?.rows).toMatchObject([{ reason: 'ending', day: '2026-03-18', isDue: true }])
    expect((await requestAs(member, 'GET', '/api/hr')).status).toBe(404)
  })
})

describe('a change that a department admin requests for a member', () => {
  const payload = { subjectId: 'guoji', position: { from: '质检员', to: '质检组长' } }

  test('a change that a department admin requests for a member goes to another approver, is written for the member, and both are notified', async ({
    kit,
  }) => {
    const { admin, upperAdmin, requestAs } = await createPeople(kit)
    const submit = (by: typeof admin, body: object = payload) =>
      requestAs(
        by,
        'POST',
        '/api/requests',
        { kind: 'info_change', payload: body },
        { 'idempotency-key': 'for-member' },
      )
    const answer = await submit(admin)
    expect(answer.status).toBe(201)
    const request = (await answer.json()) as RequestView
    expect(request.subject).toMatchObject({ userid: 'guoji' })
    const decide = (by: typeof admin) =>
      requestAs(by, 'POST', `/api/requests/${request.id}/decision`, {
        version: request.version,
        seenHash: request.seenHash,
        fields: { position: { verdict: 'agree' } },
      })
    expect((await decide(admin)).status).not.toBe(200)
    expect((await decide(upperAdmin)).status).toBe(200)
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.members.get('guoji')?.position).toBe('质检组长')
    const notified = kit.deps.wecom.sent.filter(({ card }) => card.title.includes('已生效')).map(({ userid }) => userid)
    expect(notified.sort()).toEqual(['guoji', 'limin'])
  })

  test('a change that a department admin requests for a member is refused for members of other departments and for what the directory does not show', async ({
    kit,
  }) => {
    const { admin, seller, member, requestAs } = await createPeople(kit)
    const readErrorCodes = async (by: typeof admin, body: object) => {
      const key = { 'idempotency-key': `key-${JSON.stringify(body).length}-${by.userid}` }
      const answer = await requestAs(by, 'POST', '/api/requests', { kind: 'info_change', payload: body }, key)
      const { error } = (await answer.json()) as { error: { details: { fields: { path: string; code: string }[] } } }
      return [answer.status, ...error.details.fields.map(({ path, code }) => `${path} ${code}`)]
    }
    const position = { from: '店员', to: '主管' }
    expect(await readErrorCodes(admin, { subjectId: 'wang', position })).toEqual([
      422,
      'payload.subjectId member.unknown',
    ])
    expect(await readErrorCodes(member, { subjectId: 'limin', position })).toEqual([
      422,
      'payload.subjectId member.unknown',
    ])
    expect(await readErrorCodes(seller, { subjectId: 'luyao', position })).toEqual([
      422,
      'payload.subjectId member.unknown',
    ])
    const mobile = { from: '', to: '13800002046' }
    expect(await readErrorCodes(admin, { subjectId: 'guoji', mobile })).toEqual([
      422,
      'payload.mobile.to info.not_for_others',
    ])
  })

  test('a change that a department admin requests for a member starts from a form with the values of the member, whom others do not find', async ({
    kit,
  }) => {
    const { admin, seller, requestAs } = await createPeople(kit)
    const form = await requestAs(admin, 'GET', '/api/info-change/form?for=guoji')
    expect(await form.json()).toMatchObject({
      subject: { userid: 'guoji', name: '郭𠮷' },
      deciders: [{ userid: 'zhou' }],
      fields: expect.arrayContaining([expect.objectContaining({ field: 'position', value: '质检员' })]),
    })
    expect((await requestAs(seller, 'GET', '/api/info-change/form?for=guoji')).status).toBe(404)
  })
})
