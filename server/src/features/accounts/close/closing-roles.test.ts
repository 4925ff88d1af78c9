import type { ClosingAction } from '@desk/shared/accounts/close/closing-rules'
import type { Role } from '@desk/shared/identity/actor'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { accountClosings, handoverItems, roleGrants } from '../../../db/schema/index.ts'
import { currentActorOf } from '../../../testing/current-actor-of.ts'
import { errorCodeOf } from '../../../testing/error-code-of.ts'
import { closingCompany, openFor } from '../../../testing/fixtures/closings.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { admitOnly, outcomesByPerson } from '../../../testing/roles/outcomes-by-person.ts'
import { getClosing } from './get-closing.ts'

/** Creates a closing in this state with an offered item, and everybody who might act on it. */
async function createClosing(kit: Kit, state: Partial<typeof accountClosings.$inferInsert>) {
  const { db, ids, clock } = kit.deps
  const company = await closingCompany(kit)
  const { leaver, other, mate, third, admin, ops, lead, hr, department } = company
  const createElsewhere = (userid: string, holds: { roles?: readonly Role[]; adminOf?: readonly number[] }) =>
    kit.given.member({ userid, department: other, ...holds })
  // Leavers decide nothing about themselves, whatever roles they hold.
  const grant = { userid: leaver.userid, source: 'setting', grantedAt: clock.now(), confirmedAt: clock.now() } as const
  await db
    .insert(roleGrants)
    .values([
      ...(['hr', 'ops', 'ops_lead'] as const).map((role) => ({ ...grant, id: ids.next('grant'), role })),
      { ...grant, id: ids.next('grant'), role: 'dept_admin', departmentId: department },
    ])
  const people = {
    leaver: await currentActorOf(kit, leaver.userid),
    heir: mate,
    colleague: third,
    departmentAdmin: admin,
    otherAdmin: await createElsewhere('far', { adminOf: [other] }),
    ops,
    lead,
    opener: hr,
    secondHr: await createElsewhere('hr2', { roles: ['hr'] }),
    compliance: await createElsewhere('compliance', { roles: ['compliance'] }),
    auditor: await createElsewhere('auditor', { roles: ['auditor'] }),
  }
  const { id, items } = await openFor(kit, company)
  const item = items.find(({ kind }) => kind === 'partner_sponsor')?.id
  if (item === undefined) throw new Error('the leaver must be a sponsor')
  await db
    .update(accountClosings)
    .set({ trouble: null, ...state })
    .where(eq(accountClosings.id, id))
  const offer = { state: 'offered', heirId: mate.userid, offeredAt: clock.now() } as const
  await db.update(handoverItems).set(offer).where(eq(handoverItems.id, item))
  const [row] = await db.select().from(accountClosings)
  if (!row) throw new Error('the closing must be stored')
  const putBack = async () => {
    await db.update(accountClosings).set(row).where(eq(accountClosings.id, id))
    await db.update(handoverItems).set(offer).where(eq(handoverItems.id, item))
  }
  return { id, item, row, people, putBack }
}

type Person = keyof Awaited<ReturnType<typeof createClosing>>['people']
type Case = {
  action: ClosingAction
  path: string
  body?: (item: string) => object
  state?: Partial<typeof accountClosings.$inferInsert>
  admitted: readonly Person[]
  /** The command succeeds once, although `putBack` restores the closing: the next person who may do it gets 409. */
  isOnce?: boolean
}

