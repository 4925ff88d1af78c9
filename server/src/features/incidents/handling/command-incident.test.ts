import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { incidentEvents } from '../../../db/schema/index.ts'
import { command, incidentCompany, report } from '../../../testing/fixtures/incidents.ts'
import { test } from '../../../testing/kit.ts'
import { commandIncident } from './command-incident.ts'
import { getCase } from './view-case.ts'

test('a message that a handler sends again with its key, after the incident was loaded again, is stored and logged once', async ({
  kit,
}) => {
  const people = await incidentCompany(kit)
  const id = await report(kit, people.reporter)
  await command(kit, people.handler, id, { command: 'acknowledge' })
  const send = async (text: string) => {
    const { version } = await getCase(kit.deps, people.handler, id)
    const reply = { command: 'reply' as const, text, version, id, idempotencyKey: 'same-key-1' }
    return commandIncident(kit.deps, people.handler, reply)
  }
  const first = await send('在看')
  expect(await send('在看')).toEqual(first)
  expect(first.incident?.messages.map(({ text }) => text)).toEqual(['在看'])
  expect(await kit.deps.db.$count(incidentEvents, eq(incidentEvents.type, 'replied'))).toBe(1)
  await expect(send('别的话')).rejects.toMatchObject({ code: 'idempotency.key_reused' })
})
