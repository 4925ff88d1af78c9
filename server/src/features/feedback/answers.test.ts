import type { MemberActor } from '@desk/shared/identity/actor'
import type { IncidentCases, MyIncidents } from '@desk/shared/incidents/incident-schemas'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { eq, sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { jobHandlers } from '../../composition/job-handlers.ts'
import { auditEntries, incidents as incidentReports } from '../../db/schema/index.ts'
import { rowsOf } from '../../db/rows-of.ts'
import type { JobHandler } from '../../outbox/run-job.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { ask, feedbackCompany, pressCard, solve, solved } from '../../testing/fixtures/feedback.ts'
import { incidentCompany } from '../../testing/fixtures/incidents.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { CARD_ACTION_TOPIC } from '../notifications/card-action.ts'
import { joinFeedback } from './asking/submit-feedback.ts'
import { findSimilar } from './asking/find-similar.ts'
import { getFeedback } from './asking/get-feedback.ts'
import { judgeAnswer } from './asking/judge-answer.ts'
import { listOwnFeedback } from './asking/list-own.ts'
import { addNote, answerFeedback, forwardFeedback, takeFeedback } from './handling/handle-feedback.ts'
import { mergeFeedback } from './handling/merge-feedback.ts'
import { moveToIncident } from './handling/move-to-incident.ts'
import type { CreateIncidents } from './model/feedback-deps.ts'
import { titlesTo } from '../../testing/fixtures/sent-cards.ts'

describe('answers', () => {
  test('“not solved” assigns the problem to the person who answered, and an asker who confirmed gets no second card', async ({
    kit,
  }) => {
    const people = await feedbackCompany(kit)
    const { asker, second, ops } = people
    const { id } = await ask(kit, asker, '夜班打不开签收卡片')
    await joinFeedback(kit.deps, second, { id, text: '' })
    await solve(kit, people, id)
    await drainOutbox(kit.deps)
    await pressCard(kit, 'asker', '已解决')
    expect(await getFeedback(kit.deps, asker, id)).toMatchObject({ state: 'solved', confirmed: 1 })
    const verdict = { id, round: 1, verdict: 'unsolved' as const, text: '换了手机还是不行' }
    expect(await judgeAnswer(kit.deps, second, verdict)).toMatchObject({ state: 'forwarded' })
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, 'ops')).toContain('没解决，待再次答复')
    expect(await getFeedback(kit.deps, ops, id)).toMatchObject({ isMine: true })
    await solve(kit, people, id)
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, 'asker')).toHaveLength(1)
    expect(titlesTo(kit, 'second')).toHaveLength(2)
    await pressCard(kit, 'second', '已解决')
    expect(await getFeedback(kit.deps, ops, id)).toMatchObject({ state: 'confirmed', confirmed: 2 })
    expect(kit.deps.wecom.replaced.at(-1)?.card.subtitle).toBe('已解决，谢谢确认')
  })

  test('a verdict about an older answer is refused, on the page and by its card', async ({ kit }) => {
    const people = await feedbackCompany(kit)
    const { asker, second } = people
    const { id } = await ask(kit, asker, '夜班打不开签收卡片')
    await joinFeedback(kit.deps, second, { id, text: '' })
    await solve(kit, people, id)
    await drainOutbox(kit.deps)
    await judgeAnswer(kit.deps, second, { id, round: 1, verdict: 'unsolved', text: '' })
    await solve(kit, people, id)
    const oldVerdict = { id, round: 1, verdict: 'solved' as const, text: '' }
    await expect(judgeAnswer(kit.deps, asker, oldVerdict)).rejects.toMatchObject({ details: { reason: 'answer' } })
    // The card of the first answer is still the last that was sent.
    await pressCard(kit, 'asker', '已解决')
    expect(await getFeedback(kit.deps, asker, id)).toMatchObject({ confirmed: 0, own: { verdict: null } })
    expect(kit.deps.wecom.replaced.at(-1)?.card.subtitle).toBe('情况有变化，打开查看')
  })

  test.for([
    ['已解决', '已解决，谢谢确认'],
    ['没解决', '已退回管理部门继续处理'],
  ] as const)(
    'a press of the button “%s” that is handled twice stores the verdict once, and the card shows it',
    async ([caption, shown], { kit }) => {
      const people = await feedbackCompany(kit)
      const { id } = await ask(kit, people.asker, '夜班打不开签收卡片')
      await solve(kit, people, id)
      await drainOutbox(kit.deps)
      const handlers = jobHandlers(kit.deps)
      const { handle } = handlers[CARD_ACTION_TOPIC]!
      const handledTwice: JobHandler = {
        async handle(job, checkpoint) {
          await handle(job, checkpoint)
          return handle(job, checkpoint)
        },
      }
      await pressCard(kit, 'asker', caption, { ...handlers, [CARD_ACTION_TOPIC]: handledTwice })
      expect(kit.deps.wecom.replaced.at(-1)?.card.subtitle).toBe(shown)
      const judged = await kit.deps.db.$count(auditEntries, eq(auditEntries.action, 'feedback.judge'))
      expect(judged).toBe(1)
    },
  )

  test('the card about a declined problem gives every asker the reason, and has no buttons', async ({ kit }) => {
    const { asker, second, ops } = await feedbackCompany(kit)
    const { id, version } = await ask(kit, asker, '群名不让用“&”')
    await joinFeedback(kit.deps, second, { id, text: '' })
    const declined = { outcome: 'declined' as const, text: '群名规则统一，不作例外。', faq: null }
    await answerFeedback(kit.deps, ops, { id, version, ...declined })
    await drainOutbox(kit.deps)
    const verdict = { id, round: 1, verdict: 'unsolved' as const, text: '' }
    for (const actor of [asker, second]) {
      const sent = kit.deps.wecom.sent.find(({ userid }) => userid === actor.userid)
      expect(sent?.card).toMatchObject({ rows: [{ name: '答复', value: '群名规则统一，不作例外。' }] })
      expect(sent?.card.actions).toBeUndefined()
      await expect(judgeAnswer(kit.deps, actor, verdict)).rejects.toMatchObject({ details: { reason: 'state' } })
    }
  })

  test('a taken problem waits only for the person who took it, and an answer to its earlier version is refused', async ({
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

  test.for(['collected', 'forwarded', 'forwarded with another one merged into it'] as const)(
    'feedback that names a person and is %s moves to the incidents with every word, and leaves none behind',
    async (before, { kit }) => {
      const { asker, second, admin } = await feedbackCompany(kit)
      const { id } = await ask(kit, asker, '张三借用别人账号')
      await joinFeedback(kit.deps, second, { id, text: '他也借过我的' })
      await addNote(kit.deps, admin, { id, text: '张三承认借用' })
      const words = ['asker: 张三借用别人账号', 'second: 他也借过我的']
      if (before.endsWith('merged into it')) {
        kit.deps.clock.advanceSeconds(60)
        const other = await ask(kit, second, '张三又借了账号')
        await mergeFeedback(kit.deps, admin, { id, sources: [other.id], askers: 2 })
        words.push('second: 张三又借了账号')
      }
      const versionOf = async () => (await getFeedback(kit.deps, admin, id)).version
      if (before !== 'collected')
        await forwardFeedback(kit.deps, admin, { id, version: await versionOf(), title: '张三借用账号' })
      await drainOutbox(kit.deps)
      const move = { id, version: await versionOf(), involved: [] }
      await expect(moveToIncident(kit.deps, admin, move)).rejects.toMatchObject({ code: 'not_found' })
      const received: string[] = []
      const createIncidents: CreateIncidents = async (_, { statements }) => {
        received.push(...statements.map(({ userid, text }) => `${userid}: ${text}`))
      }
      expect((await getFeedback({ ...kit.deps, createIncidents }, admin, id)).allowed).toContain('to_incident')
      await moveToIncident({ ...kit.deps, createIncidents }, admin, move)
      expect(received).toEqual(words)
      await expect(getFeedback(kit.deps, asker, id)).rejects.toMatchObject({ code: 'not_found' })
      await drainOutbox(kit.deps)
      expect(kit.deps.wecom.replaced.at(-1)?.card).toMatchObject({ title: '反馈的问题', subtitle: '已转到上报' })
      // Notices contained the name of the first asker, and jobs contained the title.
      const stored = await rowsOf(
        kit.deps.db,
        sql`select (select string_agg(p::text, '') from feedback_problems p) as problems,
          (select string_agg(a::text, '') from feedback_askers a) as askers,
          (select string_agg(g::text, '') from feedback_grams g) as grams,
          (select string_agg(e::text, '') from feedback_events e) as events,
          (select string_agg(n::text, '') from notices n) as notices,
          (select string_agg(o::text, '') from outbox o) as jobs`,
      )
      expect(JSON.stringify(stored)).not.toMatch(/张三|借|宋洋/)
    },
  )
})

/** Counts the incidents that the member handles. */
async function countCases({ deps }: Kit, by: MemberActor): Promise<number> {
  const response = await createTestClient(deps).requestAs(by, 'GET', '/api/incidents/cases')
  return ((await response.json()) as IncidentCases).items.length
}

test('feedback that is moved becomes a report of each asker who wrote a text, which only the handlers read', async ({
  kit,
}) => {
  const { admin, reporter, colleague, handler } = await incidentCompany(kit)
  const { id, version } = await ask(kit, reporter, '张三借用别人账号')
  await joinFeedback(kit.deps, colleague, { id, text: '他也借过我的' })
  const { requestAs } = createTestClient(kit.deps)
  expect((await requestAs(admin, 'POST', `/api/feedback/${id}/incident`, { version })).status).toBe(200)
  expect([await countCases(kit, handler), await countCases(kit, admin)]).toEqual([2, 0])
  const stored = await kit.deps.db.select().from(incidentReports).orderBy(incidentReports.reporterId)
  expect(stored.map(({ reporterId, text, state }) => [reporterId, text, state])).toEqual([
    ['colleague', '他也借过我的', 'routed'],
    ['reporter', '张三借用别人账号', 'routed'],
  ])
})

test('feedback that is moved takes along what askers wrote with “not solved”, also before it was merged', async ({
  kit,
}) => {
  const { ops, reporter, colleague } = await incidentCompany(kit)
  const { id } = await ask(kit, reporter, '打印机连不上')
  await joinFeedback(kit.deps, colleague, { id, text: '' })
  const judge = async (by: MemberActor, round: number, text: string) => {
    kit.deps.clock.advanceSeconds(60)
    await solve(kit, { ops }, id)
    await judgeAnswer(kit.deps, by, { id, round, verdict: 'unsolved', text })
  }
  await judge(colleague, 1, '是张三故意拔的线')
  await judge(reporter, 2, '他又拔了')
  kit.deps.clock.advanceSeconds(60)
  const target = await ask(kit, reporter, '网线总是掉')
  await mergeFeedback(kit.deps, ops, { id: target.id, sources: [id], askers: 2 })
  const { version } = await getFeedback(kit.deps, ops, target.id)
  const { requestAs } = createTestClient(kit.deps)
  expect((await requestAs(ops, 'POST', `/api/feedback/${target.id}/incident`, { version })).status).toBe(200)
  const stored = await kit.deps.db.select().from(incidentReports).orderBy(incidentReports.reporterId)
  expect(stored.map(({ reporterId, text }) => [reporterId, text])).toEqual([
    ['colleague', '是张三故意拔的线'],
    ['reporter', '打印机连不上\n\n他又拔了\n\n网线总是掉'],
  ])
})

test('the first asker of moved feedback is told of their report, and no asker has the feedback in their list', async ({
  kit,
}) => {
  const { admin, reporter, colleague } = await incidentCompany(kit)
  const { id, version } = await ask(kit, reporter, '张三借用别人账号')
  await joinFeedback(kit.deps, colleague, { id, text: '' })
  const { requestAs } = createTestClient(kit.deps)
  expect((await requestAs(admin, 'POST', `/api/feedback/${id}/incident`, { version })).status).toBe(200)
  await drainOutbox(kit.deps)
  const { items } = (await (await requestAs(reporter, 'GET', '/api/incidents')).json()) as MyIncidents
  expect(items).toHaveLength(1)
  const cards = kit.deps.wecom.sent.filter(({ userid }) => userid === 'reporter').map(({ card }) => card)
  expect(cards).toMatchObject([
    { title: '你的上报有新进展', url: `${kit.deps.site.publicUrl}${pagePaths.incident(items[0]!.id)}` },
  ])
  // A person who joined the problem without a text has no report.
  expect(titlesTo(kit, 'colleague')).toEqual([])
  for (const who of [reporter, colleague]) expect((await listOwnFeedback(kit.deps, who, {})).items).toEqual([])
})

test('feedback that is moved is hidden from a handler involved in it, and the move is refused if every handler is involved', async ({
  kit,
}) => {
  const { admin, reporter, handler, second } = await incidentCompany(kit)
  const { id, version } = await ask(kit, reporter, '处理人借用别人账号')
  const { requestAs } = createTestClient(kit.deps)
  const move = (involved: readonly string[]) =>
    requestAs(admin, 'POST', `/api/feedback/${id}/incident`, { version, involved })
  expect((await move(['handler', 'second', 'contact'])).status).toBe(409)
  expect(await getFeedback(kit.deps, reporter, id)).toMatchObject({ state: 'collected', version })
  expect((await move(['HANDLER'])).status).toBe(200)
  expect([await countCases(kit, handler), await countCases(kit, second)]).toEqual([0, 1])
  await drainOutbox(kit.deps)
  expect([titlesTo(kit, 'handler'), titlesTo(kit, 'second')]).toEqual([[], ['有一条上报待你受理']])
})

test('feedback cannot be moved while incidents have no handler, and stays as it is', async ({ kit }) => {
  const { asker, admin } = await feedbackCompany(kit)
  const { id, version } = await ask(kit, asker, '张三借用别人账号')
  const { requestAs } = createTestClient(kit.deps)
  expect((await requestAs(admin, 'POST', `/api/feedback/${id}/incident`, { version })).status).toBe(409)
  expect(await getFeedback(kit.deps, asker, id)).toMatchObject({ state: 'collected' })
})

test('an answer with the outcome “known” is refused without an FAQ entry; the entry is listed, and similar feedback shows it', async ({
  kit,
}) => {
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
})

test('an FAQ entry is refused with a clause that is not in force, and to a member without a role', async ({ kit }) => {
  const { second, ops } = await feedbackCompany(kit)
  const { requestAs } = createTestClient(kit.deps)
  const outdated = { question: '问', clause: { policyId: 'pol_000001', clauseId: 'x' }, answer: '答', sourceId: null }
  expect((await requestAs(ops, 'POST', '/api/feedback/faqs', outdated)).status).toBe(409)
  expect((await requestAs(second, 'POST', '/api/feedback/faqs', { ...outdated, clause: null })).status).toBe(404)
})
