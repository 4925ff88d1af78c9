import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, members, outbox, requests, roleGrants } from '../../db/schema/index.ts'
import { AppError } from '../../kernel/app-error.ts'
import type { Job } from '../../outbox/outbox-queries.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { agree, decisionOn, refuse, smallCompany, submitInfoChange } from '../../testing/request-fixtures.ts'
import { timesOf } from '../../testing/sample-of-cases.ts'
import { testDatabase } from '../../testing/database/test-database.ts'
import { today } from '../../access/grant-conditions.ts'
import { createDelegation } from '../delegations/create-delegation.ts'
import { revokeDelegation } from '../delegations/revoke-delegation.ts'
import { endRole } from '../roles/end-role.ts'
import { decideRequest } from './commands/decide-request.ts'
import type { AppDeps } from '../../composition/app-deps.ts'
import { getRequest } from './inbox/get-request.ts'
import { recordRetry } from './model/record-change.ts'
import { listEvents } from './model/request-queries.ts'
import { transferRequest } from './commands/transfer-request.ts'
import { undoDecision } from './commands/undo-request.ts'
import { withdrawRequest } from './commands/withdraw-request.ts'
import { currentActorOf } from '../../testing/current-actor-of.ts'

/** Number of races per test. */
const PAIRS = timesOf(25)
const both = { position: agree, telephone: agree }
const refuseBoth = { position: refuse, telephone: refuse }

type RaceContext = { kit: Kit; applicant: MemberActor; admin: MemberActor; other: MemberActor; view: RequestView }
type RacingAction = (context: RaceContext) => Promise<unknown>

/** Runs two actions concurrently. Returns the index of the winner; requires that the loser got a typed error. */
async function race(context: RaceContext, first: RacingAction, second: RacingAction): Promise<0 | 1> {
  const outcomes = await Promise.allSettled([first(context), second(context)])
  const won = outcomes.flatMap(({ status }, index) => (status === 'fulfilled' ? [index] : []))
  const lost = outcomes.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []))
  expect(won).toHaveLength(1)
  const [loser] = lost
  expect(loser).toBeInstanceOf(AppError)
  expect(['request.command_refused', 'request.changed_meanwhile', 'auth.forbidden']).toContain((loser as AppError).code)
  return won[0] as 0 | 1
}

async function createCompany(kit: Kit) {
  const small = await smallCompany(kit)
  const other = await kit.given.member({ userid: 'zhou', department: small.department, adminOf: [small.department] })
  return { ...small, other }
}

const decideBy =
  (approver: 'admin' | 'other', fields: typeof both | typeof refuseBoth = both): RacingAction =>
  ({ kit, view, ...people }) =>
    decideRequest(kit.deps, people[approver], decisionOn(view, fields))

