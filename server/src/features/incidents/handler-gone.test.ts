import { and, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { notices, roleGrants } from '../../db/schema/index.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { command, incidentCompany, nextKey, report } from '../../testing/fixtures/incidents.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { getCase } from './handling/view-case.ts'
import { watchIncidents } from './jobs/watch-incidents.ts'
import { writeAsReporter } from './reporting/write-message.ts'

/** Creates an incident whose handler closed it and then lost the role. */
async function createIncidentOfFormerHandler(kit: Kit, { isRestricted }: { isRestricted: boolean }) {
  const people = await incidentCompany(kit)
  const id = await report(kit, people.reporter)
  await command(kit, people.handler, id, { command: 'acknowledge' })
  if (isRestricted) await command(kit, people.handler, id, { command: 'restrict', isRestricted: true })
  await command(kit, people.handler, id, { command: 'close', result: 'not', text: '未发现异常' })
  const endRole = async (userid: string) => {
    await kit.deps.db.update(roleGrants).set({ endedAt: kit.deps.clock.now() }).where(eq(roleGrants.userid, userid))
    kit.deps.clock.advanceSeconds(1)
  }
  await endRole('handler')
  const write = () =>
    writeAsReporter(kit.deps, people.reporter, {
      id,
      text: '他又这么做了',
      reopens: false,
      idempotencyKey: nextKey(),
    })
  const listNotified = async () => {
    await drainOutbox(kit.deps)
    const rows = await kit.deps.db.select().from(notices).where(eq(notices.event, 'incident.replied'))
    return rows.map(({ userid }) => userid)
  }
  return { ...people, id, write, listNotified, endRole }
}

describe('a message after the outcome of an incident', () => {
  test.for([false, true])(
    'a message after the outcome waits for the others when the handler of the incident lost the role; restricted: %s',
    async (isRestricted, { kit }) => {
      const { id, second, write, listNotified } = await createIncidentOfFormerHandler(kit, { isRestricted })
      expect(await write()).toMatchObject({ state: 'routed', handler: null, outcome: null })
      expect(await listNotified()).toEqual(['second'])
      const seen = await getCase(kit.deps, second, id)
      expect(seen.messages.map(({ text }) => text)).toContain('他又这么做了')
      expect(seen.events.map(({ type }) => type)).toContain('reopened')
      await command(kit, second, id, { command: 'acknowledge' })
    },
  )

  test('a message after the outcome is passed on when no handler of the incident is left', async ({ kit }) => {
    const { id, contact, write, listNotified, endRole } = await createIncidentOfFormerHandler(kit, {
      isRestricted: true,
    })
    await endRole('second')
    await write()
    expect(await listNotified()).toEqual([])
    await watchIncidents(kit.deps)
    expect(await getCase(kit.deps, contact, id)).toMatchObject({ readers: [{ userid: 'contact' }] })
  })

  test('a message after the outcome notifies only the handler, and does not reopen the incident, while they handle incidents', async ({
    kit,
  }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter)
    await command(kit, people.handler, id, { command: 'acknowledge' })
    await command(kit, people.handler, id, { command: 'close', result: 'not', text: '未发现异常' })
    const sent = { id, text: '谢谢', reopens: false, idempotencyKey: nextKey() }
    expect(await writeAsReporter(kit.deps, people.reporter, sent)).toMatchObject({ state: 'closed' })
    const rows = await kit.deps.db.select().from(notices).where(eq(notices.event, 'incident.replied'))
    expect(rows.map(({ userid }) => userid)).toEqual(['handler'])
  })
})

test('a member of HR who was handed an incident still reads it when another role of theirs ends', async ({ kit }) => {
  const people = await incidentCompany(kit)
  const both = await kit.given.member({ userid: 'both', roles: ['hr', 'incident_handler'] })
  const id = await report(kit, people.reporter)
  await command(kit, people.handler, id, { command: 'acknowledge' })
  kit.deps.clock.advanceSeconds(1)
  await command(kit, people.handler, id, { command: 'act', action: 'to_hr', userid: 'both', text: '请谈话' })
  await kit.deps.db
    .update(roleGrants)
    .set({ endedAt: kit.deps.clock.now() })
    .where(and(eq(roleGrants.userid, 'both'), eq(roleGrants.role, 'incident_handler')))
  const asHr = { ...both, roles: ['hr'] as const }
  expect(await getCase(kit.deps, asHr, id)).toMatchObject({ id })
  await watchIncidents(kit.deps)
  const { readers } = await getCase(kit.deps, asHr, id)
  expect(readers.map(({ userid }) => userid)).toContain('both')
})

test('a member of HR who recused themselves from an incident is not offered for it again, and cannot be handed it', async ({
  kit,
}) => {
  const people = await incidentCompany(kit)
  const id = await report(kit, people.reporter)
  await command(kit, people.handler, id, { command: 'acknowledge' })
  const toHr = () =>
    command(kit, people.handler, id, { command: 'act', action: 'to_hr', userid: people.hr.userid, text: '请谈话' })
  const offered = async () => (await getCase(kit.deps, people.handler, id)).hr.map(({ userid }) => userid)
  expect(await offered()).toEqual(['hr'])
  await toHr()
  await command(kit, people.hr, id, { command: 'recuse', reason: '认识对方' })
  expect(await offered()).toEqual([])
  await expect(toHr()).rejects.toMatchObject({ code: 'input.invalid' })
  await expect(getCase(kit.deps, people.hr, id)).rejects.toMatchObject({ code: 'not_found' })
})
