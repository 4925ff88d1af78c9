import type { ManualSheet } from '@desk/shared/requests/kinds/info-change-schemas'
import type { InfoChangePayload } from '@desk/shared/requests/kinds/info-change'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { describe, expect } from 'vitest'
import { WecomRefusedError } from '../../../kernel/app-error.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { testApp } from '../../../testing/http.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { agree, decisionOn, smallCompany, submitted } from '../../../testing/stories.ts'
import { decideRequest } from '../../requests/decide-request.ts'
import { closeUndisputed } from './close-undisputed.ts'
import { getHome } from '../../home/get-home.ts'
import { getRequest } from '../../requests/get-request.ts'
import { afterSecondThoughts } from '../../../testing/second-thoughts.ts'

const toPosition = { position: { from: '质检工程师', to: '高级质检工程师' } } satisfies InfoChangePayload
const number = '13800138000'

/** Everything agreed to, and carried out as far as it goes. */
async function agreed(kit: Kit, payload: InfoChangePayload) {
  const company = await smallCompany(kit)
  const ops = await kit.given.member({ userid: 'olga', roles: ['ops'] })
  const { applicant, admin } = company
  const view = await submitted(kit, applicant, payload)
  const fields = Object.fromEntries(view.changes.map(({ field }) => [field, agree]))
  await decideRequest(kit.deps, admin, decisionOn(view, fields))
  afterSecondThoughts(kit)
  await drainOutbox(kit.deps)
  const read = (actor = applicant) => getRequest(kit.deps, actor, view.id)
  const { as } = testApp(kit.deps)
  const post = async (actor: typeof ops, path: string, body: object = {}) => {
    const response = await as(actor, 'POST', `/api/requests/${view.id}/${path}`, body)
    return { status: response.status, view: (await response.json()) as RequestView }
  }
  return { ...company, ops, id: view.id, read, post, as }
}
const titlesTo = ({ deps }: Kit, userid: string) =>
  deps.wecom.sent.filter((one) => one.userid === userid).map(({ card }) => card.title)
const types = ({ timeline }: RequestView) => timeline.map(({ type }) => type)

describe('a day that is to come', () => {
  const later = { ...toPosition, effectiveOn: '2026-03-20' }

  test('is waited for; nothing is written before', async ({ kit }) => {
    const { read } = await agreed(kit, later)
    expect(await read()).toMatchObject({
      state: 'decided',
      followUp: { phase: 'scheduled', effectiveOn: '2026-03-20' },
    })
    expect(kit.deps.wecom.updates).toEqual([])
    // The day begins at 16:00 UTC of the day before.
    kit.deps.clock.advanceHours(61)
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.updates).toEqual([])
    kit.deps.clock.advanceHours(1)
    await drainOutbox(kit.deps)
    expect((await read()).state).toBe('done')
    expect(types(await read()).filter((type) => type === 'scheduled')).toHaveLength(1)
  })

  test('is told when it is agreed to, and again once it holds', async ({ kit }) => {
    await agreed(kit, later)
    expect(titlesTo(kit, 'guoji')).toEqual(['已同意 1 项，将于 3 月 20 日生效'])
    kit.deps.clock.advanceHours(72)
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, 'guoji').slice(1)).toEqual(['已生效：1 项'])
  })

  test('finds a member who left or was disabled meanwhile: nothing is written, and it says why', async ({ kit }) => {
    const { read, admin } = await agreed(kit, later)
    const member = kit.deps.wecom.members.get('guoji')
    if (member) kit.deps.wecom.members.set('guoji', { ...member, status: 2 })
    kit.deps.clock.advanceHours(62)
    await drainOutbox(kit.deps)
    const view = await read(admin)
    expect(view).toMatchObject({ state: 'failed', followUp: { phase: null } })
    expect(view.timeline.at(-1)).toMatchObject({ type: 'write_failed', details: { cause: 'member_disabled' } })
    expect(kit.deps.wecom.updates).toEqual([])
  })

  test.for([
    ['2026-03-16', 'info.day_past'],
    ['2026-06-16', 'info.day_far'],
  ])('%s is refused', async ([effectiveOn = '', code], { kit }) => {
    const { applicant } = await smallCompany(kit)
    const refused = submitted(kit, applicant, { ...toPosition, effectiveOn })
    await expect(refused).rejects.toMatchObject({ details: { fields: [{ path: 'payload.effectiveOn', code }] } })
  })
})