const reasonBody = () => ({ reason: '另有安排' })
const disabled = { phase: 'disabled', disabledAt: new Date('2026-03-10T10:00:00Z') } as const
const emergency = { kind: 'emergency', phase: 'confirming', lastDay: null, disableAt: null } as const
const deletionAsked = { ...disabled, deletionAskedBy: 'xiaolan', deletionAskedAt: disabled.disabledAt }
const cases: readonly Case[] = [
  {
    action: 'assign',
    path: 'heirs',
    body: (item) => ({ heir: 'third', items: [item] }),
    admitted: ['departmentAdmin', 'ops', 'lead', 'opener', 'secondHr'],
  },
  {
    action: 'waive',
    path: 'waiver',
    body: (item) => ({ item, ...reasonBody() }),
    admitted: ['ops', 'lead', 'opener', 'secondHr'],
  },
  { action: 'clean', path: 'cleaning', admitted: ['leaver'] },
  {
    action: 'move',
    path: 'last-day',
    body: () => ({ lastDay: '2026-03-27' }),
    admitted: ['lead', 'opener', 'secondHr'],
  },
  { action: 'force', path: 'force', body: reasonBody, admitted: ['lead'] },
  { action: 'cancel', path: 'cancellation', body: reasonBody, admitted: ['lead', 'opener', 'secondHr'] },
  {
    action: 'confirm',
    path: 'confirmation',
    state: emergency,
    admitted: ['lead'],
  },
  {
    action: 'confirm',
    path: 'confirmation',
    state: { ...emergency, openedBy: 'lead' },
    admitted: ['opener', 'secondHr'],
  },
  {
    action: 'ask_deletion',
    path: 'deletion',
    body: () => ({ keepDays: 30, ...reasonBody() }),
    state: disabled,
    admitted: ['opener', 'secondHr'],
  },
  {
    action: 'delete',
    path: 'deletion/confirm',
    state: { ...deletionAsked, deleteNotBefore: '2026-03-11' },
    admitted: ['ops', 'lead'],
  },
  { action: 're_enable', path: 're-enabling', state: disabled, admitted: ['opener', 'secondHr'] },
  { action: 'confirm_return', path: 'return', state: { phase: 'deleted' }, admitted: ['opener', 'secondHr'] },
  {
    action: 'deny_return',
    path: 'return/denial',
    state: { phase: 'deleted' },
    admitted: ['opener', 'secondHr'],
    isOnce: true,
  },
]

describe('a command on a closing', () => {
  test.for(cases.map((row) => [row.action, row.admitted.join(', '), row] as const))(
    '%s is offered to %s only, and succeeds only for them',
    async ([action, , { path, body, state = {}, admitted, isOnce = false }], { kit }) => {
      const { id, item, row, people, putBack } = await createClosing(kit, state)
      const offered = []
      for (const [name, actor] of Object.entries(people)) {
        const code = await errorCodeOf(getClosing(kit.deps, actor, id))
        if (code === 'done' && (await getClosing(kit.deps, actor, id)).allowed.includes(action)) offered.push(name)
      }
      expect(offered.toSorted()).toEqual(admitted.toSorted())
      const call = { path: `/api/closings/${id}/${path}`, body: { version: row.version, ...body?.(item) } }
      // People who may read the closing get 403; for all others it does not exist.
      const readers = { heir: 403, departmentAdmin: 403, ops: 403, lead: 403, opener: 403, secondHr: 403 }
      const leaver = row.kind === 'emergency' ? 404 : 403
      expect(await outcomesByPerson(kit, people, { ...call, admitted, putBack })).toEqual({
        ...admitOnly(people, admitted, { ...readers, leaver }),
        ...(isOnce ? { [admitted.at(-1) ?? '']: 409 } : {}),
      })
    },
  )

  test('an item is accepted only by the person to whom it is offered', async ({ kit }) => {
    const { id, people, putBack } = await createClosing(kit, {})
    const call = { path: `/api/closings/${id}/answer`, body: { accept: true } }
    const admitted: readonly Person[] = ['heir']
    const readers = { leaver: 409, departmentAdmin: 409, ops: 409, lead: 409, opener: 409, secondHr: 409 }
    expect(await outcomesByPerson(kit, people, { ...call, admitted, putBack })).toEqual(
      admitOnly(people, admitted, readers),
    )
  })
})
