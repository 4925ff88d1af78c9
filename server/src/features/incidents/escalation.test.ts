import type { IncidentSeverity } from '@desk/shared/incidents/incident-states'
import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import { eq, inArray } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { incidentEvents, incidents, notices } from '../../db/schema/index.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import {
  command,
  incidentCompany,
  nextKey,
  nextReceipt,
  report,
  unnamedClient,
} from '../../testing/fixtures/incidents.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { getHome } from '../home/get-home.ts'
import { getIncidentSetting } from './contact.ts'
import { listCases } from './handling/list-cases.ts'
import { getCase } from './handling/view-case.ts'
import { watchIncidents } from './jobs/watch-incidents.ts'
import { getMyIncident } from './reporting/read-own.ts'
import { writeAsReporter } from './reporting/write-message.ts'

const notFound = { code: 'not_found' }

/** Returns who was notified of an event, sorted by userid. */
async function listRecipients({ deps }: Kit, event: NoticeEvent): Promise<string[]> {
  const rows = await deps.db.select().from(notices).where(eq(notices.event, event))
  return rows.map(({ userid }) => userid).sort()
}
async function listEscalationSteps({ deps }: Kit): Promise<string[]> {
  const types = ['reminded', 'escalated', 'rerouted', 'resumed', 'taken_over'] as const
  const rows = await deps.db.select().from(incidentEvents).where(inArray(incidentEvents.type, types))
  return rows.sort((a, b) => a.at.getTime() - b.at.getTime()).map(({ type }) => type)
}

const HOURS_PER_RUN = 6

/**
 * Lets days pass, in which the job runs every six hours. One run of each day is at the hour at which the test began, when dates
 * are due.
 */
async function passDays(kit: Kit, days: number): Promise<void> {
  for (let hour = 0; hour < days * 24; hour += HOURS_PER_RUN) {
    kit.deps.clock.advanceHours(HOURS_PER_RUN)
    await watchIncidents(kit.deps)
  }
}