describe('a department', () => {
  const move = (fromId: number, toId: number): InfoChangePayload => ({
    department: { from: '来料检验组', to: '出货检验组', fromId, toId },
  })

  test('takes the place of the main one, and is read back by its id', async ({ kit }) => {
    const { company, department, applicant, admin } = await smallCompany(kit)
    const target = await kit.given.department({ parent: company, name: '出货检验组' })
    const ops = await kit.given.member({ userid: 'olga', roles: ['ops'] })
    const view = await submitted(kit, applicant, move(department, target))
    await decideRequest(kit.deps, admin, decisionOn(view, { department: agree }))
    afterSecondThoughts(kit)
    await drainOutbox(kit.deps)
    // The management department confirms, and somebody else than who verified.
    const toConfirm = await getRequest(kit.deps, ops, view.id)
    expect(toConfirm).toMatchObject({
      state: 'open',
      step: 'ops',
      isRisky: true,
      allowed: expect.arrayContaining(['decide']),
    })
    expect(kit.deps.wecom.updates).toEqual([])
    await decideRequest(kit.deps, ops, decisionOn(toConfirm, { department: agree }))
    afterSecondThoughts(kit)
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.updates).toEqual([
      {
        userid: 'guoji',
        fields: {
          seating: { seats: [{ department: target, order: 0, isLeader: false }], mainDepartment: target },
        },
      },
    ])
    const done = await getRequest(kit.deps, admin, view.id).catch(() => getRequest(kit.deps, applicant, view.id))
    expect(done).toMatchObject({ state: 'done', changes: [{ readBack: { value: '出货检验组', equal: true } }] })
  })

  /** Moved, beside a new position, and carried out as far as it goes. */
  async function moved(kit: Kit, also: number[] = []) {
    const small = await smallCompany(kit)
    const target = await kit.given.department({ parent: small.company, name: '出货检验组' })
    const ops = await kit.given.member({ userid: 'olga', roles: ['ops'] })
    const member = kit.deps.wecom.members.get('guoji')
    if (!member) throw new Error('the applicant is in WeCom')
    kit.deps.wecom.members.set('guoji', { ...member, departments: [...member.departments, ...also], leads: also })
    const asked = { ...toPosition, ...move(small.department, target) }
    const view = await submitted(kit, small.applicant, asked)
    await decideRequest(kit.deps, small.admin, decisionOn(view, { department: agree, position: agree }))
    afterSecondThoughts(kit)
    await drainOutbox(kit.deps)
    const again = await getRequest(kit.deps, ops, view.id)
    const fields = { department: agree, position: agree }
    await decideRequest(kit.deps, ops, decisionOn(again, fields))
    afterSecondThoughts(kit)
    await drainOutbox(kit.deps)
    return { target, view: await getRequest(kit.deps, ops, view.id) }
  }

  test('leaves every other membership as it was, with who leads there', async ({ kit }) => {
    const { target } = await moved(kit, [77])
    const seats = [
      { department: target, order: 0, isLeader: false },
      { department: 77, order: 0, isLeader: true },
    ]
    expect(kit.deps.wecom.updates.at(-1)?.fields.seating).toEqual({ seats, mainDepartment: target })
  })

  test('is left to people, with the reason, where some memberships are hidden; the rest is written', async ({
    kit,
  }) => {
    kit.deps.wecom.console.seesAllSeats = false
    const { view } = await moved(kit)
    expect(kit.deps.wecom.updates).toEqual([{ userid: 'guoji', fields: { position: '高级质检工程师' } }])
    expect(view).toMatchObject({ state: 'executing', followUp: { phase: 'awaiting_proof' } })
    const asked = view.timeline.find(({ type }) => type === 'manual_asked')
    expect(asked?.details).toEqual({ fields: ['department'], cause: 'seats_hidden' })
  })

  test('that is not there, or has another name, is refused', async ({ kit }) => {
    const { department, applicant } = await smallCompany(kit)
    await expect(submitted(kit, applicant, move(department, 999))).rejects.toMatchObject({
      details: { fields: [{ path: 'payload.department.to', code: 'info.department_gone' }] },
    })
  })
})

