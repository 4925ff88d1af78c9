import { eq } from 'drizzle-orm'
import readXlsxFile from 'read-excel-file/node'
import { describe, expect } from 'vitest'
import { auditEntries, departments, notices } from '../../db/schema/index.ts'
import { ask, feedbackCompany } from '../../testing/fixtures/feedback.ts'
import { createTestClient } from '../../testing/http.ts'
import { test, type Kit } from '../../testing/kit.ts'
import { joinFeedback } from './asking/submit-feedback.ts'
import { getFeedback } from './asking/get-feedback.ts'
import { judgeAnswer } from './asking/judge-answer.ts'
import { listOwnFeedback } from './asking/list-own.ts'
import { answerFeedback, forwardFeedback, promiseAnswer } from './handling/handle-feedback.ts'
import { escalateFeedback } from './jobs/escalate-feedback.ts'

const DAY_HOURS = 24
const listNotifiedOfLate = async ({ deps }: Kit) =>
  (await deps.db.select().from(notices).where(eq(notices.event, 'feedback.late'))).map(({ userid }) => userid)

describe('a promised day', () => {
  test('every asker sees a promised day, and the problem waits for the member who promised it', async ({ kit }) => {
    const { asker, second, ops } = await feedbackCompany(kit)
    const { id, version } = await ask(kit, asker, '打印机连不上')
    await joinFeedback(kit.deps, second, { id, text: '' })
    const promised = await promiseAnswer(kit.deps, ops, { id, version, on: '2026-03-20' })
    expect(promised).toMatchObject({ state: 'answering', promisedOn: '2026-03-20', taker: { userid: 'ops' } })
    for (const who of [asker, second]) {
      const seen = await getFeedback(kit.deps, who, id)
      expect(seen).toMatchObject({ promisedOn: '2026-03-20', dueAt: '2026-03-20T15:59:00.000Z', isLate: false })
      expect(seen.events.at(-1)).toMatchObject({ type: 'promised', text: '2026-03-20', by: { userid: 'ops' } })
      expect((await listOwnFeedback(kit.deps, who, {})).items).toMatchObject([{ promisedOn: '2026-03-20' }])
    }
  })

  test('a promise is refused for a day in the past, after the limit or not in the calendar, and from a member who may not answer', async ({
    kit,
  }) => {
    const { asker, admin, ops } = await feedbackCompany(kit)
    const { id, version } = await ask(kit, asker, '打印机连不上')
    for (const on of ['2026-03-16', '2026-06-16'])
      await expect(promiseAnswer(kit.deps, ops, { id, version, on })).rejects.toMatchObject({ code: 'input.invalid' })
    const { requestAs } = createTestClient(kit.deps)
    expect((await requestAs(ops, 'POST', `/api/feedback/${id}/promise`, { version, on: '2026-02-30' })).status).toBe(
      422,
    )
    const byAdmin = promiseAnswer(kit.deps, admin, { id, version, on: '2026-03-20' })
    await expect(byAdmin).rejects.toMatchObject({ code: 'auth.forbidden' })
    const byAsker = promiseAnswer(kit.deps, asker, { id, version, on: '2026-03-20' })
    await expect(byAsker).rejects.toMatchObject({ code: 'auth.forbidden' })
    expect(await getFeedback(kit.deps, ops, id)).toMatchObject({ state: 'collected', promisedOn: null })
  })

  test('a promised day that passes is reported to the ops lead once, and so is the day of another promise', async ({
    kit,
  }) => {
    const { asker, ops } = await feedbackCompany(kit)
    const { id, version } = await ask(kit, asker, '打印机连不上')
    const first = await promiseAnswer(kit.deps, ops, { id, version, on: '2026-03-27' })
    // More than the five working days have passed, but the promised day has not.
    kit.deps.clock.advanceHours(9 * DAY_HOURS)
    await escalateFeedback(kit.deps)
    expect(await listNotifiedOfLate(kit)).toEqual([])
    kit.deps.clock.advanceHours(2 * DAY_HOURS)
    await escalateFeedback(kit.deps)
    await escalateFeedback(kit.deps)
    expect(await listNotifiedOfLate(kit)).toEqual(['lead'])
    const shown = await getFeedback(kit.deps, ops, id)
    expect(shown).toMatchObject({ isLate: true, version: first.version + 1 })
    const secondPromise = await promiseAnswer(kit.deps, ops, { id, version: shown.version, on: '2026-03-31' })
    expect(secondPromise).toMatchObject({ isLate: false, promisedOn: '2026-03-31' })
    await escalateFeedback(kit.deps)
    expect(await listNotifiedOfLate(kit)).toEqual(['lead'])
    kit.deps.clock.advanceHours(4 * DAY_HOURS)
    await escalateFeedback(kit.deps)
    await escalateFeedback(kit.deps)
    expect(await listNotifiedOfLate(kit)).toEqual(['lead', 'lead'])
  })

  test('an answer ends the promise, and “not solved” does not restore it', async ({ kit }) => {
    const { asker, ops } = await feedbackCompany(kit)
    const { id, version } = await ask(kit, asker, '打印机连不上')
    const promised = await promiseAnswer(kit.deps, ops, { id, version, on: '2026-03-20' })
    const solved = { outcome: 'solved' as const, text: '换了网线。', faq: null }
    const answered = await answerFeedback(kit.deps, ops, { id, version: promised.version, ...solved })
    expect(answered).toMatchObject({ promisedOn: null, dueAt: null })
    const reopened = await judgeAnswer(kit.deps, asker, { id, round: 1, verdict: 'unsolved', text: '' })
    expect(reopened).toMatchObject({ state: 'forwarded', promisedOn: null })
  })
})

