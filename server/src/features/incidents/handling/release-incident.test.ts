import { and, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { notices } from '../../../db/schema/index.ts'
import { command, incidentCompany, report } from '../../../testing/fixtures/incidents.ts'
import { type Kit, test } from '../../../testing/kit.ts'
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