describe('without the right to write', () => {
  test('people get a sheet, and the request closes itself once WeCom shows it', async ({ kit }) => {
    kit.deps.wecom.updateMember = async () => {
      throw new WecomRefusedError(48002, 'user/update')
    }
    const { read, ops, as, id } = await agreed(kit, toPosition)
    expect(await read()).toMatchObject({ state: 'executing', followUp: { phase: 'awaiting_proof' } })
    const sheet = await (await as(ops, 'GET', `/api/requests/${id}/sheet`)).json()
    expect(sheet).toMatchObject({ isOver: false, rows: [{ field: 'position', to: '高级质检工程师' }] })

    const member = kit.deps.wecom.members.get('guoji')
    if (member) kit.deps.wecom.members.set('guoji', { ...member, position: '高级质检工程师' })
    kit.deps.clock.advanceSeconds(600)
    await drainOutbox(kit.deps)
    expect(await read()).toMatchObject({ state: 'done', proof: { reached: 3, state: 'done' } })
    expect(types(await read())).toContain('manual_asked')
  })

  test('"done" is only a reason to look', async ({ kit }) => {
    const { site } = kit.deps
    const { read, post, ops, admin } = await agreed(
      { ...kit, deps: Object.assign(kit.deps, { site: { ...site, hasContactsSecret: false } }) },
      toPosition,
    )
    expect((await post(ops, 'look')).view).toMatchObject({ state: 'executing', followUp: { phase: 'awaiting_proof' } })
    expect((await post(admin, 'look')).view.state).toBe('executing')
    expect((await read()).timeline.filter(({ type }) => type === 'proof_looked')).toHaveLength(1)
    const member = kit.deps.wecom.members.get('guoji')
    if (member) kit.deps.wecom.members.set('guoji', { ...member, position: '高级质检工程师' })
    expect((await post(ops, 'look')).view).toMatchObject({ state: 'done', followUp: { phase: null } })
    expect(kit.deps.wecom.updates).toEqual([])
    await drainOutbox(kit.deps)
    expect((await read()).state).toBe('done')
  })

  test('taps do not become a storm', async ({ kit }) => {
    const { site } = kit.deps
    const { post, ops } = await agreed(
      { ...kit, deps: Object.assign(kit.deps, { site: { ...site, hasContactsSecret: false } }) },
      toPosition,
    )
    const statuses = []
    for (let tap = 0; tap < 5; tap += 1) statuses.push((await post(ops, 'look')).status)
    expect(statuses).toEqual([200, 200, 200, 429, 429])
  })
})

describe('written, and read back as something else', () => {
  /** WeCom answers 0 and writes nothing. */
  async function notObeyed(kit: Kit) {
    const { updateMember } = kit.deps.wecom
    kit.deps.wecom.updateMember = async () => {}
    const scene = await agreed(kit, toPosition)
    return { ...scene, obey: () => (kit.deps.wecom.updateMember = updateMember) }
  }

  test('is told to the applicant and to the management department, in the same words', async ({ kit }) => {
    const { read } = await notObeyed(kit)
    expect(await read()).toMatchObject({ state: 'executing', phase: 'differs', proof: { reached: 2, state: 'failed' } })
    expect(titlesTo(kit, 'guoji')).toEqual(['写了，读回对不上'])
    expect(titlesTo(kit, 'olga')).toEqual(['郭𠮷 的变更写了，读回对不上'])
    const rows = kit.deps.wecom.sent.slice(-2).map(({ card }) => card.rows)
    expect(rows[0]).toEqual([{ name: '岗位', value: '申请值 高级质检工程师，当前值 质检工程师' }])
    expect(rows[1]).toEqual(rows[0])
  })

  test('is written once more by the management department, and by nobody else', async ({ kit }) => {
    const { read, post, ops, admin, applicant, obey } = await notObeyed(kit)
    const { version } = await read()
    for (const other of [admin, applicant]) expect((await post(other, 'rewrite', { version })).status).toBe(409)
    obey()
    expect((await post(ops, 'rewrite', { version })).view).toMatchObject({ state: 'executing', phase: null })
    expect((await post(ops, 'rewrite', { version })).status).toBe(409)
    await drainOutbox(kit.deps)
    expect((await read()).state).toBe('done')
    expect(titlesTo(kit, 'guoji')).toEqual(['写了，读回对不上', '已生效：1 项'])
  })

  test('says so each time that it does', async ({ kit }) => {
    const { read, post, ops } = await notObeyed(kit)
    await post(ops, 'rewrite', { version: (await read()).version })
    await drainOutbox(kit.deps)
    expect(await read()).toMatchObject({ phase: 'differs' })
    expect([titlesTo(kit, 'guoji'), titlesTo(kit, 'olga')].map(({ length }) => length)).toEqual([2, 2])
  })

  test('closes itself once WeCom shows it, whoever changed it', async ({ kit }) => {
    const { read } = await notObeyed(kit)
    const member = kit.deps.wecom.members.get('guoji')
    if (member) kit.deps.wecom.members.set('guoji', { ...member, position: '高级质检工程师' })
    kit.deps.clock.advanceSeconds(600)
    await drainOutbox(kit.deps)
    expect((await read()).state).toBe('done')
  })
})

