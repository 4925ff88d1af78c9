import { describe, expect } from 'vitest'
import { auditEntries, delegations, roleGrants } from '../../db/schema/index.ts'
import { eq } from 'drizzle-orm'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { ask, feedbackCompany, pressCard, solve } from '../../testing/fixtures/feedback.ts'
import { createTestClient } from '../../testing/http.ts'
import { test } from '../../testing/kit.ts'
import { submitFeedback, joinFeedback } from './asking/submit-feedback.ts'
import { findSimilar } from './asking/find-similar.ts'
import { getFeedback } from './asking/get-feedback.ts'
import { judgeAnswer } from './asking/judge-answer.ts'
import { listOwnFeedback } from './asking/list-own.ts'
import { addNote, forwardFeedback, takeFeedback } from './handling/handle-feedback.ts'
import { listFeedbackBoard } from './handling/list-board.ts'
import { mergeFeedback, previewMerge } from './handling/merge-feedback.ts'
import { escalateFeedback } from './jobs/escalate-feedback.ts'
import { titlesTo } from '../../testing/fixtures/sent-cards.ts'

const DAY_HOURS = 24

describe('asking', () => {
  test('feedback goes to the department admin, who forwards it, and the management department is asked next', async ({
    kit,
  }) => {
    const { admin, ops, asker } = await feedbackCompany(kit)
    const { id, version, waitsFor } = await ask(kit, asker, '夜班打不开签收卡片\n一直转圈')
    expect(waitsFor.map(({ userid }) => userid)).toEqual(['admin'])
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, 'admin')).toEqual(['宋洋反馈了一个问题'])
    expect(titlesTo(kit, 'ops')).toEqual([])
    const title = '夜班打不开签收卡片，一直转圈'
    const forwarded = await forwardFeedback(kit.deps, admin, { id, version, title })
    expect(forwarded).toMatchObject({ state: 'forwarded', title, waitsFor: [{ userid: 'ops' }] })
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, 'ops')).toEqual([`待答复：${title}`])
    // The admin's card says that nothing is left to do.
    expect(kit.deps.wecom.replaced.map(({ userid, card }) => [userid, card.subtitle])).toEqual([
      ['admin', '已转交管理部门处理'],
    ])
    expect(await getFeedback(kit.deps, ops, id)).toMatchObject({
      allowed: ['merge', 'take', 'promise', 'note', 'answer'],
    })
  })

  test('a submission that is sent twice is stored once, and its key is refused with another text', async ({ kit }) => {
    const { asker } = await feedbackCompany(kit)
    const submit = (text: string) => submitFeedback(kit.deps, asker, { text, idempotencyKey: 'same-key-1' })
    const [one, two] = [await submit('打印机连不上'), await submit('打印机连不上')]
    expect(two.id).toBe(one.id)
    await expect(submit('别的问题')).rejects.toMatchObject({ code: 'idempotency.key_reused' })
    expect((await listOwnFeedback(kit.deps, asker, {})).items).toHaveLength(1)
  })

  test('similar feedback is found by spelling and by sound, and shows nobody’s name', async ({ kit }) => {
    const { asker, second, third, admin } = await feedbackCompany(kit)
    const { id, version } = await ask(kit, asker, '夜班打不开签收卡片，一直转圈')
    const similar = async (actor: typeof asker, text: string) => (await findSimilar(kit.deps, actor, text)).items
    expect(await similar(second, '签收卡片打不开')).toMatchObject([{ id, people: 1, isOwn: false, answer: null }])
    expect(await similar(second, '千手卡片打不开')).toMatchObject([{ id }])
    expect(JSON.stringify(await similar(second, '打不开签收卡片'))).not.toContain('宋洋')
    expect(await similar(second, '改电话要等两天')).toEqual([])
    // Another department sees the problem once a handler has dealt with it.
    expect(await similar(third, '打不开签收卡片')).toEqual([])
    await expect(joinFeedback(kit.deps, third, { id, text: '' })).rejects.toMatchObject({ code: 'not_found' })
    await forwardFeedback(kit.deps, admin, { id, version, title: '夜班打不开签收卡片' })
    expect(await similar(third, '打不开签收卡片')).toMatchObject([{ id }])
    expect(await joinFeedback(kit.deps, third, { id, text: '我也是' })).toMatchObject({ people: 2 })
    expect(await joinFeedback(kit.deps, third, { id, text: '我也是' })).toMatchObject({ people: 2 })
  })

  test('askers see neither notes nor each other, and other members do not see the problem', async ({ kit }) => {
    const { asker, second, third, admin, southAdmin } = await feedbackCompany(kit)
    const { id } = await ask(kit, asker, '夜班打不开签收卡片')
    await joinFeedback(kit.deps, second, { id, text: '早班也是' })
    await addNote(kit.deps, admin, { id, text: '网关夜里重启' })
    const handled = await getFeedback(kit.deps, admin, id)
    expect(handled.askers?.map(({ userid, text }) => [userid, text]).toSorted()).toEqual([
      ['asker', '夜班打不开签收卡片'],
      ['second', '早班也是'],
    ])
    expect(handled.events.map(({ type }) => type)).toEqual(['asked', 'joined', 'noted'])
    const seen = await getFeedback(kit.deps, second, id)
    expect(seen).toMatchObject({ askers: null, own: { text: '早班也是' }, events: [{ type: 'asked', by: null }] })
    expect(JSON.stringify(seen)).not.toContain('网关')
    for (const stranger of [third, southAdmin])
      await expect(getFeedback(kit.deps, stranger, id)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('notes', () => {
  test('a note that is sent twice is stored once, and its key is refused with another text', async ({ kit }) => {
    const { asker, admin } = await feedbackCompany(kit)
    const { id } = await ask(kit, asker, '夜班打不开签收卡片')
    const { requestAs } = createTestClient(kit.deps)
    const send = async (key: string, text: string) =>
      (await requestAs(admin, 'POST', `/api/feedback/${id}/notes`, { text }, { 'idempotency-key': key })).status
    expect([await send('same-key-1', '网关夜里重启'), await send('same-key-1', '网关夜里重启')]).toEqual([200, 200])
    expect(await send('same-key-1', '别的说明')).toBe(422)
    expect((await getFeedback(kit.deps, admin, id)).events.map(({ type }) => type)).toEqual(['asked', 'noted'])
    expect(await kit.deps.db.$count(auditEntries, eq(auditEntries.action, 'feedback.note'))).toBe(1)
  })
})

describe('escalation', () => {
  test('feedback that its department does not forward within two working days is escalated automatically, once', async ({
    kit,
  }) => {
    const { asker, ops } = await feedbackCompany(kit)
    const { id } = await ask(kit, asker, '打印机连不上')
    await escalateFeedback(kit.deps)
    expect(await getFeedback(kit.deps, ops, id)).toMatchObject({ state: 'collected' })
    kit.deps.clock.advanceHours(2 * DAY_HOURS + 1)
    await escalateFeedback(kit.deps)
    await escalateFeedback(kit.deps)
    const view = await getFeedback(kit.deps, ops, id)
    expect(view).toMatchObject({ state: 'forwarded', waitsFor: [{ userid: 'ops' }] })
    expect(view.events.filter(({ type }) => type === 'escalated')).toHaveLength(1)
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, 'ops')).toEqual(['待答复：打印机连不上'])
    // Five working days later the ops lead reads in the digest that nobody answered.
    kit.deps.clock.advanceHours(8 * DAY_HOURS)
    await escalateFeedback(kit.deps)
    await escalateFeedback(kit.deps)
    expect(await getFeedback(kit.deps, ops, id)).toMatchObject({ isLate: true })
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceHours(3 * DAY_HOURS)
    await drainOutbox(kit.deps)
    const [digest] = kit.deps.wecom.sent.filter(({ userid }) => userid === 'lead')
    expect(digest?.card.rows).toEqual([{ name: '1', value: '超时未答复：打印机连不上' }])
  })

  test('feedback of a department without an admin is escalated at once', async ({ kit }) => {
    const { company } = await feedbackCompany(kit)
    const member = await kit.given.member({ department: await kit.given.department({ parent: company }) })
    expect(await ask(kit, member, '打印机连不上')).toMatchObject({ state: 'forwarded', waitsFor: [{ userid: 'ops' }] })
  })

  test('feedback that is escalated unread is shown to other departments only after the management department takes it', async ({
    kit,
  }) => {
    const { company, asker, second, third, ops } = await feedbackCompany(kit)
    const overdue = await ask(kit, asker, '打印机连不上')
    kit.deps.clock.advanceHours(2 * DAY_HOURS + 1)
    await escalateFeedback(kit.deps)
    const member = await kit.given.member({ department: await kit.given.department({ parent: company }) })
    const withoutAdmin = await ask(kit, member, '投影仪连不上')
    for (const [{ id }, text] of [[overdue, '打印机连不上'] as const, [withoutAdmin, '投影仪连不上'] as const]) {
      const shown = async () => (await findSimilar(kit.deps, third, text)).items.map((item) => item.id)
      expect(await shown()).not.toContain(id)
      await expect(joinFeedback(kit.deps, third, { id, text: '' })).rejects.toMatchObject({ code: 'not_found' })
      const { version, state } = await getFeedback(kit.deps, ops, id)
      expect(state).toBe('forwarded')
      await takeFeedback(kit.deps, ops, { id, version })
      expect(await shown()).toContain(id)
    }
    expect((await findSimilar(kit.deps, second, '打印机连不上')).items.map((item) => item.id)).toContain(overdue.id)
  })

  test('the delegate acts for an admin while the delegation lasts, and the deputy after the admin’s role has ended', async ({
    kit,
  }) => {
    const { deps } = kit
    const { asker, admin, north } = await feedbackCompany(kit)
    const deputy = await kit.given.member({ userid: 'deputy', department: north, adminOf: [north] })
    await deps.db.update(roleGrants).set({ isDeputy: true }).where(eq(roleGrants.userid, 'deputy'))
    const delegate = await kit.given.member({ userid: 'delegate', department: north })
    const { id } = await ask(kit, asker, '打印机连不上')
    await expect(getFeedback(deps, delegate, id)).rejects.toMatchObject({ code: 'not_found' })
    const row = {
      id: deps.ids.next('delegation'),
      principal: 'admin',
      delegate: 'delegate',
      createdAt: deps.clock.now(),
    }
    await deps.db.insert(delegations).values({ ...row, startsOn: '2026-03-17', endsOn: '2026-03-20', note: '' })
    await escalateFeedback(deps)
    await drainOutbox(deps)
    expect(titlesTo(kit, 'delegate')).toEqual(['宋洋反馈了一个问题'])
    const actingDelegate = { ...delegate, delegators: [{ userid: 'admin', roles: [], adminOf: [north] }] }
    const view = await getFeedback(deps, actingDelegate, id)
    expect(view).toMatchObject({ isMine: true, allowed: ['forward', 'merge', 'note'] })
    expect((await listFeedbackBoard(deps, actingDelegate, {})).items).toMatchObject([{ id, isMine: true }])
    // A delegate who forwarded a problem still finds it, without the names of its askers.
    const other = await ask(kit, asker, '扫码枪连不上')
    const passedOn = { id: other.id, version: other.version, title: '扫码枪连不上' }
    expect(await forwardFeedback(deps, actingDelegate, passedOn)).toMatchObject({ state: 'forwarded', askers: null })
    await deps.db.update(delegations).set({ revokedAt: deps.clock.now() })
    await deps.db.update(roleGrants).set({ endedAt: deps.clock.now() }).where(eq(roleGrants.userid, admin.userid))
    await escalateFeedback(deps)
    await drainOutbox(deps)
    expect(titlesTo(kit, 'deputy')).toEqual(['宋洋反馈了一个问题'])
    const forward = { id, version: view.version, title: '打印机连不上' }
    // The delegation is over, even if the delegate still has the page open.
    await expect(forwardFeedback(deps, actingDelegate, forward)).rejects.toMatchObject({ code: 'not_found' })
    expect(await forwardFeedback(deps, deputy, forward)).toMatchObject({ state: 'forwarded' })
  })
})

test('a command that the role never permits is forbidden, and one that the state does not permit is refused as changed', async ({
  kit,
}) => {
  const { asker, admin, ops } = await feedbackCompany(kit)
  const { id, version } = await ask(kit, asker, '打印机连不上')
  for (const actor of [asker, admin])
    await expect(takeFeedback(kit.deps, actor, { id, version })).rejects.toMatchObject({ code: 'auth.forbidden' })
  const forward = { id, version, title: '打印机连不上' }
  const forwarded = await forwardFeedback(kit.deps, admin, forward)
  for (const actor of [admin, ops])
    await expect(forwardFeedback(kit.deps, actor, { ...forward, version: forwarded.version })).rejects.toMatchObject({
      code: 'feedback.changed_meanwhile',
      details: { reason: 'state' },
    })
})

describe('merging', () => {
  test('three problems merged into one keep every asker, and one answer becomes three cards', async ({ kit }) => {
    const people = await feedbackCompany(kit)
    const { asker, second, third, ops, admin } = people
    const one = await ask(kit, asker, '夜班打不开签收卡片')
    const two = await ask(kit, second, '卡片点开转圈')
    const three = await ask(kit, third, '晚上签收不了')
    const sources = [two.id, three.id]
    await expect(previewMerge(kit.deps, admin, { id: one.id, sources })).rejects.toMatchObject({
      code: 'not_found',
    })
    const preview = await previewMerge(kit.deps, ops, { id: one.id, sources })
    expect(preview).toMatchObject({ people: 3, answeredAtOnce: 0, target: { people: 1 } })
    const merged = await mergeFeedback(kit.deps, ops, { id: one.id, sources, askers: preview.people })
    expect(merged).toMatchObject({ people: 3, state: 'collected' })
    // The asker of a merged problem sees the target problem with their own text.
    expect(await getFeedback(kit.deps, third, three.id)).toMatchObject({ id: one.id, own: { text: '晚上签收不了' } })
    expect((await listOwnFeedback(kit.deps, second, {})).items).toMatchObject([{ id: one.id, people: 3 }])
    await solve(kit, people, one.id)
    await drainOutbox(kit.deps)
    for (const { userid } of [asker, second, third]) expect(titlesTo(kit, userid)).toEqual(['你反馈的问题有答复了'])
  })

  test('every asker of problems that were merged twice sees the last target', async ({ kit }) => {
    const { asker, second, third, ops } = await feedbackCompany(kit)
    const one = await ask(kit, asker, '夜班打不开签收卡片')
    const two = await ask(kit, second, '卡片点开转圈')
    const three = await ask(kit, third, '晚上签收不了')
    await mergeFeedback(kit.deps, ops, { id: two.id, sources: [one.id], askers: 2 })
    await mergeFeedback(kit.deps, ops, { id: three.id, sources: [two.id], askers: 3 })
    const shown = [
      await getFeedback(kit.deps, asker, one.id),
      await getFeedback(kit.deps, second, two.id),
      await getFeedback(kit.deps, third, three.id),
    ]
    expect(shown.map(({ id, own }) => [id, own?.text])).toEqual([
      [three.id, '夜班打不开签收卡片'],
      [three.id, '卡片点开转圈'],
      [three.id, '晚上签收不了'],
    ])
  })

  test('a merge is refused when it concerns more people than its preview showed', async ({ kit }) => {
    const { asker, second, ops } = await feedbackCompany(kit)
    const [one, two] = [await ask(kit, asker, '夜班打不开签收卡片'), await ask(kit, asker, '卡片点开转圈')]
    const preview = await previewMerge(kit.deps, ops, { id: one.id, sources: [two.id] })
    expect(preview).toMatchObject({ people: 1 })
    await joinFeedback(kit.deps, second, { id: two.id, text: '' })
    const merge = { id: one.id, sources: [two.id], askers: preview.people }
    await expect(mergeFeedback(kit.deps, ops, merge)).rejects.toMatchObject({ code: 'feedback.changed_meanwhile' })
    expect(await getFeedback(kit.deps, second, two.id)).toMatchObject({ id: two.id, people: 2 })
  })

  test('a problem merged into an answered one gets that answer at once', async ({ kit }) => {
    const people = await feedbackCompany(kit)
    const { asker, second, admin } = people
    const one = await ask(kit, asker, '夜班打不开签收卡片')
    await solve(kit, people, one.id)
    await drainOutbox(kit.deps)
    const two = await ask(kit, second, '卡片点开转圈')
    const merge = { id: one.id, sources: [two.id] }
    expect(await previewMerge(kit.deps, admin, merge)).toMatchObject({ people: 2, answeredAtOnce: 1 })
    await mergeFeedback(kit.deps, admin, { ...merge, askers: 2 })
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, 'second')).toEqual(['你反馈的问题有答复了'])
    expect(titlesTo(kit, 'asker')).toHaveLength(1)
  })

  test('an asker of a merged problem judges the next answer, although they judged an earlier one', async ({ kit }) => {
    const people = await feedbackCompany(kit)
    const { asker, second, ops } = people
    const one = await ask(kit, asker, '夜班打不开签收卡片')
    await solve(kit, people, one.id)
    await judgeAnswer(kit.deps, asker, { id: one.id, round: 1, verdict: 'unsolved', text: '' })
    const two = await ask(kit, second, '卡片点开转圈')
    await mergeFeedback(kit.deps, ops, { id: two.id, sources: [one.id], askers: 2 })
    await solve(kit, people, two.id)
    await drainOutbox(kit.deps)
    expect(await getFeedback(kit.deps, asker, two.id)).toMatchObject({ state: 'solved', own: { verdict: null } })
    await pressCard(kit, 'asker', '没解决')
    expect(await getFeedback(kit.deps, asker, two.id)).toMatchObject({ state: 'forwarded' })
  })
})
