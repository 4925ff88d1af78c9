import { describe, expect } from 'vitest'
import {
  auditEntries,
  cards,
  outbox,
  requestCandidates,
  requestEvents,
  requests,
  roleGrants,
} from '../../../db/schema/index.ts'
import { ChangedMeanwhileError, CommandRefusedError, SelfApprovalError } from '../request-errors.ts'
import { InvalidInputError, RequestNotFoundError } from '../../../kernel/app-error.ts'
import { test } from '../../../testing/kit.ts'
import { agree, decisionOn, refuse, smallCompany, submitInfoChange } from '../../../testing/request-fixtures.ts'
import { decideRequest } from './decide-request.ts'
import { withdrawRequest } from './withdraw-request.ts'

describe('decideRequest', () => {
  test('decideRequest approves one field, refuses the other, and enqueues exactly one write', async ({ kit }) => {
    const { applicant, admin } = await smallCompany(kit)
    const view = await submitInfoChange(kit, applicant)

    const decided = await decideRequest(kit.deps, admin, decisionOn(view, { position: agree, telephone: refuse }))

    expect(decided).toMatchObject({ state: 'decided', version: 2, allowed: [], decidedBy: { name: '李敏' } })
    expect(decided.changes.map(({ verdict }) => verdict?.agreed)).toEqual([true, false])
    expect(decided.changes[1]?.verdict?.reason).toEqual({ code: 'not_matching', text: '', clause: '3.1b' })
    const topics = (await kit.deps.db.select().from(outbox)).map(({ topic }) => topic)
    expect(topics.sort()).toEqual(['info_change.apply', 'notice.ask', 'notice.over', 'workbench.tile'])
  })

  test('decideRequest ends the request and notifies the applicant when everything is refused', async ({ kit }) => {
    const { applicant, admin } = await smallCompany(kit)
    const view = await submitInfoChange(kit, applicant)
    const decided = await decideRequest(kit.deps, admin, decisionOn(view, { position: refuse, telephone: refuse }))
    expect(decided.state).toBe('refused')
    const topics = (await kit.deps.db.select().from(outbox)).map(({ topic }) => topic)
    expect(topics.sort()).toEqual(['notice.ask', 'notice.over', 'notice.result', 'workbench.tile'])
  })

  test('decideRequest stores the decision, its cards and its job together or not at all', async ({ kit }) => {
    const { applicant, admin } = await smallCompany(kit)
    const view = await submitInfoChange(kit, applicant)
    const { db, kinds } = kit.deps
    const readStored = async () => ({
      requests: await db.select().from(requests),
      approvers: await db.select().from(requestCandidates),
      events: await db.select().from(requestEvents),
      audit: await db.select().from(auditEntries),
      jobs: await db.select().from(outbox),
      cards: await db.select().from(cards),
    })
    const before = await readStored()
    const failAtEffect = () => {
      throw new Error('the effect was not enqueued')
    }
    const failing = { ...kit.deps, kinds: { ...kinds, info_change: { ...kinds.info_change, effectAt: failAtEffect } } }
    const decision = decisionOn(view, { position: agree, telephone: agree })
    await expect(decideRequest(failing, admin, decision)).rejects.toThrow('the effect was not enqueued')
    expect(await readStored()).toEqual(before)
    await decideRequest(kit.deps, admin, decision)
    const topics = (await readStored()).jobs.map(({ topic }) => topic)
    expect(topics).toEqual(expect.arrayContaining(['info_change.apply', 'notice.over']))
  })

  test('decideRequest writes one event and one audit row for all fields', async ({ kit }) => {
    const { applicant, admin } = await smallCompany(kit)
    const view = await submitInfoChange(kit, applicant)
    await decideRequest(kit.deps, admin, decisionOn(view, { position: agree, telephone: agree }))
    expect((await kit.deps.db.select().from(requestEvents)).map(({ type }) => type)).toEqual(['submitted', 'decided'])
    expect(
      (await kit.deps.db.select().from(auditEntries).orderBy(auditEntries.seq)).map(
        ({ actor, action }) => `${actor} ${action}`,
      ),
    ).toEqual(['guoji request.submitted', 'limin request.decided'])
  })

  test.for([
    { what: 'an old version', change: { version: 7 } },
    { what: 'other content', change: { seenHash: '0'.repeat(64) } },
  ])('decideRequest refuses a decision on $what, and changes nothing', async ({ change }, { kit }) => {
    const { applicant, admin } = await smallCompany(kit)
    const view = await submitInfoChange(kit, applicant)
    const decision = { ...decisionOn(view, { position: agree, telephone: agree }), ...change }
    await expect(decideRequest(kit.deps, admin, decision)).rejects.toBeInstanceOf(ChangedMeanwhileError)
    expect(await kit.deps.db.select().from(requestEvents)).toHaveLength(1)
  })

  test('decideRequest refuses a caller whose role ended since the call began', async ({ kit }) => {
    const { applicant, admin } = await smallCompany(kit)
    const view = await submitInfoChange(kit, applicant)
    await kit.deps.db.update(roleGrants).set({ endedAt: kit.deps.clock.now() })
    const decision = decisionOn(view, { position: agree, telephone: agree })
    await expect(decideRequest(kit.deps, admin, decision)).rejects.toBeInstanceOf(RequestNotFoundError)
    expect(await kit.deps.db.select().from(requestEvents)).toHaveLength(1)
  })

  test('decideRequest tells the second of two approvers who decided first', async ({ kit }) => {
    const { applicant, admin, department } = await smallCompany(kit)
    const other = await kit.given.member({ department, adminOf: [department] })
    const view = await submitInfoChange(kit, applicant)
    const decision = decisionOn(view, { position: agree, telephone: agree })
    await decideRequest(kit.deps, admin, decision)
    const lateDecision = await decideRequest(kit.deps, other, decision).catch((error: unknown) => error)
    expect(lateDecision).toBeInstanceOf(CommandRefusedError)
    expect(lateDecision).toMatchObject({ details: { current: { state: 'decided', decidedBy: { userid: 'limin' } } } })
  })

  test('decideRequest refuses applicants, even as admins of their own department', async ({ kit }) => {
    const { admin } = await smallCompany(kit)
    await kit.given.member({ userid: 'chenhaiyan', roles: ['ops'] })
    const view = await submitInfoChange(kit, admin, { position: { from: '店员', to: '组长' } })
    expect(view.deciders.map(({ userid }) => userid)).toEqual(['chenhaiyan'])
    await expect(decideRequest(kit.deps, admin, decisionOn(view, { position: agree }))).rejects.toBeInstanceOf(
      SelfApprovalError,
    )
  })

  test('decideRequest hides the request from an admin of another department', async ({ kit }) => {
    const { applicant, company } = await smallCompany(kit)
    const elsewhere = await kit.given.department({ parent: company })
    const stranger = await kit.given.member({ department: elsewhere, adminOf: [elsewhere] })
    const view = await submitInfoChange(kit, applicant)
    const decision = decisionOn(view, { position: agree, telephone: agree })
    await expect(decideRequest(kit.deps, stranger, decision)).rejects.toBeInstanceOf(RequestNotFoundError)
  })

  test.for([
    { fields: { position: agree }, path: 'fields.telephone' },
    { fields: {}, path: 'fields.position' },
  ])('decideRequest names a field without a verdict: $path', async ({ fields, path }, { kit }) => {
    const { applicant, admin } = await smallCompany(kit)
    const view = await submitInfoChange(kit, applicant)
    const error = await decideRequest(kit.deps, admin, decisionOn(view, fields)).catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(InvalidInputError)
    expect(error).toMatchObject({ details: { fields: expect.arrayContaining([expect.objectContaining({ path })]) } })
  })

  test('decideRequest refuses a withdrawn request', async ({ kit }) => {
    const { applicant, admin } = await smallCompany(kit)
    const view = await submitInfoChange(kit, applicant)
    const withdrawn = await withdrawRequest(kit.deps, applicant, { id: view.id, version: view.version })
    expect(withdrawn).toMatchObject({ state: 'withdrawn', allowed: [] })
    const lateDecision = decideRequest(kit.deps, admin, decisionOn(view, { position: agree, telephone: agree }))
    await expect(lateDecision).rejects.toBeInstanceOf(CommandRefusedError)
  })
})
