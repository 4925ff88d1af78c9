import { describe, expect } from 'vitest'
import { delegations, roleGrants } from '../../db/schema/index.ts'
import { eq } from 'drizzle-orm'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { ask, cardsOf, feedbackCompany, pressCard } from '../../testing/fixtures/feedback.ts'
import { createTestClient } from '../../testing/http.ts'
import { test, type Kit } from '../../testing/kit.ts'
import { askFeedback, joinFeedback } from './asking/ask-feedback.ts'
import { findSimilar } from './asking/find-similar.ts'
import { getFeedback } from './asking/get-feedback.ts'
import { judgeAnswer } from './asking/judge-answer.ts'
import { listOwnFeedback } from './asking/list-own.ts'
import { addNote, answerFeedback, forwardFeedback, takeFeedback } from './handling/handle-feedback.ts'
import { listFeedbackBoard } from './handling/list-board.ts'
import { mergeFeedback, previewMerge } from './handling/merge-feedback.ts'
import { moveToIncident } from './handling/move-to-incident.ts'
import { escalateFeedback } from './jobs/escalate-feedback.ts'
import type { FeedbackId } from './model/feedback-queries.ts'

const DAY = 24
const solved = { outcome: 'solved' as const, text: '今晚起不再断。', faq: null }

/** Forwards and answers a problem. */
async function answer({ deps }: Kit, people: Awaited<ReturnType<typeof feedbackCompany>>, id: FeedbackId) {
  const view = await getFeedback(deps, people.ops, id)
  return answerFeedback(deps, people.ops, { id, version: view.version, ...solved })
}