describe('of two fields that are changed by hand', () => {
  test('the sheet and the page name the one that is missing', async ({ kit }) => {
    kit.deps.wecom.updateMember = async () => {
      throw new WecomRefusedError(48002, 'user/update')
    }
    const { read, post, ops, as, id } = await agreed(kit, {
      ...toPosition,
      telephone: { from: '0755-1000', to: '0755-2000' },
    })
    const openRows = async () => {
      const sheet = (await (await as(ops, 'GET', `/api/requests/${id}/sheet`)).json()) as ManualSheet
      return sheet.rows.flatMap(({ field, isOpen }) => (isOpen ? [field] : []))
    }
    expect(await openRows()).toEqual(['position', 'telephone'])
    const member = kit.deps.wecom.members.get('guoji')
    if (member) kit.deps.wecom.members.set('guoji', { ...member, position: '高级质检工程师' })
    await post(ops, 'look')
    expect([await openRows(), (await read()).followUp?.openFields]).toEqual([['telephone'], ['telephone']])
    // Also when nobody taps.
    if (member) kit.deps.wecom.members.set('guoji', { ...member, telephone: '0755-2000' })
    kit.deps.clock.advanceSeconds(600)
    await drainOutbox(kit.deps)
    expect(await openRows()).toEqual(['position'])
  })
})

describe('the mobile number', () => {
  test('is asked of the member by a card and on home, and the card says when it is over', async ({ kit }) => {
    const { post, applicant, id } = await agreed(kit, { mobile: { from: '', to: number } })
    const home = async () => (await getHome(kit.deps, applicant, 'zh-CN')).waiting.own
    expect(await home()).toMatchObject({ count: 1, first: id })
    expect(titlesTo(kit, 'guoji')).toEqual(['手机号请你在企业微信里改'])
    kit.deps.wecom.owners.set(number, 'guoji')
    await post(applicant, 'look')
    await drainOutbox(kit.deps)
    expect(await home()).toMatchObject({ count: 0, first: null })
    expect(kit.deps.wecom.replaced.map(({ userid, card }) => [userid, card.subtitle])).toEqual([
      ['guoji', '已经处理好，不用再看'],
    ])
  })

  test('is looked for a few times on the first day, and closes without a tap', async ({ kit }) => {
    const { read } = await agreed(kit, { mobile: { from: '', to: number } })
    const { findOwner } = kit.deps.wecom
    let looks = 0
    kit.deps.wecom.findOwner = (kind, value) => {
      looks += 1
      return findOwner(kind, value)
    }
    for (let hour = 0; hour < 24; hour += 1) {
      kit.deps.clock.advanceHours(1)
      await drainOutbox(kit.deps)
    }
    expect(looks).toBeGreaterThanOrEqual(2)
    expect(looks).toBeLessThanOrEqual(4)
    expect((await read()).state).toBe('executing')
  })

  test('that was changed soon afterwards is found within minutes', async ({ kit }) => {
    const { read } = await agreed(kit, { mobile: { from: '', to: number } })
    kit.deps.wecom.owners.set(number, 'guoji')
    kit.deps.clock.advanceSeconds(600)
    await drainOutbox(kit.deps)
    expect((await read()).state).toBe('done')
  })

  test('is never written for an active member: he is guided, and the proof closes it', async ({ kit }) => {
    const { read, post, applicant } = await agreed(kit, { ...toPosition, mobile: { from: '', to: number } })
    expect(kit.deps.wecom.updates).toEqual([{ userid: 'guoji', fields: { position: '高级质检工程师' } }])
    expect(await read()).toMatchObject({ state: 'executing', followUp: { phase: 'guide_member', allowed: ['look'] } })
    kit.deps.wecom.owners.set(number, 'GuoJi')
    expect((await post(applicant, 'look')).view.state).toBe('done')
  })

  test('of somebody else proves nothing', async ({ kit }) => {
    const { post, applicant } = await agreed(kit, { mobile: { from: '', to: number } })
    kit.deps.wecom.owners.set(number, 'limin')
    expect((await post(applicant, 'look')).view.state).toBe('executing')
  })
})