describe.skipIf(testDatabase.isEmbedded)('concurrent commands on one request', () => {
  const pairs: [string, RacingAction, RacingAction, ...string[]][] = [
    ['approve against refuse', decideBy('admin'), decideBy('other', refuseBoth), 'decided', 'refused'],
    [
      'approve against withdraw',
      decideBy('admin'),
      ({ kit, applicant, view }) => withdrawRequest(kit.deps, applicant, { id: view.id, version: view.version }),
      'decided',
      'withdrawn',
    ],
    [
      'approve against transfer',
      decideBy('other'),
      ({ kit, admin, view }) =>
        transferRequest(kit.deps, admin, { id: view.id, version: view.version, to: 'zhou', note: '' }),
      'decided',
      'open',
    ],
  ]
  test.for(pairs)(
    '%s: exactly one command wins and at most one effect is enqueued',
    { timeout: 120_000 },
    async ([, first, second, ...states], { kit }) => {
      const people = await createCompany(kit)
      for (let pair = 0; pair < PAIRS; pair += 1) {
        const view = await submitInfoChange(kit, people.applicant)
        const winner = await race({ kit, ...people, view }, first, second)
        const current = await getRequest(kit.deps, people.applicant, view.id)
        expect(current.state).toBe(states[winner])
        if (current.state === 'open')
          await withdrawRequest(kit.deps, people.applicant, { id: view.id, version: current.version })
        const effects = await kit.deps.db.select().from(outbox)
        const ownEffects = effects.filter((row) => row.topic === 'info_change.apply' && row.dedupeKey.includes(view.id))
        expect(ownEffects).toHaveLength(current.state === 'decided' ? 1 : 0)
        await kit.deps.db.delete(outbox)
        await closeAll(kit)
      }
    },
  )

  test('when the approver’s role ends during a decision, the audit never records the decision last', async ({
    kit,
  }) => {
    const people = await createCompany(kit)
    const ops = await kit.given.member({ userid: 'ops', roles: ['ops'], department: people.company })
    const grants = await kit.deps.db.select().from(roleGrants).where(eq(roleGrants.userid, people.other.userid))
    const grant = grants[0]?.id ?? ''
    for (let pair = 0; pair < PAIRS; pair += 1) {
      const view = await submitInfoChange(kit, people.applicant)
      const before = await kit.deps.db.$count(auditEntries)
      await Promise.allSettled([decideBy('other')({ kit, ...people, view }), endRole(kit.deps, ops, grant)])
      const entries = (await kit.deps.db.select().from(auditEntries).orderBy(auditEntries.seq)).slice(before)
      expect(entries.at(-1)?.action).toBe('roles.end')
      await kit.deps.db.update(roleGrants).set({ endedAt: null })
      await closeAll(kit)
    }
  })

  test('when a delegation is revoked during the delegate’s decision, the audit never records the decision last', async ({
    kit,
  }) => {
    const people = await createCompany(kit)
    await kit.given.member({ userid: 'chenli', department: people.department })
    const day = today(kit.deps)
    for (let pair = 0; pair < PAIRS; pair += 1) {
      const [delegation] = (
        await createDelegation(kit.deps, people.admin, { startsOn: day, endsOn: day, delegate: 'chenli', note: '' })
      ).given
      const delegateActor = await currentActorOf(kit, 'chenli')
      const view = await submitInfoChange(kit, people.applicant)
      const before = await kit.deps.db.$count(auditEntries)
      const [decided] = await Promise.allSettled([
        decideRequest(kit.deps, delegateActor, decisionOn(view, both)),
        revokeDelegation(kit.deps, people.admin, delegation!.id),
      ])
      const entries = (await kit.deps.db.select().from(auditEntries).orderBy(auditEntries.seq)).slice(before)
      expect(entries.at(-1)?.action, decided.status).toBe('delegations.revoke')
      await closeAll(kit)
    }
  })

  test('two retries that are recorded at the same time are both in the timeline', async ({ kit }) => {
    const { applicant } = await createCompany(kit)
    const view = await submitInfoChange(kit, applicant)
    const actor = { kind: 'system', job: 'test' } as const
    const retry = { actor, requestId: view.id, job: { attempts: 0 } as Job, retryAt: kit.deps.clock.now() }
    const write = () =>
      kit.deps.db.transaction((tx) =>
        recordRetry(kit.deps, tx, { ...retry, failure: { action: 'retry', cause: 'timeout' } }),
      )
    for (let pair = 0; pair < PAIRS; pair += 1) await Promise.all([write(), write()])
    expect(await listEvents(kit.deps.db, view.id)).toHaveLength(1 + 2 * PAIRS)
  })

  test(
    'undo against the effect: the change is written or the request is open again, never both',
    { timeout: 120_000 },
    async ({ kit }) => {
      const people = await createCompany(kit)
      for (let pair = 0; pair < PAIRS; pair += 1) {
        const deps: AppDeps = { ...kit.deps, site: { ...kit.deps.site, undoMs: 1000 } }
        const view = await submitInfoChange(kit, people.applicant)
        await kit.deps.db.delete(outbox)
        const { version } = await decideRequest(deps, people.admin, decisionOn(view, both))
        const before = kit.deps.wecom.updates.length
        // The clocks differ: the undo window is open on one instance and over on the other.
        const lateInstance: AppDeps = { ...deps, clock: { now: () => new Date(kit.deps.clock.now().getTime() + 1000) } }
        const undo = undoDecision(deps, people.admin, { id: view.id, version }).then(
          () => true,
          () => false,
        )
        await Promise.all([undo, drainOutbox(lateInstance)])
        const current = await getRequest(kit.deps, people.applicant, view.id)
        const isWritten = kit.deps.wecom.updates.length > before
        expect({ isOpen: current.state === 'open', isWritten }).toEqual({
          isOpen: await undo,
          isWritten: !(await undo),
        })
        if (current.state === 'open')
          await withdrawRequest(deps, people.applicant, { id: view.id, version: current.version })
        await restore(kit)
      }
    },
  )
})

/** Withdraws all requests. */
async function closeAll(kit: Kit): Promise<void> {
  await kit.deps.db.update(requests).set({ state: 'withdrawn' })
}

async function restore(kit: Kit): Promise<void> {
  const member = kit.deps.wecom.members.get('guoji')
  if (member) kit.deps.wecom.members.set('guoji', { ...member, position: '质检工程师', telephone: '0755-1000' })
  await kit.deps.db
    .update(members)
    .set({ position: '质检工程师', telephone: '0755-1000' })
    .where(eq(members.userid, 'guoji'))
  await kit.deps.db.delete(outbox)
  await closeAll(kit)
}
