import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, groupReports, incidents } from '../../db/schema/index.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { createActiveGroup } from '../../testing/fixtures/groups.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { auditCsv, auditHtml } from '../audit/export-audit.ts'
import { listAudit } from '../audit/list-audit.ts'
import { setContact } from '../incidents/contact.ts'
import { getGroup } from './registry/get-group.ts'
import { handleReport, reportViolation } from './reports/violation-reports.ts'

async function createReport(kit: Kit, to: 'owner' | 'ops') {
  const setting = await createActiveGroup(kit)
  await reportViolation(kit.deps, setting.people.third, { id: setting.group.id, to, what: 'rumour' })
  await drainOutbox(kit.deps)
  const getGroupAs = (who: keyof typeof setting.people) =>
    getGroup(kit.deps, setting.people[who] as never, setting.group.id)
  const reader = to === 'ops' ? 'ops' : 'applicant'
  const [report] = (await getGroupAs(reader)).reports
  if (!report) throw new Error('Nothing was reported')
  return { ...setting, getGroupAs, order: { id: setting.group.id, reportId: report.id } }
}

describe('violation reports', () => {
  test('a report is answered once, and its reporter is notified of the outcome', async ({ kit }) => {
    const { people, order, getGroupAs } = await createReport(kit, 'owner')
    expect((await getGroupAs('applicant')).allowed).toContain('handle')
    const done = await handleReport(kit.deps, people.applicant, { ...order, outcome: 'stopped' })
    expect(done.reports).toMatchObject([{ what: 'rumour', outcome: 'stopped' }])
    expect(done.allowed).not.toContain('handle')
    await drainOutbox(kit.deps)
    const outcomeCards = kit.deps.wecom.sent.filter(({ card }) => card.title === '你反映的违规：已制止')
    expect(outcomeCards.map(({ userid }) => userid)).toEqual(['third'])
    const again = handleReport(kit.deps, people.mate, { ...order, outcome: 'unfounded' })
    await expect(again).rejects.toMatchObject({ code: 'group.changed_meanwhile' })
    const entries = await kit.deps.db.select().from(auditEntries).where(eq(auditEntries.action, 'group.handle'))
    expect(entries).toMatchObject([{ actor: 'guoji', details: { report: order.reportId, outcome: 'stopped' } }])
    expect(JSON.stringify(entries)).not.toContain('third')
  })

  test('a report to the management department is not shown to those it may be about', async ({ kit }) => {
    const { people, order, getGroupAs } = await createReport(kit, 'ops')
    for (const who of ['applicant', 'mate', 'admin'] as const) expect((await getGroupAs(who)).reports).toEqual([])
    const owner = handleReport(kit.deps, people.applicant, { ...order, outcome: 'unfounded' })
    await expect(owner).rejects.toMatchObject({ code: 'group.changed_meanwhile' })
    const done = await handleReport(kit.deps, people.ops, { ...order, outcome: 'reminded' })
    expect(done.reports).toMatchObject([{ to: 'ops', outcome: 'reminded' }])
  })

  test('a report does not name its reporter in the audit, in new rows and in those of earlier releases', async ({
    kit,
  }) => {
    const { people, order } = await createReport(kit, 'owner')
    const isReport = eq(auditEntries.action, 'group.report')
    expect(await kit.deps.db.select().from(auditEntries).where(isReport)).toMatchObject([
      { actor: 'system:groups.report', details: { report: order.reportId, what: 'rumour' } },
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

  test('where incidents are handled, a report to the management department is one that only its handlers read', async ({
    kit,
  }) => {
    const { people, group } = await createActiveGroup(kit)
    for (const userid of ['handler', 'second']) await kit.given.member({ userid, roles: ['incident_handler'] })
    await kit.given.member({ userid: 'contact' })
    const lead = await kit.given.member({ userid: 'lead', roles: ['ops_lead'] })
    await setContact(kit.deps, lead, { contact: { userid: 'contact', phone: '0755-1' }, version: 0 })
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

  test('a report cannot be answered by a member who only sees the group', async ({ kit }) => {
    const { people, order } = await createReport(kit, 'owner')
    const other = handleReport(kit.deps, people.third, { ...order, outcome: 'reminded' })
    await expect(other).rejects.toMatchObject({ code: 'auth.forbidden' })
  })
})