describe('dates of feedback', () => {
  test('feedback is escalated after two working days and the answer is due after five, to the second', async ({
    kit,
  }) => {
    const { asker, ops } = await feedbackCompany(kit)
    // From Tuesday 10:00 until Thursday 10:00.
    const { id, dueAt } = await ask(kit, asker, '打印机连不上')
    const timeLeftMs = Date.parse(dueAt ?? '') - kit.deps.clock.now().getTime()
    expect(timeLeftMs).toBe(2 * DAY_HOURS * 3_600_000)
    kit.deps.clock.advanceSeconds(timeLeftMs / 1000 - 1)
    await escalateFeedback(kit.deps)
    expect(await getFeedback(kit.deps, ops, id)).toMatchObject({ state: 'collected' })
    kit.deps.clock.advanceSeconds(2)
    await escalateFeedback(kit.deps)
    const view = await getFeedback(kit.deps, ops, id)
    expect(view).toMatchObject({ state: 'forwarded' })
    // Five working days from then, with a weekend in between.
    expect(Date.parse(view.dueAt ?? '') - kit.deps.clock.now().getTime()).toBe(7 * DAY_HOURS * 3_600_000)
  })

  test('the ops lead is notified if feedback that an admin forwarded is not answered within five working days', async ({
    kit,
  }) => {
    const { asker, admin, ops } = await feedbackCompany(kit)
    const { id, version } = await ask(kit, asker, '打印机连不上')
    await forwardFeedback(kit.deps, admin, { id, version, title: '打印机连不上' })
    kit.deps.clock.advanceHours(7 * DAY_HOURS - 1)
    await escalateFeedback(kit.deps)
    expect(await listNotifiedOfLate(kit)).toEqual([])
    kit.deps.clock.advanceHours(2)
    await escalateFeedback(kit.deps)
    expect(await listNotifiedOfLate(kit)).toEqual(['lead'])
    expect(await getFeedback(kit.deps, ops, id)).toMatchObject({ isLate: true })
    const entries = await kit.deps.db.select().from(auditEntries).where(eq(auditEntries.action, 'feedback.late'))
    expect(entries).toMatchObject([{ object: id }])
  })
})

