import { and, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { notices, roleGrants } from '../../../db/schema/index.ts'
import { command, incidentCompany, report } from '../../../testing/fixtures/incidents.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { watchIncidents } from '../jobs/watch-incidents.ts'
import { getMyIncident } from '../reporting/read-own.ts'
import { getCase, viewReporter } from './view-case.ts'

const listRecipients = async ({ deps }: Kit) =>
  (await deps.db.select().from(notices).where(eq(notices.event, 'incident.routed'))).map(({ userid }) => userid).sort()
const countProgress = ({ deps }: Kit) =>
  deps.db.$count(notices, and(eq(notices.event, 'incident.progress'), eq(notices.userid, 'reporter')))

describe('the hand-over of an incident', () => {
  test('an incident that is handed over waits for the other handlers, who are notified, and its reporter is notified', async ({
    kit,
  }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter)
    await command(kit, people.handler, id, { command: 'acknowledge' })
    await command(kit, people.handler, id, { command: 'restrict', isRestricted: true })
    expect([await listRecipients(kit), await countProgress(kit)]).toEqual([['handler', 'second'], 2])
    const { incident } = await command(kit, people.handler, id, { command: 'release' })
    expect(incident).toMatchObject({
      state: 'routed',
      handler: null,
      mayViewReporter: false,
      allowed: ['acknowledge', 'note', 'recuse'],
    })
    expect(incident?.events.at(-1)).toMatchObject({ type: 'released', actor: { userid: 'handler' } })
    expect([await listRecipients(kit), await countProgress(kit)]).toEqual([['handler', 'second', 'second'], 3])
    await expect(viewReporter(kit.deps, people.handler, id)).rejects.toMatchObject({ code: 'auth.forbidden' })
    expect(await getMyIncident(kit.deps, people.reporter, id)).toMatchObject({ state: 'routed', handler: null })
    await command(kit, people.second, id, { command: 'acknowledge' })
    expect(await getCase(kit.deps, people.second, id)).toMatchObject({ state: 'acknowledged', mayViewReporter: true })
    // The incident is still restricted to its handler.
    await expect(getCase(kit.deps, people.handler, id)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('the other handlers are notified of an incident whose handler recuses themselves, but not when another reader does', async ({
    kit,
  }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter)
    await command(kit, people.handler, id, { command: 'acknowledge' })
    await command(kit, people.handler, id, { command: 'recuse', reason: '认识对方' })
    expect(await listRecipients(kit)).toEqual(['handler', 'second', 'second'])
    const another = await report(kit, people.reporter)
    await command(kit, people.handler, another, { command: 'acknowledge' })
    await command(kit, people.second, another, { command: 'recuse', reason: '认识对方' })
    expect(await listRecipients(kit)).toEqual(['handler', 'handler', 'second', 'second', 'second'])
  })

  test('the other handlers are notified of an incident whose handler lost the role', async ({ kit }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter)
    await command(kit, people.handler, id, { command: 'acknowledge' })
    const isOfHandler = eq(roleGrants.userid, 'handler')
    await kit.deps.db.update(roleGrants).set({ endedAt: kit.deps.clock.now() }).where(isOfHandler)
    kit.deps.clock.advanceSeconds(1)
    await watchIncidents(kit.deps)
    await watchIncidents(kit.deps)
    expect(await listRecipients(kit)).toEqual(['handler', 'second', 'second'])
    const shown = await getCase(kit.deps, people.second, id)
    expect(shown).toMatchObject({ state: 'routed', handler: null })
    expect(shown.events.at(-1)).toMatchObject({ type: 'released', actor: null })
  })

  test('an incident that only one person handles goes to the next in line, and the previous handler can still read it', async ({
    kit,
  }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter, { recipient: 'department' })
    await command(kit, people.admin, id, { command: 'acknowledge' })
    const { incident } = await command(kit, people.admin, id, { command: 'release' })
    expect(incident?.readers.map(({ userid }) => userid).sort()).toEqual(['admin', 'handler', 'second'])
    const shown = await getMyIncident(kit.deps, people.reporter, id)
    expect(shown.steps.map(({ type }) => type)).toContain('rerouted')
    await command(kit, people.second, id, { command: 'acknowledge' })
    expect(await getCase(kit.deps, people.admin, id)).toMatchObject({ handler: { userid: 'second' } })
  })

  test('only its handler hands an incident over, and not while nobody else may read it', async ({ kit }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter)
    await command(kit, people.handler, id, { command: 'acknowledge' })
    const byOther = command(kit, people.second, id, { command: 'release' })
    await expect(byOther).rejects.toMatchObject({ code: 'auth.forbidden' })
    const about = await report(kit, people.reporter, { involved: ['handler', 'second'] })
    await command(kit, people.contact, about, { command: 'acknowledge' })
    const byLast = command(kit, people.contact, about, { command: 'release' })
    await expect(byLast).rejects.toMatchObject({ code: 'incident.no_handler' })
    expect(await getCase(kit.deps, people.contact, about)).toMatchObject({ state: 'acknowledged' })
  })
})
