import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { eq, inArray } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { markMembersLeft } from '../../directory/sync-members-queries.ts'
import { requests, roleGrants } from '../../db/schema/index.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { leave } from '../../testing/fixtures/groups.ts'
import { passUndoWindow } from '../../testing/fixtures/undo-window.ts'
import {
  agree,
  bothFields,
  decisionOn,
  smallCompany,
  submitForMember,
  submitInfoChange,
} from '../../testing/request-fixtures.ts'
import { decideRequest } from './commands/decide-request.ts'
import { rerouteRequest } from './commands/reroute-request.ts'
import { returnRequest } from './commands/return-request.ts'
import { withdrawRequest } from './commands/withdraw-request.ts'
import { requireRequest } from './model/request-queries.ts'
import { getRequest } from './inbox/get-request.ts'
import { currentActorOf } from '../../testing/current-actor-of.ts'
import { testDatabase } from '../../testing/database/test-database.ts'

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
  test('the subject of a request reads it, is released as approver and may not decide it', async ({ kit }) => {
    const { subject, view } = await submitAbout(kit)
    expect(view.deciders.map(({ userid }) => userid)).toContain('subject')
    await rerouteRequest(kit.deps, view.id)
    const seen = await getRequest(kit.deps, subject, view.id)
    expect(seen).toMatchObject({ subject: { userid: 'subject', name: '被申请人' } })
    expect(seen.deciders.map(({ userid }) => userid)).not.toContain('subject')
    const decision = decisionOn(seen, { position: agree, telephone: agree })
    await expect(decideRequest(kit.deps, subject, decision)).rejects.toMatchObject({ code: 'request.self_approval' })
  })

  test('the subject of a request reads it without any role', async ({ kit }) => {
    const { subject, view } = await submitAbout(kit)
    await kit.deps.db.delete(roleGrants).where(eq(roleGrants.userid, subject.userid))
    const actor = await currentActorOf(kit, subject.userid)
    expect((await getRequest(kit.deps, actor, view.id)).id).toBe(view.id)
  })

  test('a request is withdrawn when its subject leaves', async ({ kit }) => {
    const { applicant, view } = await submitAbout(kit)
    const reading = { at: kit.deps.clock.now(), source: 'test' }
    await kit.deps.db.transaction((tx) => markMembersLeft(kit.deps, tx, ['subject'], reading))
    await drainOutbox(kit.deps)
    expect((await getRequest(kit.deps, applicant, view.id)).state).toBe('withdrawn')
  })
})

describe('a request for another member whose applicant leaves', () => {
  const stateOf = async ({ deps }: Kit, { id }: Pick<RequestView, 'id'>) => (await requireRequest(deps.db, id)).state
  const sendBack = async (kit: Kit, by: MemberActor, view: RequestView) =>
    returnRequest(kit.deps, by, { ...decisionOn(view, {}), reason: { code: 'needs_proof', text: '' } })

  test('a request for another member whose applicant leaves continues and takes effect', async ({ kit }) => {
    const { admin, companyAdmin, view } = await submitForMember(kit)
    await leave(kit, admin.userid)
    const seen = await getRequest(kit.deps, companyAdmin, view.id)
    expect(seen).toMatchObject({ state: 'open', deciders: [{ userid: companyAdmin.userid }] })
    await decideRequest(kit.deps, companyAdmin, decisionOn(seen, { position: agree, telephone: agree }))
    await drainOutbox(kit.deps)
    expect(await stateOf(kit, view)).toBe('done')
  })

  test('a request for another member whose applicant leaves can be withdrawn before its effective day by the responsible admin, and not by the subject', async ({
    kit,
  }) => {
    const { admin, member, companyAdmin, view } = await submitForMember(kit, {
      ...bothFields,
      effectiveOn: '2026-04-16',
    })
    await decideRequest(kit.deps, companyAdmin, decisionOn(view, { position: agree, telephone: agree }))
    passUndoWindow(kit)
    await drainOutbox(kit.deps)
    const read = (by: MemberActor) => getRequest(kit.deps, by, view.id)
    const withdraw = async (by: MemberActor) =>
      withdrawRequest(kit.deps, by, { id: view.id, version: (await read(by)).version })
    const forbidden = { code: 'auth.forbidden' }
    await expect(withdraw(companyAdmin)).rejects.toMatchObject(forbidden)
    await leave(kit, admin.userid)
    expect(await read(companyAdmin)).toMatchObject({ state: 'decided', allowed: ['withdraw'] })
    await expect(withdraw(member)).rejects.toMatchObject(forbidden)
    await withdraw(companyAdmin)
    kit.deps.clock.advanceDays(31)
    await drainOutbox(kit.deps)
    expect([await stateOf(kit, view), kit.deps.wecom.updates]).toEqual(['withdrawn', []])
  })

  test('a request for another member whose applicant leaves is withdrawn when it was returned to the applicant', async ({
    kit,
  }) => {
    const { admin, companyAdmin, view } = await submitForMember(kit)
    await sendBack(kit, companyAdmin, view)
    await leave(kit, admin.userid)
    expect(await stateOf(kit, view)).toBe('withdrawn')
  })

  test('a request for another member whose applicant leaves is withdrawn when it is returned afterwards', async ({
    kit,
  }) => {
    const { admin, companyAdmin, view } = await submitForMember(kit)
    await leave(kit, admin.userid)
    await sendBack(kit, companyAdmin, view)
    await drainOutbox(kit.deps)
    expect(await stateOf(kit, view)).toBe('withdrawn')
  })
})

describe.skipIf(testDatabase.isEmbedded)('concurrent requests about one person', () => {
  test('two admins who request a change of the same field of a member at the same time create one request', async ({
    kit,
  }) => {
    const { admin, department } = await smallCompany(kit)
    const second = await kit.given.member({ department, adminOf: [department] })
    const position = { from: '质检工程师', to: '高级质检工程师' }
    for (let pair = 0; pair < 10; pair += 1) {
      const { userid } = await kit.given.member({ department, position: position.from })
      const outcomes = await Promise.allSettled(
        [admin, second].map((by) => submitInfoChange(kit, by, { subjectId: userid, position })),
      )
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      const refused = outcomes.find((end) => end.status === 'rejected')
      expect(refused?.reason).toMatchObject({ code: 'request.field_already_open' })
    }
  })

  test('two admins who request a change for each other at the same time both create a request', async ({ kit }) => {
    const { admin, department, company } = await smallCompany(kit)
    await kit.given.member({ department: company, roles: ['ops'] })
    const second = await kit.given.member({ department, adminOf: [department] })
    const telephone = (suffix: number) => ({ from: '0755-1000', to: `0755-20${String(suffix)}` })
    for (let pair = 0; pair < 5; pair += 1) {
      const views = await Promise.all([
        submitInfoChange(kit, admin, { subjectId: second.userid, telephone: telephone(10 + pair) }),
        submitInfoChange(kit, second, { subjectId: admin.userid, telephone: telephone(10 + pair) }),
      ])
      const ids = views.map(({ id }) => id)
      await kit.deps.db.update(requests).set({ state: 'withdrawn' }).where(inArray(requests.id, ids))
    }
  })
})
