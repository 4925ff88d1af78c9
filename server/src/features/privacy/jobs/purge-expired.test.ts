import { eq } from 'drizzle-orm'
import { describe, expect, onTestFinished, vi } from 'vitest'
import { insertAll } from '../../../db/json-parameters.ts'
import {
  auditEntries,
  callbacks,
  groupReports,
  incidents,
  members,
  notices,
  policyExceptions,
  policyExemptions,
  policyMailings,
  policyMessages,
  policyQuestions,
  purgeRuns,
  sessions,
  settings,
} from '../../../db/schema/index.ts'
import { markMembersLeft } from '../../../directory/sync-members-queries.ts'
import { createActiveGroup, leave } from '../../../testing/fixtures/groups.ts'
import { command, incidentCompany, report } from '../../../testing/fixtures/incidents.ts'
import { clause, createPublishedPolicy, draftOf, openPolicy, policyCompany } from '../../../testing/fixtures/policy.ts'
import { createSession } from '../../../testing/http.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { smallCompany, submitInfoChange } from '../../../testing/request-fixtures.ts'
import { appointDeputy } from '../../groups/ownership/owner-commands.ts'
import { handleReport, reportViolation } from '../../groups/reports/violation-reports.ts'
import { getGroup } from '../../groups/registry/get-group.ts'
import { askQuestion } from '../../policies/questions/ask-question.ts'
import { exemptPerson, setDueDate } from '../../policies/roster/change-person.ts'
import { purgeClass } from '../purge-queries.ts'
import { purgeExpired } from './purge-expired.ts'

const advanceDays = (kit: Kit, days: number) => kit.deps.clock.advanceDays(days)

async function insertCallback(kit: Kit, dedupeKey: string) {
  const row = { receiver: 'contacts' as const, dedupeKey, event: 'x', body: '<xml/>', receivedAt: kit.deps.clock.now() }
  await kit.deps.db.insert(callbacks).values(row)
}

