import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { chatGroups, incidents, notices, roleGrants } from '../../db/schema/index.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { createActiveGroup } from '../../testing/fixtures/groups.ts'
import {
  command,
  nextReceipt,
  report,
  enableIncidentReports,
  tokenOf,
  unnamedClient,
} from '../../testing/fixtures/incidents.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { reportViolation } from '../groups/reports/violation-reports.ts'
import { listCases } from './handling/list-cases.ts'
import { getCase } from './handling/view-case.ts'
import { memberTokens } from './member-token.ts'
import { getIncidentForm } from './reporting/get-form.ts'
import { getMyIncident } from './reporting/read-own.ts'

/** Creates a group of `guoji`, with `mate` as deputy and `third` as member, where incidents are handled. */
async function createGroupAndHandlers(kit: Kit) {
  const { people, group } = await createActiveGroup(kit)
  const handlers = await enableIncidentReports(kit)
  const formOf = (actor: typeof people.third, id = group.id) =>
    getIncidentForm({ ...kit.deps, memberTokens: memberTokens(kit.deps, ['any-secret']) }, actor, id)
  return { ...people, ...handlers, group, formOf }
}
const refusal = { code: 'input.invalid', details: { fields: [{ path: 'groupId', code: 'incident.group' }] } }

describe('a report about a group', () => {
  test('a report about a group names it to its handlers, and leaves out its leaders, even one who handles incidents', async ({
    kit,
  }) => {
    const { third, applicant, handler, group, formOf } = await createGroupAndHandlers(kit)
    const grant = { id: kit.deps.ids.next('grant'), userid: 'guoji', role: 'incident_handler' } as const
    await kit.deps.db.insert(roleGrants).values({ ...grant, source: 'setting', grantedAt: kit.deps.clock.now() })
    expect((await formOf(third)).group).toEqual({ id: group.id, name: group.name, excluded: ['guoji', 'mate'] })
    const id = await report(kit, third, { groupId: group.id, readers: ['handler', 'second'] })
    expect(await getCase(kit.deps, handler, id)).toMatchObject({
      group: { id: group.id, name: group.name },
      involved: [{ userid: 'guoji' }, { userid: 'mate' }],
      readers: [{ userid: 'handler' }, { userid: 'second' }],
    })
    const asHandler = { ...applicant, roles: ['incident_handler'] as const }
    await expect(getCase(kit.deps, asHandler, id)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('an unnamed report about a group leaves out its leaders, too', async ({ kit }) => {
    const { group } = await createGroupAndHandlers(kit)
    expect((await unnamedClient(kit).report(nextReceipt(), { groupId: group.id })).status).toBe(201)
    expect(await kit.deps.db.select().from(incidents)).toMatchObject([
      { groupId: group.id, reporterId: null, involved: ['guoji', 'mate'] },
    ])
  })

  test('a violation chosen on the group page is shown with the group to the handlers, in list and case, and to its reporter', async ({
    kit,
  }) => {
    const { third, handler, group } = await createGroupAndHandlers(kit)
    await reportViolation(kit.deps, third, { id: group.id, to: 'ops', what: 'advertising' })
    const chosen = { kind: 'other', group: { id: group.id, name: group.name, violation: 'advertising' } }
    const { items } = await listCases(kit.deps, handler, {})
    expect(items).toMatchObject([{ ...chosen, excerpt: '' }])
    const id = items[0]!.id
    const shown = await getCase(kit.deps, handler, id)
    expect(shown).toMatchObject({ ...chosen, text: '' })
    // The log contains the kind of incident.
    expect(shown.events[0]).toMatchObject({ type: 'submitted', detail: 'other' })
    expect(await getMyIncident(kit.deps, third, id)).toMatchObject({ ...chosen, text: '' })
    // A report written in the form has its own text, and names no violation.
    const written = await report(kit, third, { groupId: group.id, readers: ['handler', 'second'] })
    expect(await getCase(kit.deps, handler, written)).toMatchObject({ group: { id: group.id, violation: null } })
    const other = await report(kit, third)
    expect((await listCases(kit.deps, handler, {})).items.find((row) => row.id === other)?.group).toBeNull()
  })

  test('a report about a group to which the reporter does not belong is refused like one about a missing group, and the form does not name the group', async ({
    kit,
  }) => {
    const { buyer, group, formOf } = await createGroupAndHandlers(kit)
    const missing = 'grp_00000000000000000999' as const
    for (const groupId of [group.id, missing]) {
      expect((await formOf(buyer, groupId)).group).toBeNull()
      await expect(report(kit, buyer, { groupId })).rejects.toMatchObject(refusal)
    }
    const unnamed = await unnamedClient(kit).report(nextReceipt(), { groupId: missing })
    expect(await unnamed.json()).toMatchObject({ error: refusal })
    expect(await kit.deps.db.$count(incidents)).toBe(0)
    const { requestAs } = createTestClient(kit.deps)
    const form = await requestAs(buyer, 'GET', `/api/incidents/form?group=${group.id}`)
    expect(await form.json()).toMatchObject({ group: null, token: tokenOf(kit) })
  })
})

describe('the measure that reminds the leaders of a group', () => {
  const remind = { command: 'act', action: 'remind_owner', text: '群里有人发广告' } as const

  test('leaders who are reminded of the rules learn neither that there was a report nor who made it', async ({
    kit,
  }) => {
    const { third, handler, group } = await createGroupAndHandlers(kit)
    const id = await report(kit, third, { groupId: group.id, text: '有人发广告' })
    await command(kit, handler, id, { command: 'acknowledge' })
    await drainOutbox(kit.deps)
    const before = kit.deps.wecom.sent.length
    await command(kit, handler, id, remind)
    await drainOutbox(kit.deps)
    const sent = kit.deps.wecom.sent.slice(before)
    const toLeaders = sent.filter(({ userid }) => userid !== 'third')
    expect(toLeaders.map(({ userid }) => userid).sort()).toEqual(['guoji', 'mate'])
    for (const { card } of toLeaders) {
      expect(card).toMatchObject({
        title: '请提醒群成员遵守群规',
        subtitle: group.name,
        url: `http://desk.test/groups/${group.id}`,
      })
      expect(JSON.stringify(card)).not.toMatch(new RegExp(`上报|反映|举报|违规|广告|third|王小雨|handler|${id}`))
    }
    // The notes of the measure stay with the handlers, and the reporter learns that something was done.
    expect(sent.filter(({ userid }) => userid === 'third').map(({ card }) => card.title)).toEqual(['你的上报有新进展'])
    expect((await getCase(kit.deps, handler, id)).events.at(-1)).toMatchObject({
      type: 'acted',
      detail: 'remind_owner',
    })
  })

  test.for([
    [
      'has neither owner nor deputy',
      { vacantSince: new Date('2026-03-17T02:00:00Z'), deputyId: null },
      'incident.no_leader',
    ],
    ['is gone', { state: 'gone' }, 'incident.group_ended'],
  ] as const)(
    'nobody can be reminded when the group %s, and nothing is recorded',
    async ([, change, code], { kit }) => {
      const { third, handler, group } = await createGroupAndHandlers(kit)
      const id = await report(kit, third, { groupId: group.id })
      await command(kit, handler, id, { command: 'acknowledge' })
      await kit.deps.db.update(chatGroups).set(change).where(eq(chatGroups.id, group.id))
      await expect(command(kit, handler, id, remind)).rejects.toMatchObject({
        details: { fields: [{ path: 'action', code }] },
      })
      const { state, messages, events } = await getCase(kit.deps, handler, id)
      expect({ state, messages }).toEqual({ state: 'acknowledged', messages: [] })
      expect(events.map(({ type }) => type)).not.toContain('acted')
    },
  )

  test('nobody can be reminded when the report is not about a group', async ({ kit }) => {
    const { third, handler } = await createGroupAndHandlers(kit)
    const id = await report(kit, third)
    await command(kit, handler, id, { command: 'acknowledge' })
    const refused = command(kit, handler, id, remind)
    await expect(refused).rejects.toMatchObject({ details: { fields: [{ path: 'action', code: 'incident.group' }] } })
    expect(await kit.deps.db.$count(notices, eq(notices.event, 'incident.group'))).toBe(0)
    expect((await getCase(kit.deps, handler, id)).messages).toEqual([])
  })
})