describe('asking', () => {
  test('feedback goes to the department admin, who forwards it, and the management department is asked next', async ({
    kit,
  }) => {
    const { admin, ops, asker } = await feedbackCompany(kit)
    const { id, version, waitsFor } = await ask(kit, asker, '夜班打不开签收卡片\n一直转圈')
    expect(waitsFor.map(({ userid }) => userid)).toEqual(['admin'])
    await drainOutbox(kit.deps)
    expect(cardsOf(kit, 'admin')).toEqual(['宋洋反馈了一个问题'])
    expect(cardsOf(kit, 'ops')).toEqual([])
    const title = '夜班打不开签收卡片，一直转圈'
    const forwarded = await forwardFeedback(kit.deps, admin, { id, version, title })
    expect(forwarded).toMatchObject({ state: 'forwarded', title, waitsFor: [{ userid: 'ops' }] })
    await drainOutbox(kit.deps)
    expect(cardsOf(kit, 'ops')).toEqual([`待答复：${title}`])
    // The admin's card says that nothing is left to do.
    expect(kit.deps.wecom.replaced.map(({ userid, card }) => [userid, card.subtitle])).toEqual([
      ['admin', '已转交管理部门处理'],
    ])
    expect(await getFeedback(kit.deps, ops, id)).toMatchObject({ allowed: ['merge', 'take', 'note', 'answer'] })
  })

  test('a repeated submission asks once, and the key refuses another text', async ({ kit }) => {
    const { asker } = await feedbackCompany(kit)
    const submit = (text: string) => askFeedback(kit.deps, asker, { text, idempotencyKey: 'same-key-1' })
    const [one, two] = [await submit('打印机连不上'), await submit('打印机连不上')]
    expect(two.id).toBe(one.id)
    await expect(submit('别的问题')).rejects.toMatchObject({ code: 'idempotency.key_reused' })
    expect((await listOwnFeedback(kit.deps, asker, {})).items).toHaveLength(1)
  })

  test('similar feedback is found while it is typed, by spelling and sound, and shows nobody’s name', async ({
    kit,
  }) => {
    const { asker, second, third, admin } = await feedbackCompany(kit)
    const { id, version } = await ask(kit, asker, '夜班打不开签收卡片，一直转圈')
    const similar = async (actor: typeof asker, text: string) => (await findSimilar(kit.deps, actor, text)).items
    expect(await similar(second, '签收卡片打不开')).toMatchObject([{ id, people: 1, isOwn: false, answer: null }])
    expect(await similar(second, '千手卡片打不开')).toMatchObject([{ id }])
    expect(JSON.stringify(await similar(second, '打不开签收卡片'))).not.toContain('宋洋')
    expect(await similar(second, '改电话要等两天')).toEqual([])
    // Another department sees it once somebody has read it.
    expect(await similar(third, '打不开签收卡片')).toEqual([])
    await expect(joinFeedback(kit.deps, third, { id, text: '' })).rejects.toMatchObject({ code: 'not_found' })
    await forwardFeedback(kit.deps, admin, { id, version, title: '夜班打不开签收卡片' })
    expect(await similar(third, '打不开签收卡片')).toMatchObject([{ id }])
    expect(await joinFeedback(kit.deps, third, { id, text: '我也是' })).toMatchObject({ people: 2 })
    expect(await joinFeedback(kit.deps, third, { id, text: '我也是' })).toMatchObject({ people: 2 })
  })

  test('askers see neither notes nor each other, and a stranger finds nothing', async ({ kit }) => {
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

describe('escalation', () => {
  test('feedback that its department does not forward within two working days goes up by itself, once', async ({
    kit,
  }) => {
    const { asker, ops } = await feedbackCompany(kit)
    const { id } = await ask(kit, asker, '打印机连不上')
    await escalateFeedback(kit.deps)
    expect(await getFeedback(kit.deps, ops, id)).toMatchObject({ state: 'collected' })
    kit.deps.clock.advanceHours(2 * DAY + 1)
    await escalateFeedback(kit.deps)
    await escalateFeedback(kit.deps)
    const view = await getFeedback(kit.deps, ops, id)
    expect(view).toMatchObject({ state: 'forwarded', waitsFor: [{ userid: 'ops' }] })
    expect(view.events.filter(({ type }) => type === 'escalated')).toHaveLength(1)
    await drainOutbox(kit.deps)
    expect(cardsOf(kit, 'ops')).toEqual(['待答复：打印机连不上'])
    // Five working days later the ops lead reads in the digest that nobody answered.
    kit.deps.clock.advanceHours(8 * DAY)
    await escalateFeedback(kit.deps)
    await escalateFeedback(kit.deps)
    expect(await getFeedback(kit.deps, ops, id)).toMatchObject({ isLate: true })
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceHours(3 * DAY)
    await drainOutbox(kit.deps)
    const [digest] = kit.deps.wecom.sent.filter(({ userid }) => userid === 'lead')
    expect(digest?.card.rows).toEqual([{ name: '1', value: '超时未答复：打印机连不上' }])
  })

  test('feedback of a department without an admin goes up at once', async ({ kit }) => {
    const { company } = await feedbackCompany(kit)
    const lonely = await kit.given.member({ department: await kit.given.department({ parent: company }) })
    expect(await ask(kit, lonely, '打印机连不上')).toMatchObject({ state: 'forwarded', waitsFor: [{ userid: 'ops' }] })
  })

  test('the deputy acts for an absent admin, and the delegate where the admin named one', async ({ kit }) => {
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
    expect(cardsOf(kit, 'delegate')).toEqual(['宋洋反馈了一个问题'])
    const now = { ...delegate, principals: [{ userid: 'admin', roles: [], adminOf: [north] }] }
    const view = await getFeedback(deps, now, id)
    expect(view).toMatchObject({ isMine: true, allowed: ['forward', 'merge', 'note'] })
    expect((await listFeedbackBoard(deps, now, {})).items).toMatchObject([{ id, isMine: true }])
    await deps.db.update(delegations).set({ revokedAt: deps.clock.now() })
    await deps.db.update(roleGrants).set({ endedAt: deps.clock.now() }).where(eq(roleGrants.userid, admin.userid))
    await escalateFeedback(deps)
    await drainOutbox(deps)
    expect(cardsOf(kit, 'deputy')).toEqual(['宋洋反馈了一个问题'])
    const forward = { id, version: view.version, title: '打印机连不上' }
    // The delegation is over, whatever the page of the delegate still shows.
    await expect(forwardFeedback(deps, now, forward)).rejects.toMatchObject({ code: 'not_found' })
    expect(await forwardFeedback(deps, deputy, forward)).toMatchObject({ state: 'forwarded' })
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
    // Whoever asked a merged problem finds the one that it became a part of, with their own words.
    expect(await getFeedback(kit.deps, third, three.id)).toMatchObject({ id: one.id, own: { text: '晚上签收不了' } })
    expect((await listOwnFeedback(kit.deps, second, {})).items).toMatchObject([{ id: one.id, people: 3 }])
    await answer(kit, people, one.id)
    await drainOutbox(kit.deps)
    for (const { userid } of [asker, second, third]) expect(cardsOf(kit, userid)).toEqual(['你反馈的问题有答复了'])
  })

  test('a merge is refused when it concerns other people than its preview showed', async ({ kit }) => {
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
    await answer(kit, people, one.id)
    await drainOutbox(kit.deps)
    const two = await ask(kit, second, '卡片点开转圈')
    const merge = { id: one.id, sources: [two.id] }
    expect(await previewMerge(kit.deps, admin, merge)).toMatchObject({ people: 2, answeredAtOnce: 1 })
    await mergeFeedback(kit.deps, admin, { ...merge, askers: 2 })
    await drainOutbox(kit.deps)
    expect(cardsOf(kit, 'second')).toEqual(['你反馈的问题有答复了'])
    expect(cardsOf(kit, 'asker')).toHaveLength(1)
  })
})

describe('answers', () => {
  test('“not solved” reopens the problem at the person who answered, and who confirmed is not asked again', async ({
    kit,
  }) => {
    const people = await feedbackCompany(kit)
    const { asker, second, ops } = people
    const { id } = await ask(kit, asker, '夜班打不开签收卡片')
    await joinFeedback(kit.deps, second, { id, text: '' })
    await answer(kit, people, id)
    await drainOutbox(kit.deps)
    await pressCard(kit, 'asker', '已解决')
    expect(await getFeedback(kit.deps, asker, id)).toMatchObject({ state: 'solved', confirmed: 1 })
    const verdict = { id, round: 1, verdict: 'unsolved' as const, text: '换了手机还是不行' }
    expect(await judgeAnswer(kit.deps, second, verdict)).toMatchObject({ state: 'forwarded' })
    await drainOutbox(kit.deps)
    expect(cardsOf(kit, 'ops')).toContain('没解决，待再次答复')
    expect(await getFeedback(kit.deps, ops, id)).toMatchObject({ isMine: true })
    await answer(kit, people, id)
    await drainOutbox(kit.deps)
    expect(cardsOf(kit, 'asker')).toHaveLength(1)
    expect(cardsOf(kit, 'second')).toHaveLength(2)
    await pressCard(kit, 'second', '已解决')
    expect(await getFeedback(kit.deps, ops, id)).toMatchObject({ state: 'confirmed', confirmed: 2 })
    expect(kit.deps.wecom.replaced.at(-1)?.card.subtitle).toBe('已解决，谢谢确认')
  })

  test('a verdict about an older answer is refused, on the page and by its card', async ({ kit }) => {
    const people = await feedbackCompany(kit)
    const { asker, second } = people
    const { id } = await ask(kit, asker, '夜班打不开签收卡片')
    await joinFeedback(kit.deps, second, { id, text: '' })
    await answer(kit, people, id)
    await drainOutbox(kit.deps)
    await judgeAnswer(kit.deps, second, { id, round: 1, verdict: 'unsolved', text: '' })
    await answer(kit, people, id)
    const old = { id, round: 1, verdict: 'solved' as const, text: '' }
    await expect(judgeAnswer(kit.deps, asker, old)).rejects.toMatchObject({ details: { reason: 'answer' } })
    // The card of the first answer is still the last that was sent.
    await pressCard(kit, 'asker', '已解决')
    expect(await getFeedback(kit.deps, asker, id)).toMatchObject({ confirmed: 0, own: { verdict: null } })
    expect(kit.deps.wecom.replaced.at(-1)?.card.subtitle).toBe('情况有变化，打开查看')
  })

  test('a declined problem gives its reason to every asker, without buttons', async ({ kit }) => {
    const { asker, ops } = await feedbackCompany(kit)
    const { id, version } = await ask(kit, asker, '群名不让用“&”')
    const declined = { outcome: 'declined' as const, text: '群名规则统一，不作例外。', faq: null }
    await answerFeedback(kit.deps, ops, { id, version, ...declined })
    await drainOutbox(kit.deps)
    const sent = kit.deps.wecom.sent.find(({ userid }) => userid === 'asker')
    expect(sent?.card).toMatchObject({ rows: [{ name: '答复', value: '群名规则统一，不作例外。' }] })
    expect(sent?.card.presses).toBeUndefined()
    const verdict = { id, round: 1, verdict: 'unsolved' as const, text: '' }
    await expect(judgeAnswer(kit.deps, asker, verdict)).rejects.toMatchObject({ details: { reason: 'state' } })
  })

  test('two people cannot answer what the other has changed, and a taken problem waits for its taker only', async ({
    kit,
  }) => {
    const { asker, ops } = await feedbackCompany(kit)
    const other = await kit.given.member({ userid: 'ops2', roles: ['ops'] })
    const { id, version } = await ask(kit, asker, '打印机连不上')
    const taken = await takeFeedback(kit.deps, ops, { id, version })
    expect(taken).toMatchObject({ state: 'answering', taker: { userid: 'ops' }, waitsFor: [{ userid: 'ops' }] })
    await expect(answerFeedback(kit.deps, other, { id, version, ...solved })).rejects.toMatchObject({
      code: 'feedback.changed_meanwhile',
    })
  })

  test('feedback that names a person moves to the incidents with every word, and nothing of it stays', async ({
    kit,
  }) => {
    const { asker, second, admin } = await feedbackCompany(kit)
    const { id, version } = await ask(kit, asker, '张三借用别人账号')
    await joinFeedback(kit.deps, second, { id, text: '他也借过我的' })
    const move = { id, version }
    await expect(moveToIncident(kit.deps, admin, move)).rejects.toMatchObject({ code: 'not_found' })
    const received: string[] = []
    const incidents = async (_: unknown, report: { statements: readonly { userid: string; text: string }[] }) => {
      received.push(...report.statements.map(({ userid, text }) => `${userid}: ${text}`))
    }
    expect((await getFeedback({ ...kit.deps, incidents }, admin, id)).allowed).toContain('to_incident')
    await moveToIncident({ ...kit.deps, incidents }, admin, move)
    expect(received).toEqual(['asker: 张三借用别人账号', 'second: 他也借过我的'])
    await expect(getFeedback(kit.deps, asker, id)).rejects.toMatchObject({ code: 'not_found' })
    const { rows } = (await kit.deps.db.execute(
      `select (select string_agg(p::text, '') from feedback_problems p) || (select string_agg(a::text, '') from feedback_askers a)
        || coalesce((select string_agg(g::text, '') from feedback_grams g), '') as stored`,
    )) as { rows: unknown[] }
    expect(JSON.stringify(rows)).not.toMatch(/张三|借/)
  })
})

test('the FAQ gets an answer at its clause, and similar feedback shows it', async ({ kit }) => {
  const { asker, second, ops } = await feedbackCompany(kit)
  const { id, version } = await ask(kit, asker, '值班表看不到下周')
  const faq = { question: '怎么看下周的值班表', clause: null }
  const { requestAs } = createTestClient(kit.deps)
  const refused = await requestAs(ops, 'POST', `/api/feedback/${id}/answer`, {
    version,
    outcome: 'known',
    text: '点右上角。',
    faq: null,
  })
  expect(refused.status).toBe(422)
  await answerFeedback(kit.deps, ops, { id, version, outcome: 'known', text: '点右上角的日期。', faq })
  const list = await requestAs(second, 'GET', '/api/feedback/faqs')
  expect(await list.json()).toMatchObject({
    items: [{ question: faq.question, answer: '点右上角的日期。' }],
    editor: null,
  })
  expect((await findSimilar(kit.deps, second, '下周值班表')).items).toMatchObject([
    { id: null, title: faq.question, answer: '点右上角的日期。' },
  ])
  const gone = { question: '问', clause: { policyId: 'pol_000001', clauseId: 'x' }, answer: '答', sourceId: null }
  expect((await requestAs(ops, 'POST', '/api/feedback/faqs', gone)).status).toBe(409)
  expect((await requestAs(second, 'POST', '/api/feedback/faqs', { ...gone, clause: null })).status).toBe(404)
})