describe('an incident that nobody acts on', () => {
  test('the readers of an unacknowledged incident are reminded after three working days, then the ops lead is notified, then it goes to the independent contact', async ({
    kit,
  }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter)
    await passDays(kit, 2)
    expect(await listEscalationSteps(kit)).toEqual([])
    await passDays(kit, 1)
    expect(await listEscalationSteps(kit)).toEqual(['reminded'])
    expect(await listRecipients(kit, 'incident.late')).toEqual(['handler', 'second'])
    // From Friday to Monday: one working day.
    await passDays(kit, 3)
    expect(await listEscalationSteps(kit)).toEqual(['reminded', 'escalated'])
    expect(await listRecipients(kit, 'incident.overdue')).toEqual(['lead'])
    await expect(getCase(kit.deps, people.contact, id)).rejects.toMatchObject(notFound)
    await passDays(kit, 5)
    expect(await listEscalationSteps(kit)).toEqual(['reminded', 'escalated', 'rerouted'])
    expect(await getCase(kit.deps, people.contact, id)).toMatchObject({ allowed: ['acknowledge', 'note', 'recuse'] })
    // The reporter sees the new reader.
    expect(await getMyIncident(kit.deps, people.reporter, id)).toMatchObject({
      readers: [{ userid: 'handler' }, { userid: 'second' }, { userid: 'contact' }],
    })
    await command(kit, people.contact, id, { command: 'acknowledge' })
    expect(await getCase(kit.deps, people.contact, id)).toMatchObject({ handler: { userid: 'contact' } })
  })

  test('the ops lead learns who has an overdue incident, and nothing about the incident', async ({ kit }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter, { text: '图纸外传' })
    await command(kit, people.handler, id, { command: 'acknowledge' })
    await passDays(kit, 24)
    expect(await listRecipients(kit, 'incident.overdue')).toEqual(['lead'])
    const shown = await getIncidentSetting(kit.deps, people.lead)
    expect(shown.late).toEqual([{ member: { userid: 'handler', name: '名handler' }, count: 1 }])
    expect((await getIncidentSetting(kit.deps, people.ops)).late).toEqual([])
    await drainOutbox(kit.deps)
    const cards = JSON.stringify(kit.deps.wecom.sent.filter(({ userid }) => userid === 'lead'))
    expect(cards).not.toMatch(new RegExp(`图纸|reporter|${id}`))
    for (const who of [people.lead, people.ops])
      await expect(getCase(kit.deps, who, id)).rejects.toMatchObject(notFound)
  })

  test('an ops lead whom an incident is about, or who reported it, is not notified: the contact gets it in their place', async ({
    kit,
  }) => {
    const people = await incidentCompany(kit)
    await report(kit, people.reporter, { involved: ['LEAD'] })
    await report(kit, people.lead)
    await passDays(kit, 6)
    expect(await listRecipients(kit, 'incident.overdue')).toEqual([])
    expect((await listCases(kit.deps, people.contact, {})).items).toHaveLength(2)
    expect((await getIncidentSetting(kit.deps, people.lead)).late).toEqual([])
  })

  test('an independent contact whom an incident is about never gets it, however overdue it is', async ({ kit }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter, { involved: ['contact'] })
    await passDays(kit, 9)
    expect(await listEscalationSteps(kit)).toEqual(['reminded', 'escalated'])
    await expect(getCase(kit.deps, people.contact, id)).rejects.toMatchObject(notFound)
  })

  test('the contact may take over an acknowledged incident whose outcome is overdue, even a restricted one', async ({
    kit,
  }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter)
    await command(kit, people.handler, id, { command: 'acknowledge' })
    await command(kit, people.handler, id, { command: 'restrict', isRestricted: true })
    await passDays(kit, 20)
    expect(await listEscalationSteps(kit)).toEqual([])
    await passDays(kit, 8)
    expect(await listEscalationSteps(kit)).toEqual(['reminded', 'escalated', 'rerouted'])
    expect(await listRecipients(kit, 'incident.late')).toEqual(['handler'])
    expect(await getCase(kit.deps, people.contact, id)).toMatchObject({ allowed: ['note', 'recuse', 'take_over'] })
    expect((await getMyIncident(kit.deps, people.reporter, id)).readers.map(({ userid }) => userid)).toEqual([
      'handler',
      'contact',
    ])
    expect((await getHome(kit.deps, people.contact, 'zh-CN')).waiting.incidents).toMatchObject({ count: 1, first: id })
    await command(kit, people.contact, id, { command: 'take_over' })
    expect(await listRecipients(kit, 'incident.taken_over')).toEqual(['handler'])
    await expect(getCase(kit.deps, people.handler, id)).rejects.toMatchObject(notFound)
    await command(kit, people.contact, id, { command: 'close', result: 'partly', text: '已核实' })
    await passDays(kit, 30)
    expect(await listEscalationSteps(kit)).toEqual(['reminded', 'escalated', 'rerouted', 'taken_over'])
  })

  test('a critical incident whose handler recuses themselves is escalated a step every hour, day and night', async ({
    kit,
  }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter)
    await command(kit, people.handler, id, { command: 'acknowledge' })
    await command(kit, people.handler, id, { command: 'severity', severity: 'critical' })
    await command(kit, people.handler, id, { command: 'recuse', reason: '认识对方' })
    kit.deps.clock.advanceSeconds(3599)
    await watchIncidents(kit.deps)
    expect(await listEscalationSteps(kit)).toEqual([])
    kit.deps.clock.advanceSeconds(1)
    await watchIncidents(kit.deps)
    await watchIncidents(kit.deps)
    expect(await listEscalationSteps(kit)).toEqual(['reminded'])
    expect(await listRecipients(kit, 'incident.late_critical')).toEqual(['second'])
    kit.deps.clock.advanceHours(1)
    await watchIncidents(kit.deps)
    kit.deps.clock.advanceHours(1)
    await watchIncidents(kit.deps)
    expect(await listEscalationSteps(kit)).toEqual(['reminded', 'escalated', 'rerouted'])
  })

  test('calling a critical incident normal and critical again does not give its handler more time', async ({ kit }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter)
    await command(kit, people.handler, id, { command: 'acknowledge' })
    await command(kit, people.handler, id, { command: 'severity', severity: 'critical' })
    const { dueAt } = await getCase(kit.deps, people.handler, id)
    await passDays(kit, 2)
    await command(kit, people.handler, id, { command: 'severity', severity: 'normal' })
    await command(kit, people.handler, id, { command: 'severity', severity: 'critical' })
    expect((await getCase(kit.deps, people.handler, id)).dueAt).toBe(dueAt)
  })

  test('after an outage the first escalation step of an overdue incident is taken at once, and each further one a working day later', async ({
    kit,
  }) => {
    const people = await incidentCompany(kit)
    await report(kit, people.reporter)
    kit.deps.clock.advanceDays(30)
    const stepsAfter = async (hours: number) => {
      kit.deps.clock.advanceHours(hours)
      for (let run = 0; run < 3; run += 1) await watchIncidents(kit.deps)
      return listEscalationSteps(kit)
    }
    expect(await stepsAfter(0)).toEqual(['reminded'])
    // From Thursday to Friday, and from Friday to Monday.
    expect(await stepsAfter(23)).toEqual(['reminded'])
    expect(await stepsAfter(1)).toEqual(['reminded', 'escalated'])
    expect(await stepsAfter(71)).toEqual(['reminded', 'escalated'])
    expect(await stepsAfter(1)).toEqual(['reminded', 'escalated', 'rerouted'])
  })

  test('an unnamed report is escalated like a named one', async ({ kit }) => {
    const people = await incidentCompany(kit)
    const receipt = nextReceipt()
    await unnamedClient(kit).report(receipt)
    await passDays(kit, 9)
    expect(await listEscalationSteps(kit)).toEqual(['reminded', 'escalated', 'rerouted'])
    expect((await listCases(kit.deps, people.contact, {})).items).toMatchObject([{ isUnnamed: true }])
    const seen = (await (await unnamedClient(kit).open(receipt)).json()) as { readers: { userid: string }[] }
    expect(seen.readers.map(({ userid }) => userid)).toContain('contact')
  })
})

