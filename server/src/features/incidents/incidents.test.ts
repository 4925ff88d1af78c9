import { commandBody } from '@desk/shared/incidents/incident-case-schemas'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import {
  auditEntries,
  incidentEvents,
  incidents,
  incidentMessages,
  notices,
  roleGrants,
} from '../../db/schema/index.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { command, incidentCompany, nextReceipt, report, unnamedClient } from '../../testing/fixtures/incidents.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { purgeExpired } from '../privacy/jobs/purge-expired.ts'
import { setContact } from './contact.ts'
import { commandIncident } from './handling/command-incident.ts'
import { listCases } from './handling/list-cases.ts'
import { getCase, viewReporter } from './handling/view-case.ts'
import { watchIncidents } from './jobs/watch-incidents.ts'
import { listOpenIncidentsOf } from './model/incident-queries.ts'
import { getMyIncident, listMyIncidents } from './reporting/read-own.ts'
import { reportIncident } from './reporting/report-incident.ts'
import { writeAsReporter } from './reporting/write-message.ts'

const endRole = ({ deps }: Kit, userid: string) =>
  deps.db.update(roleGrants).set({ endedAt: deps.clock.now() }).where(eq(roleGrants.userid, userid))
const notFound = { code: 'not_found' }

describe('the handling of an incident', () => {
  test('an incident goes from report to outcome, and its reporter is notified of each state that a handler sets', async ({
    kit,
  }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter)
    expect(await getMyIncident(kit.deps, people.reporter, id)).toMatchObject({
      state: 'routed',
      readers: [{ userid: 'handler' }, { userid: 'second' }],
      handler: null,
    })
    await command(kit, people.handler, id, { command: 'acknowledge' })
    await command(kit, people.handler, id, { command: 'ask', text: '是哪个账号？' })
    expect(await getMyIncident(kit.deps, people.reporter, id)).toMatchObject({ state: 'waiting_reporter' })
    const sent = { text: '检验二组的', reopens: false, idempotencyKey: 'answer-1', id }
    expect(await writeAsReporter(kit.deps, people.reporter, sent)).toMatchObject({ state: 'investigating' })
    await writeAsReporter(kit.deps, people.reporter, sent)
    await command(kit, people.handler, id, { command: 'note', text: '先查登录记录' })
    await command(kit, people.handler, id, { command: 'act', action: 'other', text: '已要求改密码' })
    await command(kit, people.handler, id, { command: 'close', result: 'confirmed', text: '属实，已收回账号' })
    const own = await getMyIncident(kit.deps, people.reporter, id)
    expect(own).toMatchObject({ state: 'closed', outcome: { result: 'confirmed', text: '属实，已收回账号' } })
    // Notes of the handlers stay with them.
    expect(own.messages.map(({ text }) => text)).toEqual(['是哪个账号？', '检验二组的'])
    expect(JSON.stringify(own)).not.toContain('先查登录记录')
    const reopened = { text: '又借出去了', reopens: true, idempotencyKey: 'answer-2', id }
    expect(await writeAsReporter(kit.deps, people.reporter, reopened)).toMatchObject({
      state: 'reopened',
      outcome: null,
    })
    const notified = await kit.deps.db.select().from(notices).where(eq(notices.userid, 'reporter'))
    expect(notified.map(({ event }) => event)).toEqual([
      'incident.progress',
      'incident.asked',
      'incident.progress',
      'incident.progress',
    ])
    await drainOutbox(kit.deps)
    const cards = kit.deps.wecom.sent.map(({ card }) => JSON.stringify(card)).join()
    expect(cards).not.toMatch(/账号|检验二组|K7|reporter/)
  })

  test('an incident is closed only with a text, and its reporter cannot reopen it after 90 days', async ({ kit }) => {
    const close = { command: 'close', version: 1, result: 'confirmed' }
    expect(commandBody.safeParse({ ...close, text: '  ' }).success).toBe(false)
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter)
    await command(kit, people.handler, id, { command: 'acknowledge' })
    await command(kit, people.handler, id, { command: 'close', result: 'not', text: '未发现异常' })
    kit.deps.clock.advanceDays(91)
    const sent = { text: '还是不对', reopens: true, idempotencyKey: 'later-01', id }
    expect(await writeAsReporter(kit.deps, people.reporter, sent)).toMatchObject({ state: 'closed', mayReopen: false })
  })

  test('the reporter’s name is shown to the handler who acknowledged the report, and each view is in the audit', async ({
    kit,
  }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter)
    await expect(viewReporter(kit.deps, people.handler, id)).rejects.toMatchObject({ code: 'auth.forbidden' })
    await command(kit, people.handler, id, { command: 'acknowledge' })
    expect(JSON.stringify(await getCase(kit.deps, people.handler, id))).not.toContain('reporter"')
    const shown = await viewReporter(kit.deps, people.handler, id)
    expect(shown.reporter).toMatchObject({ userid: 'reporter', department: ['质量部'] })
    await viewReporter(kit.deps, people.handler, id)
    await expect(viewReporter(kit.deps, people.second, id)).rejects.toMatchObject({ code: 'auth.forbidden' })
    const views = await kit.deps.db
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.action, 'incident.reporter_viewed'))
    expect(views.map(({ actor, object }) => [actor, object])).toEqual([
      ['handler', id],
      ['handler', id],
    ])
    // Only the report contains its reporter: neither the log of the incident nor the audit does.
    const log = await kit.deps.db.select().from(incidentEvents)
    const audit = await kit.deps.db.select().from(auditEntries).where(eq(auditEntries.object, id))
    expect(JSON.stringify([log, audit])).not.toMatch(/"reporter"/)
  })

  test('people whom a report is about, and its reporter, do not see it as handlers and get no card', async ({
    kit,
  }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter, { recipient: 'department', involved: ['ADMIN', 'handler'] })
    await drainOutbox(kit.deps)
    for (const who of [people.admin, people.handler, people.reporter])
      await expect(getCase(kit.deps, who, id)).rejects.toMatchObject(notFound)
    expect(kit.deps.wecom.sent.map(({ userid }) => userid)).toEqual(['second'])
    expect(await getCase(kit.deps, people.second, id)).toMatchObject({ id })
    expect((await listCases(kit.deps, people.admin, {})).items).toEqual([])
  })

  test('a report to the department is read by its admin and not by the management department', async ({ kit }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter, { recipient: 'department' })
    expect(await getCase(kit.deps, people.admin, id)).toMatchObject({ readers: [{ userid: 'admin' }] })
    await expect(getCase(kit.deps, people.handler, id)).rejects.toMatchObject(notFound)
  })

  test('a report that would be read by the people it is about goes to the independent contact, or is refused', async ({
    kit,
  }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter, { involved: ['handler', 'second'] })
    expect(await getCase(kit.deps, people.contact, id)).toMatchObject({ readers: [{ userid: 'contact' }] })
    const all = report(kit, people.reporter, { involved: ['handler', 'second', 'contact'] })
    await expect(all).rejects.toMatchObject({ code: 'incident.no_handler' })
  })

  test('a report is refused when other people would read it than its reporter saw on the form', async ({ kit }) => {
    const people = await incidentCompany(kit)
    const shown = { readers: ['SECOND', 'handler'] }
    await report(kit, people.reporter, shown)
    await kit.given.member({ userid: 'third', department: people.south, roles: ['incident_handler'] })
    const repeated = report(kit, people.reporter, shown)
    await expect(repeated).rejects.toMatchObject({ code: 'incident.readers_changed' })
    expect((await unnamedClient(kit).report(nextReceipt(), shown)).status).toBe(409)
    await report(kit, people.reporter, { readers: ['handler', 'second', 'third'] })
    // A report that is already stored counts as the same report, whoever its readers are now.
    const receipt = nextReceipt()
    const three = { readers: ['handler', 'second', 'third'] }
    expect((await unnamedClient(kit).report(receipt, three)).status).toBe(201)
    expect((await unnamedClient(kit).report(receipt, shown)).status).toBe(201)
    expect((await listMyIncidents(kit.deps, people.reporter)).items).toHaveLength(2)
  })

  test('a handler whose role ends loses the incident at once, and it is handed on', async ({ kit }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter)
    await command(kit, people.handler, id, { command: 'acknowledge' })
    expect(await listOpenIncidentsOf(kit.deps.db, 'HANDLER')).toMatchObject([{ id }])
    await endRole(kit, 'handler')
    const former = { ...people.handler, roles: [] }
    await expect(getCase(kit.deps, former, id)).rejects.toMatchObject(notFound)
    // A session whose roles were read before the role ended gets no further.
    const lateNote = { command: 'note' as const, text: '补一句', version: 2, id, idempotencyKey: 'late-0001' }
    await expect(commandIncident(kit.deps, people.handler, lateNote)).rejects.toMatchObject(notFound)
    await watchIncidents(kit.deps)
    expect(await getCase(kit.deps, people.second, id)).toMatchObject({ state: 'routed', handler: null })
    await endRole(kit, 'second')
    await watchIncidents(kit.deps)
    expect(await getCase(kit.deps, people.contact, id)).toMatchObject({ readers: [{ userid: 'contact' }] })
    const steps = (await getMyIncident(kit.deps, people.reporter, id)).steps.map(({ type }) => type)
    expect(steps).toContain('rerouted')
    await watchIncidents(kit.deps)
    expect(await kit.deps.db.$count(incidentEvents, eq(incidentEvents.type, 'rerouted'))).toBe(1)
  })

  test('a handler who recuses themselves never sees the incident again, even when nobody else is left', async ({
    kit,
  }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter)
    await command(kit, people.handler, id, { command: 'acknowledge' })
    const done = await command(kit, people.handler, id, { command: 'recuse', reason: '是我的徒弟' })
    expect(done).toEqual({ incident: null })
    await expect(getCase(kit.deps, people.handler, id)).rejects.toMatchObject(notFound)
    expect(await getCase(kit.deps, people.second, id)).toMatchObject({ state: 'routed' })
    await command(kit, people.second, id, { command: 'recuse', reason: '认识对方' })
    expect(await getCase(kit.deps, people.contact, id)).toMatchObject({ state: 'routed' })
    const last = command(kit, people.contact, id, { command: 'recuse', reason: '也认识' })
    await expect(last).rejects.toMatchObject({ code: 'incident.no_handler' })
    await expect(getCase(kit.deps, people.handler, id)).rejects.toMatchObject(notFound)
  })

  test('a restricted incident is seen only by its handler', async ({ kit }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter)
    await command(kit, people.handler, id, { command: 'acknowledge' })
    await command(kit, people.handler, id, { command: 'restrict', isRestricted: true })
    await expect(getCase(kit.deps, people.second, id)).rejects.toMatchObject(notFound)
    expect((await listCases(kit.deps, people.second, {})).items).toEqual([])
    expect((await getMyIncident(kit.deps, people.reporter, id)).readers).toMatchObject([{ userid: 'handler' }])
  })

  test('a command with an outdated version, or in another state, has no effect', async ({ kit }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter)
    const prematureClose = command(kit, people.handler, id, { command: 'close', result: 'not', text: '没有' })
    await expect(prematureClose).rejects.toMatchObject({ code: 'auth.forbidden' })
    await command(kit, people.handler, id, { command: 'acknowledge' })
    const secondAcknowledgement = command(kit, people.second, id, { command: 'acknowledge' })
    await expect(secondAcknowledgement).rejects.toMatchObject({ code: 'request.changed_meanwhile' })
    const outdatedCommand = { command: 'reply' as const, text: '你好', version: 1, id, idempotencyKey: 'old-00001' }
    await expect(commandIncident(kit.deps, people.handler, outdatedCommand)).rejects.toMatchObject({
      code: 'request.changed_meanwhile',
    })
    expect(await kit.deps.db.$count(incidentMessages)).toBe(0)
  })

  test('handing an incident to HR lets that person read it, and locking opens a lost-device case that the incident links', async ({
    kit,
  }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter, { kind: 'login' })
    await command(kit, people.handler, id, { command: 'acknowledge' })
    await expect(getCase(kit.deps, people.hr, id)).rejects.toMatchObject(notFound)
    const stranger = command(kit, people.handler, id, {
      command: 'act',
      action: 'to_hr',
      userid: 'stranger',
      text: '请',
    })
    await expect(stranger).rejects.toMatchObject({ code: 'input.invalid' })
    await command(kit, people.handler, id, { command: 'act', action: 'to_hr', userid: 'hr', text: '请谈话' })
    expect((await getCase(kit.deps, people.hr, id)).allowed).toEqual(['note', 'recuse'])
    await command(kit, people.handler, id, { command: 'act', action: 'lock', userid: 'suspect', text: '先锁定' })
    const { lostCaseId } = await getCase(kit.deps, people.handler, id)
    // A handler without another role is a colleague: the case asks a second person, and nothing is locked yet.
    expect(lostCaseId).toMatch(/^req_/)
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.setEnabledCalls).toEqual([])
  })

  test('reports are refused without two handlers, and only an ops lead sets the contact, who has to be independent', async ({
    kit,
  }) => {
    const people = await incidentCompany(kit)
    const setContactTo = (userid: string, version: number) =>
      setContact(kit.deps, people.lead, { contact: { userid, phone: '0755-1' }, version })
    for (const userid of ['handler', 'ops', 'lead', 'nobody'])
      await expect(setContactTo(userid, 1)).rejects.toMatchObject({ code: 'input.invalid' })
    await endRole(kit, 'second')
    await expect(report(kit, people.reporter)).rejects.toMatchObject({ code: 'incident.off' })
    expect((await unnamedClient(kit).report(nextReceipt())).status).toBe(409)
    const asOps = setContact(kit.deps, people.ops, { contact: { userid: 'hr', phone: '0755-1' }, version: 1 })
    await expect(asOps).rejects.toMatchObject(notFound)
  })

  test('a named report that is sent twice with one key is stored once', async ({ kit }) => {
    const people = await incidentCompany(kit)
    const body = {
      kind: 'leak',
      recipient: 'management',
      text: '图纸',
      involved: [],
      idempotencyKey: 'twice-001',
    } as const
    const [one, two] = [
      await reportIncident(kit.deps, people.reporter, { ...body, involved: [] }),
      await reportIncident(kit.deps, people.reporter, { ...body, involved: [] }),
    ]
    expect(one).toEqual(two)
    expect((await listMyIncidents(kit.deps, people.reporter)).items).toMatchObject([{ id: one.id, isAnswered: false }])
    const other = reportIncident(kit.deps, people.reporter, { ...body, text: '另一张', involved: [] })
    await expect(other).rejects.toMatchObject({ code: 'idempotency.key_reused' })
  })

  test('closed incidents are erased with their messages after the retention period; the log stays', async ({ kit }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter)
    await command(kit, people.handler, id, { command: 'acknowledge' })
    await command(kit, people.handler, id, { command: 'reply', text: '在看' })
    await command(kit, people.handler, id, { command: 'close', result: 'not', text: '未发现异常' })
    kit.deps.clock.advanceDays(1096)
    await purgeExpired(kit.deps)
    expect([await kit.deps.db.$count(incidents), await kit.deps.db.$count(incidentMessages)]).toEqual([0, 0])
    const log = await kit.deps.db.select().from(incidentEvents)
    expect(log.map(({ type }) => type)).toContain('closed')
    await expect(kit.deps.db.update(incidentEvents).set({ actor: 'x' })).rejects.toMatchObject({
      cause: { code: '42501' },
    })
  })
})
