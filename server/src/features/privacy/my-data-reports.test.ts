import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { describe, expect } from 'vitest'
import { departureReports } from '../../db/schema/index.ts'
import { ask } from '../../testing/fixtures/feedback.ts'
import { createActiveGroup } from '../../testing/fixtures/groups.ts'
import {
  command,
  incidentCompany,
  nextKey,
  nextReceipt,
  report,
  unnamedClient,
} from '../../testing/fixtures/incidents.ts'
import { test } from '../../testing/kit.ts'
import { answerDeparture } from '../accounts/departures/answer-departure.ts'
import { reportDeparture } from '../accounts/people/report-departure.ts'
import { getGroup } from '../groups/registry/get-group.ts'
import { handleReport, reportViolation } from '../groups/reports/violation-reports.ts'
import { writeAsReporter } from '../incidents/reporting/write-message.ts'
import { getMyData, getMyDataSummary } from './my-data.ts'

describe('reports in the personal data export', () => {
  test('the export has the member’s own named incidents with their messages, feedback and departures, and nobody else’s', async ({
    kit,
  }) => {
    const people = await incidentCompany(kit)
    const { reporter, colleague, handler } = people
    const id = await report(kit, reporter, { involved: ['suspect'], text: '账号借给外协' })
    await command(kit, handler, id, { command: 'acknowledge' })
    await command(kit, handler, id, { command: 'ask', text: '在哪里？' })
    await command(kit, handler, id, { command: 'note', text: '内部的话' })
    await writeAsReporter(kit.deps, reporter, { id, text: '三楼', reopens: false, idempotencyKey: nextKey() })
    await report(kit, colleague, { text: '别人的上报' })
    await unnamedClient(kit).report(nextReceipt(), { text: '没有署名的上报' })
    await ask(kit, reporter, '打印机连不上')
    await ask(kit, colleague, '别人的反馈')
    await kit.deps.db.insert(departureReports).values({
      id: kit.deps.ids.next('departureReport'),
      userid: 'stranger',
      reporterId: 'reporter',
      reportedAt: kit.deps.clock.now(),
      lastDay: '2026-03-20',
      note: '已离岗',
      answer: '',
    })
    const { sections } = await getMyData(kit.deps, 'reporter')
    expect(sections.incidents).toMatchObject([
      {
        id,
        text: '账号借给外协',
        state: 'investigating',
        outcome: null,
        messages: [
          { text: '在哪里？', isMine: false },
          { text: '三楼', isMine: true },
        ],
      },
    ])
    expect(sections.feedback).toMatchObject([{ text: '打印机连不上' }])
    expect(sections.departures).toMatchObject([{ userid: 'stranger', note: '已离岗' }])
    const rowCounts = Object.fromEntries(Object.entries(sections).map(([name, rows]) => [name, rows.length]))
    expect((await getMyDataSummary(kit.deps, { ...reporter })).counts).toEqual(rowCounts)
    // The export says neither whom an incident is about, nor who handles it, nor what they noted.
    const own = JSON.stringify([sections.incidents, sections.feedback, sections.departures])
    expect(own).not.toMatch(/suspect|"handler"|内部的话|别人的|没有署名|idempotencyKey|bodyHash/)
    // The handler's export has no report at all.
    const { sections: ofHandler } = await getMyData(kit.deps, 'handler')
    expect(ofHandler.incidents).toEqual([])
  })

  test('the export has violations that the member reported in groups, without the people who answered', async ({
    kit,
  }) => {
    const { people, group } = await createActiveGroup(kit)
    await reportViolation(kit.deps, people.third, { id: group.id, to: 'owner', what: 'rumour' })
    const [report] = (await getGroup(kit.deps, people.applicant, group.id)).reports
    if (!report) throw new Error('the owner must see the report')
    await handleReport(kit.deps, people.applicant, { id: group.id, reportId: report.id, outcome: 'stopped' })
    const { sections } = await getMyData(kit.deps, 'third')
    expect(sections.groupReports).toMatchObject([
      { groupId: group.id, what: 'rumour', recipient: 'owner', outcome: 'stopped' },
    ])
    expect(JSON.stringify(sections.groupReports)).not.toContain(people.applicant.userid)
    expect((await getMyDataSummary(kit.deps, people.third)).counts.groupReports).toBe(1)
    expect((await getMyData(kit.deps, people.applicant.userid)).sections.groupReports).toEqual([])
  })

  test('the export does not say that a department admin reported the member as leaving', async ({ kit }) => {
    const department = await kit.given.department()
    const admin = await kit.given.member({ userid: 'limin', name: '李敏', department, adminOf: [department] })
    const hr = await kit.given.member({ userid: 'wangfang', roles: ['hr'], department })
    await kit.given.member({ userid: 'guoji', department })
    const departure = { userid: 'guoji', lastDay: '2026-03-31' as CalendarDay, note: '已谈话，未续约' }
    await reportDeparture(kit.deps, admin, departure)
    const [reported] = await kit.deps.db.select().from(departureReports)
    if (!reported) throw new Error('the report must be stored')
    await answerDeparture(kit.deps, hr, { id: reported.id, text: '还在' })
    const { sections } = await getMyData(kit.deps, 'guoji')
    expect(JSON.stringify(sections)).not.toMatch(/limin|wangfang|2026-03-31|未续约|还在/)
    expect((await getMyDataSummary(kit.deps, { userid: 'guoji' })).counts.audit).toBe(sections.audit.length)
    expect(JSON.stringify((await getMyData(kit.deps, 'limin')).sections.audit)).toContain('未续约')
  })
})