describe('the messages of the escalation at night', () => {
  /** Makes an incident overdue at eleven at night. Returns a function that takes the due step and returns its cards. */
  async function createOverdueAtNight(kit: Kit, severity: IncidentSeverity) {
    const { clock, db, wecom } = kit.deps
    const people = await incidentCompany(kit)
    await report(kit, people.reporter)
    await drainOutbox(kit.deps)
    clock.advanceHours(13)
    await db.update(incidents).set({ severity, dueAt: clock.now() })
    return async () => {
      const before = wecom.sent.length
      await watchIncidents(kit.deps)
      await drainOutbox(kit.deps)
      return wecom.sent.slice(before).map(({ userid, card }) => `${userid} ${card.title}`)
    }
  }

  test('the steps of a critical incident reach handlers, ops lead and contact at night, an hour apart', async ({
    kit,
  }) => {
    const step = await createOverdueAtNight(kit, 'critical')
    expect((await step()).sort()).toEqual(['handler 有一条上报已超时', 'second 有一条上报已超时'])
    kit.deps.clock.advanceHours(1)
    expect(await step()).toEqual(['lead 有一条上报超时未处理'])
    kit.deps.clock.advanceHours(1)
    expect(await step()).toEqual(['contact 有一条上报待你受理'])
  })

  test('the first step of an incident of normal severity waits for the morning', async ({ kit }) => {
    const step = await createOverdueAtNight(kit, 'normal')
    expect(await step()).toEqual([])
    kit.deps.clock.advanceHours(9)
    expect(await step()).toEqual([])
    kit.deps.clock.advanceSeconds(1800)
    expect((await step()).sort()).toEqual(['handler 有一条上报已超时', 'second 有一条上报已超时'])
  })
})

describe('the wait for a reporter', () => {
  const answer = (kit: Kit, actor: Parameters<typeof report>[1], id: Awaited<ReturnType<typeof report>>) =>
    writeAsReporter(kit.deps, actor, { id, text: '三楼', reopens: false, idempotencyKey: nextKey() })

  test('a question stops the clock; the answer gives the handler the time that was left', async ({ kit }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter)
    await command(kit, people.handler, id, { command: 'acknowledge' })
    const before = (await getCase(kit.deps, people.handler, id)).dueAt
    await command(kit, people.handler, id, { command: 'ask', text: '在哪里？' })
    expect(await getCase(kit.deps, people.handler, id)).toMatchObject({ state: 'waiting_reporter', dueAt: null })
    await passDays(kit, 7)
    const answered = await answer(kit, people.reporter, id)
    expect(answered.state).toBe('investigating')
    // The due date moved by exactly one week: its five working days were not counted.
    expect(Date.parse(answered.dueAt ?? '') - Date.parse(before ?? '')).toBe(7 * 24 * 3_600_000)
    expect(await listEscalationSteps(kit)).toEqual([])
  })

  test('a question does not stop the clock for ever: after ten working days it runs on', async ({ kit }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter)
    await command(kit, people.handler, id, { command: 'acknowledge' })
    await command(kit, people.handler, id, { command: 'ask', text: '在哪里？' })
    await passDays(kit, 12)
    expect(await listEscalationSteps(kit)).toEqual([])
    await passDays(kit, 2)
    expect(await listEscalationSteps(kit)).toEqual(['resumed'])
    await passDays(kit, 30)
    expect(await listEscalationSteps(kit)).toEqual(['resumed', 'reminded', 'escalated', 'rerouted'])
  })

  test('an incident that was closed while it waited for its reporter does not wait after it is reopened', async ({
    kit,
  }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter)
    await command(kit, people.handler, id, { command: 'acknowledge' })
    await command(kit, people.handler, id, { command: 'ask', text: '在哪里？' })
    await command(kit, people.handler, id, { command: 'close', result: 'not', text: '未发现异常' })
    const reopened = { id, text: '还有', reopens: true, idempotencyKey: nextKey() }
    expect(await writeAsReporter(kit.deps, people.reporter, reopened)).toMatchObject({ state: 'reopened' })
    const [row] = await kit.deps.db.select().from(incidents)
    expect(row).toMatchObject({ pausedAt: null, escalation: 0 })
  })
})