describe('purgeExpired', () => {
  test('purgeExpired deletes expired data, keeps the rest, and records it', async ({ kit }) => {
    const { applicant } = await smallCompany(kit)
    await createSession(kit.deps, applicant)
    await insertCallback(kit, 'old')
    advanceDays(kit, 399)
    await insertCallback(kit, 'new')
    await purgeExpired(kit.deps)
    expect(await kit.deps.db.$count(callbacks)).toBe(2)
    advanceDays(kit, 2)
    await purgeExpired(kit.deps)
    expect((await kit.deps.db.select().from(callbacks)).map(({ dedupeKey }) => dedupeKey)).toEqual(['new'])
    // The session expired one day after it was opened.
    expect(await kit.deps.db.$count(sessions)).toBe(1)
    const runs = await kit.deps.db.select().from(purgeRuns).where(eq(purgeRuns.retentionClass, 'log'))
    expect(runs.map(({ rowsRemoved }) => rowsRemoved)).toEqual([0, 1])
    expect(runs[1]?.cutOff).toEqual(new Date(kit.deps.clock.now().getTime() - 400 * 86_400_000))
  })

  test('purgeExpired does not delete logs within six months, even if the setting is shorter', async ({ kit }) => {
    await insertCallback(kit, 'recent')
    const value = { log: 10, contact: 90, transient: 30 }
    const row = { key: 'privacy.retention', version: 1, changedBy: 'x', changedAt: kit.deps.clock.now() }
    await kit.deps.db.insert(settings).values({ ...row, value })
    advanceDays(kit, 182)
    await purgeExpired(kit.deps)
    expect(await kit.deps.db.$count(callbacks)).toBe(1)
  })

  test('purgeExpired never deletes audit entries', async ({ kit }) => {
    const { applicant } = await smallCompany(kit)
    await submitInfoChange(kit, applicant)
    const before = await kit.deps.db.$count(auditEntries)
    advanceDays(kit, 5000)
    await purgeExpired(kit.deps)
    const rows = await kit.deps.db.select().from(auditEntries)
    expect(rows.filter(({ action }) => action !== 'privacy.purged')).toHaveLength(before)
  })

  test('purgeExpired clears the contact data of a member after the retention time, and only if they have left', async ({
    kit,
  }) => {
    await kit.given.department()
    await kit.given.member({ userid: 'gone', name: '走了', telephone: '0755-1', status: 5 })
    await kit.given.member({ userid: 'here', telephone: '0755-2' })
    advanceDays(kit, 91)
    await purgeExpired(kit.deps)
    const rows = await kit.deps.db.select().from(members).orderBy(members.userid)
    expect(rows.map(({ name, telephone, position }) => [name, telephone, position])).toEqual([
      ['走了', '', ''],
      ['张3', '0755-2', '店员'],
    ])
  })

  test('purgeExpired clears what a member who left asked and why they were exempt, and keeps the exemption itself', async ({
    kit,
  }) => {
    const { deps, given } = kit
    const { north, author, lead } = await policyCompany(kit)
    const people = [
      await given.member({ userid: 'gone', department: north }),
      await given.member({ userid: 'here', department: north }),
    ]
    const id = await createPublishedPolicy(kit, { author, lead }, draftOf([clause('1')]))
    for (const person of people) {
      const { userid } = person
      const { versionId } = await openPolicy(kit, person, id)
      await askQuestion(deps, person, { id, versionId, clauseId: null, text: `${userid} 的疑问` })
      await setDueDate(deps, author, { id, userid, reason: '出差', dueOn: '2026-03-27' })
      await exemptPerson(deps, lead, { id, userid, reason: '病假', until: '2026-03-20' })
    }
    const at = deps.clock.now()
    await deps.db.transaction((tx) => markMembersLeft(deps, tx, ['gone'], { at, source: 'test' }))
    const readTexts = async () => {
      const asked = await deps.db
        .select({ userid: policyQuestions.userid, isOpen: policyQuestions.isOpen, text: policyMessages.text })
        .from(policyQuestions)
        .innerJoin(policyMessages, eq(policyMessages.questionId, policyQuestions.id))
      const exempt = await deps.db.select().from(policyExemptions)
      const dueDates = await deps.db.select().from(policyExceptions)
      return people.map(({ userid }) => [
        ...asked.filter((row) => row.userid === userid).map(({ isOpen, text }) => `${String(isOpen)} ${text}`),
        ...[...exempt, ...dueDates].filter((row) => row.userid === userid).map(({ reason }) => reason),
      ])
    }
    const kept = ['true here 的疑问', '病假', '出差']
    advanceDays(kit, 400)
    await purgeExpired(deps)
    expect(await readTexts()).toEqual([['true gone 的疑问', '病假', '出差'], kept])
    advanceDays(kit, 1)
    await purgeExpired(deps)
    expect(await readTexts()).toEqual([['false ', '', ''], kept])
  })

  test('purgeExpired deletes an answered report of a violation with its reporter, and keeps one that waits', async ({
    kit,
  }) => {
    const { people, group } = await createActiveGroup(kit)
    for (const what of ['rumour', 'secret'] as const)
      await reportViolation(kit.deps, people.third, { id: group.id, to: 'owner', what })
    const { reports } = await getGroup(kit.deps, people.applicant, group.id)
    const report = reports.find(({ what }) => what === 'rumour')
    if (!report) throw new Error('the owner must see the report')
    await handleReport(kit.deps, people.applicant, { id: group.id, reportId: report.id, outcome: 'stopped' })
    const listLeft = async () => (await kit.deps.db.select().from(groupReports)).map(({ what }) => what).sort()
    advanceDays(kit, 1095)
    await purgeExpired(kit.deps)
    expect(await listLeft()).toEqual(['rumour', 'secret'])
    advanceDays(kit, 1)
    await purgeExpired(kit.deps)
    expect(await listLeft()).toEqual(['secret'])
  })

  test('the notice that asks an owner to appoint a deputy is kept until the group has one', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    await leave(kit, 'mate')
    const countKept = () => kit.deps.db.$count(notices, eq(notices.asks, 'group.deputy_gone'))
    advanceDays(kit, 31)
    await purgeExpired(kit.deps)
    expect(await countKept()).toBe(1)
    const { version } = await getGroup(kit.deps, people.applicant, group.id)
    await appointDeputy(kit.deps, people.applicant, { id: group.id, version, deputyId: 'third' })
    await purgeExpired(kit.deps)
    expect(await countKept()).toBe(0)
  })

  test('a retention class that fails does not keep incidents, of another class, from being deleted, and is reported', async ({
    kit,
  }) => {
    const { handler, reporter } = await incidentCompany(kit)
    const id = await report(kit, reporter)
    await command(kit, handler, id, { command: 'acknowledge' })
    await command(kit, handler, id, { command: 'close', result: 'confirmed', text: '已处理' })
    advanceDays(kit, 1096)
    const failing = vi.spyOn(purgeClass, 'log').mockRejectedValue(new Error('log'))
    onTestFinished(() => failing.mockRestore())
    await expect(purgeExpired(kit.deps)).rejects.toThrow(AggregateError)
    expect(await kit.deps.db.$count(incidents)).toBe(0)
  })

  test('more expired rows than one batch are all deleted, and each batch is recorded', async ({ kit }) => {
    const at = kit.deps.clock.now()
    const rows = Array.from({ length: 10_001 }, (_, nth) => ({
      receiver: 'contacts' as const,
      dedupeKey: String(nth),
      event: 'x',
      body: '',
      receivedAt: at,
    }))
    await kit.deps.db.execute(insertAll(callbacks, rows))
    advanceDays(kit, 401)
    await insertCallback(kit, 'new')
    await purgeExpired(kit.deps)
    expect((await kit.deps.db.select().from(callbacks)).map(({ dedupeKey }) => dedupeKey)).toEqual(['new'])
    const runs = await kit.deps.db.select().from(purgeRuns).where(eq(purgeRuns.retentionClass, 'log'))
    expect(runs.map(({ rowsRemoved }) => rowsRemoved)).toEqual([10_000, 1])
  })

  test('more notices than one batch that an older server left waiting are deleted before the mailings that sent them', async ({
    kit,
  }) => {
    const { clock, db } = kit.deps
    const sentAt = clock.now()
    const rows = Array.from({ length: 10_001 }, (_, nth) => ({
      taskId: `notice${String(nth)}`,
      event: 'confirm.moved' as const,
      objectId: `campaign${String(Math.floor(nth / 100))}`,
      userid: `member${String(nth)}`,
      dedupeKey: String(nth),
      state: 'waiting' as const,
      plannedAt: sentAt,
    }))
    await db.execute(insertAll(notices, rows))
    const card = { title: '', subtitle: '', rows: [], path: '/' }
    const mailings = Array.from({ length: 101 }, (_, nth) => ({
      id: `mailing${String(nth)}`,
      batchKey: `confirm.moved:campaign${String(nth)}`,
      policyIds: [],
      userids: rows.slice(nth * 100, nth * 100 + 100).map(({ userid }) => userid),
      card,
      sentAt,
    }))
    await db.insert(policyMailings).values(mailings)
    advanceDays(kit, 31)
    await purgeExpired(kit.deps)
    expect([await db.$count(notices), await db.$count(policyMailings)]).toEqual([0, 0])
  })
})