describe('mail', () => {
  test('of the company goes in a call of its own, and both are proven by whose they are', async ({ kit }) => {
    const { read } = await agreed(kit, {
      ...toPosition,
      email: { from: '', to: 'guoji@mail.example' },
      biz_mail: { from: '', to: 'guoji@lanjiang.example' },
    })
    expect(kit.deps.wecom.updates.map(({ fields }) => fields)).toEqual([
      { bizMail: 'guoji@lanjiang.example' },
      { position: '高级质检工程师', email: 'guoji@mail.example' },
    ])
    expect((await read()).state).toBe('done')
  })
})

describe('"it is not so"', () => {
  const said = { text: '名片上还是旧的' }

  test('opens it again for a look; written once more it is done once more', async ({ kit }) => {
    const { read, post, applicant, ops } = await agreed(kit, toPosition)
    const { version } = await read()
    expect((await post(applicant, 'dispute', { version, ...said })).view).toMatchObject({
      state: 'executing',
      followUp: { phase: 'disputed', disputes: [{ text: said.text, settledAt: null }] },
    })
    const member = kit.deps.wecom.members.get('guoji')
    if (member) kit.deps.wecom.members.set('guoji', { ...member, position: '质检工程师' })
    const settled = { version: version + 1, finding: 'write_again', text: '确实没写上，重写了' }
    expect((await post(ops, 'settlement', settled)).view.followUp?.phase).toBeNull()
    await drainOutbox(kit.deps)
    expect(await read()).toMatchObject({ state: 'done', followUp: { allowed: ['dispute'] } })
    expect(kit.deps.wecom.updates).toHaveLength(2)
  })

  test('can be answered: it stands', async ({ kit }) => {
    const { read, post, applicant, ops, admin } = await agreed(kit, toPosition)
    await post(applicant, 'dispute', { version: (await read()).version, ...said })
    const answer = { version: (await read()).version, finding: 'stands', text: '名片要重新打印' }
    expect((await post(admin, 'settlement', answer)).status).toBe(409)
    expect((await post(ops, 'settlement', answer)).view).toMatchObject({
      state: 'done',
      followUp: { disputes: [{ answer: '名片要重新打印' }] },
    })
  })

  test('reaches the applicant with its answer, and a second word is heard, but no third', async ({ kit }) => {
    const { read, post, applicant, ops } = await agreed(kit, toPosition)
    const answers = () => titlesTo(kit, 'guoji').slice(1)
    for (const finding of ['stands', 'write_again'] as const) {
      await post(applicant, 'dispute', { version: (await read()).version, ...said })
      await post(ops, 'settlement', { version: (await read()).version, finding, text: `答复 ${finding}` })
      await drainOutbox(kit.deps)
    }
    expect(answers()).toEqual(['核查过，无需改动', '核查后重新写入，已生效'])
    expect(await read()).toMatchObject({
      state: 'done',
      followUp: { allowed: [], disputes: [{ answer: '答复 stands' }, { answer: '答复 write_again' }] },
    })
    expect((await post(applicant, 'dispute', { version: (await read()).version, ...said })).status).toBe(409)
  })

  test('is heard for seven days, from the applicant alone; then the request is closed', async ({ kit }) => {
    const { read, post, applicant, admin } = await agreed(kit, toPosition)
    const { version } = await read()
    expect((await post(admin, 'dispute', { version, ...said })).status).toBe(409)
    expect(await closeUndisputed(kit.deps)).toBe(0)
    kit.deps.clock.advanceHours(24 * 7)
    expect([await closeUndisputed(kit.deps), await closeUndisputed(kit.deps)]).toEqual([1, 0])
    expect((await post(applicant, 'dispute', { version, ...said })).status).toBe(409)
    expect(types(await read()).at(-1)).toBe('closed')
  })
})

describe('a field that is switched off', () => {
  test('is not in the form and not taken', async ({ kit }) => {
    const { applicant, as, ops } = await agreed(kit, toPosition)
    const body = { version: 0, field: 'alias', isOpen: false, isConfirmedByOps: false }
    expect((await as(ops, 'POST', '/api/settings/fields', body)).status).toBe(200)
    expect((await as(ops, 'POST', '/api/settings/fields', body)).status).toBe(409)
    const form = (await (await as(applicant, 'GET', '/api/info-change/form')).json()) as {
      fields: { field: string }[]
    }
    expect(form.fields.map(({ field }) => field)).not.toContain('alias')
    await expect(submitted(kit, applicant, { alias: { from: '', to: '小郭' } })).rejects.toMatchObject({
      details: { fields: [{ path: 'payload.alias.to', code: 'info.closed' }] },
    })
  })
})
