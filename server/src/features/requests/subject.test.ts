import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { markMembersLeft } from '../../directory/sync-members-queries.ts'
import { requests, roleGrants } from '../../db/schema/index.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { agree, decisionOn, smallCompany, submitInfoChange } from '../../testing/request-fixtures.ts'
import { decideRequest } from './commands/decide-request.ts'
import { rerouteRequest } from './commands/reroute-request.ts'
import { getRequest } from './inbox/get-request.ts'
import { currentActorOf } from '../../testing/current-actor-of.ts'

/** Creates a request that the applicant submitted about another member, who is department admin as well. */
async function submitAbout(kit: Kit) {
  const company = await smallCompany(kit)
  const { department, applicant } = company
  const subject = await kit.given.member({ department, userid: 'subject', name: '被申请人', adminOf: [department] })
  const view = await submitInfoChange(kit, applicant)
  await kit.deps.db.update(requests).set({ subjectId: subject.userid }).where(eq(requests.id, view.id))
  return { ...company, subject, view }
}

describe('a request about another person', () => {
  test('its subject reads it, is released as approver and may not decide it', async ({ kit }) => {
    const { subject, view } = await submitAbout(kit)
    expect(view.deciders.map(({ userid }) => userid)).toContain('subject')
    await rerouteRequest(kit.deps, view.id)
    const seen = await getRequest(kit.deps, subject, view.id)
    expect(seen).toMatchObject({ subject: { userid: 'subject', name: '被申请人' } })
    expect(seen.deciders.map(({ userid }) => userid)).not.toContain('subject')
    const decision = decisionOn(seen, { position: agree, telephone: agree })
    await expect(decideRequest(kit.deps, subject, decision)).rejects.toMatchObject({ code: 'request.self_approval' })
  })

  test('its subject reads it without any role', async ({ kit }) => {
    const { subject, view } = await submitAbout(kit)
    await kit.deps.db.delete(roleGrants).where(eq(roleGrants.userid, subject.userid))
    const actor = await currentActorOf(kit, subject.userid)
    expect((await getRequest(kit.deps, actor, view.id)).id).toBe(view.id)
  })

  test('it is withdrawn when its subject leaves', async ({ kit }) => {
    const { applicant, view } = await submitAbout(kit)
    const reading = { at: kit.deps.clock.now(), source: 'test' }
    await kit.deps.db.transaction((tx) => markMembersLeft(kit.deps, tx, ['subject'], reading))
    await drainOutbox(kit.deps)
    expect((await getRequest(kit.deps, applicant, view.id)).state).toBe('withdrawn')
  })
})
