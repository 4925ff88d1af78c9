import type { ViolationKind } from '@desk/shared/groups/group-states'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, groupReports, incidents } from '../../db/schema/index.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { createActiveGroup } from '../../testing/fixtures/groups.ts'
import { enableIncidentReports } from '../../testing/fixtures/incidents.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { auditCsv, auditHtml } from '../audit/export-audit.ts'
import { listAudit } from '../audit/list-audit.ts'
import { getGroup } from './registry/get-group.ts'
import { handleReport, reportViolation } from './reports/violation-reports.ts'

async function createReport(kit: Kit, to: 'owner' | 'ops') {
  const fixture = await createActiveGroup(kit)
  await reportViolation(kit.deps, fixture.people.third, { id: fixture.group.id, to, what: 'rumour' })
  await drainOutbox(kit.deps)
  const getGroupAs = (who: keyof typeof fixture.people) =>
    getGroup(kit.deps, fixture.people[who] as never, fixture.group.id)
  const reader = to === 'ops' ? 'ops' : 'applicant'
  const [report] = (await getGroupAs(reader)).reports
  if (!report) throw new Error('Nothing was reported')
  return { ...fixture, getGroupAs, target: { id: fixture.group.id, reportId: report.id } }
}

describe('violation reports', () => {
  test('a report is answered once, and its reporter is notified of the outcome', async ({ kit }) => {
    const { people, target, getGroupAs } = await createReport(kit, 'owner')
    expect((await getGroupAs('applicant')).allowed).toContain('handle')
    const done = await handleReport(kit.deps, people.applicant, { ...target, outcome: 'stopped' })
    expect(done.reports).toMatchObject([{ what: 'rumour', outcome: 'stopped' }])
    expect(done.allowed).not.toContain('handle')
    await drainOutbox(kit.deps)
    const outcomeCards = kit.deps.wecom.sent.filter(({ card }) => card.title === '你反映的违规：已制止')
    expect(outcomeCards.map(({ userid }) => userid)).toEqual(['third'])
    const secondAnswer = handleReport(kit.deps, people.mate, { ...target, outcome: 'unfounded' })
    await expect(secondAnswer).rejects.toMatchObject({ code: 'group.changed_meanwhile' })
    const entries = await kit.deps.db.select().from(auditEntries).where(eq(auditEntries.action, 'group.handle'))
    expect(entries).toMatchObject([{ actor: 'guoji', details: { report: target.reportId, outcome: 'stopped' } }])
    expect(JSON.stringify(entries)).not.toContain('third')
  })

  test('a report to the management department is not shown to those it may be about', async ({ kit }) => {
    const { people, target, getGroupAs } = await createReport(kit, 'ops')
    for (const who of ['applicant', 'mate', 'admin'] as const) expect((await getGroupAs(who)).reports).toEqual([])
    const byOwner = handleReport(kit.deps, people.applicant, { ...target, outcome: 'unfounded' })
    await expect(byOwner).rejects.toMatchObject({ code: 'group.changed_meanwhile' })
    const done = await handleReport(kit.deps, people.ops, { ...target, outcome: 'reminded' })
    expect(done.reports).toMatchObject([{ to: 'ops', outcome: 'reminded' }])
  })

  test('the owner of a group can report to the management department only, whatever recipient they name', async ({
    kit,
  }) => {
    const { people, group } = await createActiveGroup(kit)
    const readRecipients = async (who: 'applicant' | 'mate') =>
      (await getGroup(kit.deps, people[who], group.id)).reportTo
    expect([await readRecipients('applicant'), await readRecipients('mate')]).toEqual([['ops'], ['owner', 'ops']])
    await reportViolation(kit.deps, people.applicant, { id: group.id, to: 'owner', what: 'rumour' })
    expect(await kit.deps.db.select().from(groupReports)).toMatchObject([{ reporterId: 'guoji', recipient: 'ops' }])
  })

  test('the audit names the reporter of a violation neither in new entries nor in those of earlier releases', async ({
    kit,
  }) => {
    const { people, target } = await createReport(kit, 'owner')
    const isReport = eq(auditEntries.action, 'group.report')
    expect(await kit.deps.db.select().from(auditEntries).where(isReport)).toMatchObject([
      { actor: 'system:groups.report', details: { report: target.reportId, what: 'rumour' } },
    ])
    const before = { at: kit.deps.clock.now(), actor: 'third', action: 'group.report', object: 'grp_1', details: {} }
    await kit.deps.db.insert(auditEntries).values([before, { ...before, action: 'group.take' }])
    const filter = { action: 'group.report' }
    const { items } = await listAudit(kit.deps, people.ops, filter)
    expect(items.map(({ actor }) => actor.userid)).toEqual(['system:groups.report', 'system:groups.report'])
    expect(await auditHtml(kit.deps, filter)).not.toContain('third')
    for await (const part of auditCsv(kit.deps, filter)) expect(part).not.toContain('third')
    const byName = await listAudit(kit.deps, people.ops, { actor: 'third' })
    expect(byName.items.map(({ action }) => action)).not.toContain('group.report')
    expect(byName.items.map(({ action }) => action)).toContain('group.take')
  })

  test('where incidents are handled, a report to the management department becomes an incident that only its handlers read', async ({
    kit,
  }) => {
    const { people, group } = await createActiveGroup(kit)
    await enableIncidentReports(kit)
    await reportViolation(kit.deps, people.third, { id: group.id, to: 'ops', what: 'secret' })
    expect(await kit.deps.db.$count(groupReports)).toBe(0)
    expect((await getGroup(kit.deps, people.ops, group.id)).reports).toEqual([])
    const [row] = await kit.deps.db.select().from(incidents)
    expect(row).toMatchObject({ kind: 'leak', groupId: group.id, reporterId: 'third', involved: ['guoji', 'mate'] })
    await drainOutbox(kit.deps)
    const cards = kit.deps.wecom.sent.filter(({ card }) => card.title.includes('上报'))
    expect(cards.map(({ userid }) => userid).sort()).toEqual(['handler', 'second'])
    const audit = await kit.deps.db.select().from(auditEntries)
    expect(audit.filter(({ actor }) => actor === 'third')).toEqual([])
  })

  test('the group page states that a handler may see the reporter’s name if incidents are handled, and otherwise nobody', async ({
    kit,
  }) => {
    const { people, group } = await createActiveGroup(kit)
    const seenBy = async (who: 'third' | 'ops') => (await getGroup(kit.deps, people[who], group.id)).reporterSeenBy
    expect(await seenBy('third')).toBe('nobody')
    await enableIncidentReports(kit)
    // The management department is no member of the group, and cannot report.
    expect([await seenBy('third'), await seenBy('ops')]).toEqual(['handler', 'nobody'])
  })

  test('a report is refused when the page promised that nobody sees the name, but a handler could', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    const { reporterSeenBy: seenBy } = await getGroup(kit.deps, people.third, group.id)
    await enableIncidentReports(kit)
    const report = reportViolation(kit.deps, people.third, { id: group.id, to: 'ops', what: 'secret', seenBy })
    await expect(report).rejects.toMatchObject({ code: 'group.changed_meanwhile' })
    expect([await kit.deps.db.$count(incidents), await kit.deps.db.$count(groupReports)]).toEqual([0, 0])
  })

  test('a report that is sent twice with one key is stored once as an incident, and with another violation it is refused', async ({
    kit,
  }) => {
    const { people, group } = await createActiveGroup(kit)
    await enableIncidentReports(kit)
    const { requestAs } = createTestClient(kit.deps)
    const send = (what: ViolationKind, key: string) =>
      requestAs(
        people.third,
        'POST',
        `/api/groups/${group.id}/violations`,
        { to: 'ops', what },
        { 'idempotency-key': key },
      )
    expect([(await send('secret', 'tap-0001')).status, (await send('secret', 'tap-0001')).status]).toEqual([200, 200])
    expect(await kit.deps.db.$count(incidents)).toBe(1)
    expect(await (await send('rumour', 'tap-0001')).json()).toMatchObject({ error: { code: 'idempotency.key_reused' } })
    expect((await send('secret', 'tap-0002')).status).toBe(200)
    expect(await kit.deps.db.$count(incidents)).toBe(2)
  })

  test('a report to the owner that is sent again with its key is stored and notified once, and with another violation it is refused', async ({
    kit,
  }) => {
    const { people, group } = await createActiveGroup(kit)
    const send = (what: ViolationKind, idempotencyKey: string) =>
      reportViolation(kit.deps, people.third, { id: group.id, to: 'owner', what, idempotencyKey })
    await send('rumour', 'tap-0001')
    kit.deps.clock.advanceSeconds(1)
    for (let times = 0; times < 12; times += 1) await send('rumour', 'tap-0001')
    await expect(send('secret', 'tap-0001')).rejects.toMatchObject({ code: 'idempotency.key_reused' })
    const counts = async () => [
      await kit.deps.db.$count(groupReports),
      await kit.deps.db.$count(auditEntries, eq(auditEntries.action, 'group.report')),
    ]
    expect(await counts()).toEqual([1, 1])
    await drainOutbox(kit.deps)
    const notifiedBefore = kit.deps.wecom.sent.filter(({ userid }) => userid === 'guoji').length
    await send('rumour', 'tap-0001')
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.sent.filter(({ userid }) => userid === 'guoji')).toHaveLength(notifiedBefore)
    await send('rumour', 'tap-0002')
    expect(await counts()).toEqual([2, 2])
  })

  test('one person can report at most ten violations a day, whether or not they become incidents', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    await enableIncidentReports(kit)
    const send = (to: 'owner' | 'ops', actor = people.third) =>
      reportViolation(kit.deps, actor, { id: group.id, to, what: 'rumour' })
    for (let times = 0; times < 5; times += 1) {
      await send('owner')
      await send('ops')
    }
    for (const to of ['owner', 'ops'] as const) await expect(send(to)).rejects.toMatchObject({ code: 'input.too_many' })
    await send('ops', people.mate)
    kit.deps.clock.advanceHours(25)
    await send('ops')
    expect([await kit.deps.db.$count(groupReports), await kit.deps.db.$count(incidents)]).toEqual([5, 7])
  })

  test('a report cannot be answered by a member who only sees the group', async ({ kit }) => {
    const { people, target } = await createReport(kit, 'owner')
    const byMember = handleReport(kit.deps, people.third, { ...target, outcome: 'reminded' })
    await expect(byMember).rejects.toMatchObject({ code: 'auth.forbidden' })
  })
})
