import { and, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { notices } from '../../db/schema/index.ts'
import { command, incidentCompany, nextKey, report } from '../../testing/fixtures/incidents.ts'
import { report as reportLost } from '../../testing/fixtures/lost-device.ts'
import { test } from '../../testing/kit.ts'
import { getCase, viewReporter } from './handling/view-case.ts'
import { getMyIncident } from './reporting/read-own.ts'
import { writeAsReporter } from './reporting/write-message.ts'

type Body = Parameters<typeof command>[3]

/** The commands of a handler in order, the state after each, and the event of the reporter's notice; null: no notice. */
const steps: readonly (readonly [body: Body, state: string, event: string | null])[] = [
  [{ command: 'note', text: '先看' }, 'routed', null],
  [{ command: 'acknowledge' }, 'acknowledged', 'incident.progress'],
  [{ command: 'severity', severity: 'critical' }, 'acknowledged', null],
  [{ command: 'investigate' }, 'investigating', 'incident.progress'],
  [{ command: 'restrict', isRestricted: true }, 'investigating', 'incident.progress'],
  [{ command: 'restrict', isRestricted: false }, 'investigating', 'incident.progress'],
  [{ command: 'ask', text: '哪一天？' }, 'waiting_reporter', 'incident.asked'],
  [{ command: 'investigate' }, 'investigating', 'incident.progress'],
  [{ command: 'reply', text: '在查' }, 'investigating', 'incident.progress'],
  [{ command: 'act', action: 'other', text: '已要求改密码' }, 'acting', 'incident.progress'],
  [{ command: 'close', result: 'duplicate', text: '同一件事已在处理' }, 'closed', 'incident.progress'],
  [{ command: 'reopen' }, 'reopened', 'incident.progress'],
]

describe('notices to the reporter', () => {
  test('the reporter is notified of each command that changes something for them, and of no other', async ({ kit }) => {
    const { reporter, handler } = await incidentCompany(kit)
    const id = await report(kit, reporter)
    const noticesToReporter = () =>
      kit.deps.db.select().from(notices).where(eq(notices.userid, 'reporter')).orderBy(notices.plannedAt)
    let noticesBefore = 0
    for (const [body, state, event] of steps) {
      kit.deps.clock.advanceSeconds(1)
      await command(kit, handler, id, body)
      const sent = await noticesToReporter()
      expect([body.command, (await getMyIncident(kit.deps, reporter, id)).state]).toEqual([body.command, state])
      expect([body.command, sent.slice(noticesBefore).map((notice) => notice.event)]).toEqual([
        body.command,
        event ? [event] : [],
      ])
      noticesBefore = sent.length
    }
    expect(noticesBefore).toBe(10)
    expect((await getMyIncident(kit.deps, reporter, id)).outcome).toBeNull()
  })

  test('the reporter is notified when the report is rerouted to a new reader, and not while a reader they know of remains', async ({
    kit,
  }) => {
    const { reporter, handler, second } = await incidentCompany(kit)
    const id = await report(kit, reporter)
    const countNotices = () =>
      kit.deps.db.$count(notices, and(eq(notices.userid, 'reporter'), eq(notices.event, 'incident.progress')))
    await command(kit, handler, id, { command: 'recuse', reason: '认识对方' })
    expect(await countNotices()).toBe(0)
    await command(kit, second, id, { command: 'recuse', reason: '认识对方' })
    expect(await countNotices()).toBe(1)
    const { readers, steps: seen } = await getMyIncident(kit.deps, reporter, id)
    expect(readers.map(({ userid }) => userid)).toEqual(['contact'])
    expect(seen.map(({ type }) => type)).toEqual(['rerouted'])
  })

  test('the reporter of a duplicate reads that outcome, and may reopen the incident', async ({ kit }) => {
    const { reporter, handler } = await incidentCompany(kit)
    const id = await report(kit, reporter)
    await command(kit, handler, id, { command: 'acknowledge' })
    await command(kit, handler, id, { command: 'close', result: 'duplicate', text: '同一件事已在处理' })
    expect(await getMyIncident(kit.deps, reporter, id)).toMatchObject({
      outcome: { result: 'duplicate', text: '同一件事已在处理' },
      mayReopen: true,
    })
    const sent = { id, text: '不是同一件', reopens: true, idempotencyKey: nextKey() }
    expect(await writeAsReporter(kit.deps, reporter, sent)).toMatchObject({ state: 'reopened' })
  })
})

describe('the lost-device case of a reporter', () => {
  test('the reporter’s own lost-device case is linked next to the name, and not in the incident that all handlers read', async ({
    kit,
  }) => {
    const { reporter, handler } = await incidentCompany(kit)
    const id = await report(kit, reporter, { kind: 'login' })
    await command(kit, handler, id, { command: 'acknowledge' })
    expect((await viewReporter(kit.deps, handler, id)).lostCaseId).toBeNull()
    const lost = await reportLost(kit, reporter, reporter.userid)
    expect((await viewReporter(kit.deps, handler, id)).lostCaseId).toBe(lost.id)
    // In the incident, the link would tell the other handlers who the reporter is.
    expect((await getCase(kit.deps, handler, id)).lostCaseId).toBeNull()
  })
})