describe('the export of the board', () => {
  const downloadExport = async (kit: Kit, actor: Parameters<typeof ask>[1], body: Record<string, string>) => {
    const { requestAs } = createTestClient(kit.deps)
    const response = await requestAs(actor, 'POST', '/api/feedback/board/export', body)
    if (response.status !== 200) return response.status
    const { path } = (await response.json()) as { path: string }
    return requestAs(null, 'GET', path)
  }
  const lines = (text: string) => text.trim().split('\r\n')

  test('the file contains the problems that the board shows to this member, without the names of their askers', async ({
    kit,
  }) => {
    const { asker, third, admin, ops } = await feedbackCompany(kit)
    const { id, version } = await ask(kit, asker, '=SUM(A1) 打不开')
    await ask(kit, third, '别的部门的问题')
    await promiseAnswer(kit.deps, ops, { id, version, on: '2026-03-20' })
    const file = (await downloadExport(kit, admin, { format: 'csv' })) as Response
    expect(file.headers.get('content-disposition')).toContain('.csv')
    const text = await file.text()
    expect(lines(text)).toHaveLength(3)
    expect(text).toContain(`"'=SUM(A1) 打不开","answering","1"`)
    expect(text).toContain('"2026-03-20"')
    expect(text).toContain('共 1 行')
    expect(text).not.toMatch(/别的部门|宋洋|asker/)
    expect(lines(await ((await downloadExport(kit, ops, { format: 'csv' })) as Response).text())).toHaveLength(4)
    const none = (await downloadExport(kit, ops, { format: 'csv', view: 'answered' })) as Response
    expect(lines(await none.text())).toHaveLength(2)
    const found = (await downloadExport(kit, ops, { format: 'csv', q: '别的部门' })) as Response
    expect(lines(await found.text())).toHaveLength(3)
    const sheet = (await downloadExport(kit, ops, { format: 'xlsx' })) as Response
    expect(
      Buffer.from(await sheet.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK')
    const entries = await kit.deps.db.select().from(auditEntries).where(eq(auditEntries.action, 'feedback.exported'))
    expect(entries).toHaveLength(5)
  })

  test('the workbook names the departments whose problems it contains, since people other than the exporter read it', async ({
    kit,
  }) => {
    const { asker, admin, ops, north } = await feedbackCompany(kit)
    await kit.deps.db.update(departments).set({ name: '来料检验组' }).where(eq(departments.id, north))
    await ask(kit, asker, '打印机连不上')
    const scopeOf = async (actor: typeof admin, body: Record<string, string> = {}) => {
      const file = (await downloadExport(kit, actor, { format: 'xlsx', ...body })) as Response
      const [sheet] = await readXlsxFile(Buffer.from(await file.arrayBuffer()))
      return sheet?.data.find(([heading]) => heading === '范围')?.[1]
    }
    expect(await scopeOf(ops)).toBe('全公司')
    expect(await scopeOf(admin)).toBe('来料检验组（含下级），及导出人代为处理的问题（如有）')
    expect(await scopeOf(admin, { view: 'mine' })).toBe('待导出人处理的问题')
  })

  test('a member who handles nothing exports nothing, and a link is void once the role has ended', async ({ kit }) => {
    const { asker, third, admin } = await feedbackCompany(kit)
    await ask(kit, asker, '打印机连不上')
    expect(await downloadExport(kit, third, { format: 'csv' })).toBe(404)
    const { requestAs } = createTestClient(kit.deps)
    const response = await requestAs(admin, 'POST', '/api/feedback/board/export', { format: 'csv' })
    const { path } = (await response.json()) as { path: string }
    await kit.deps.db.execute(`update role_grants set ended_at = now() where userid = 'admin'`)
    await kit.deps.db.execute(`delete from feedback_handlers`)
    expect((await requestAs(null, 'GET', path)).status).toBe(410)
  })
})
