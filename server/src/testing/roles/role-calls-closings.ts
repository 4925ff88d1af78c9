import type { MemberActor } from '@desk/shared/identity/actor'
import { eq } from 'drizzle-orm'
import { accountClosings } from '../../db/schema/index.ts'
import { openClosing } from '../../features/accounts/close/open-closing.ts'
import { setPartner } from '../../features/accounts/partners/set-partner.ts'
import type { Kit } from '../kit.ts'
import { type RoleCalls, type RolePeople, rowOf } from './role-call.ts'

const SUBJECT = 'guoji'
const LAST_DAY = '2026-03-20'
const reason = { reason: '另有安排' }
const disabled = { phase: 'disabled', disabledAt: new Date('2026-03-10T10:00:00Z') } as const

type ClosingPeople = RolePeople & { hr: MemberActor }

async function createClosingPeople(kit: Kit, people: RolePeople): Promise<ClosingPeople> {
  await kit.given.member({ userid: SUBJECT, department: people.north })
  await kit.given.member({ userid: 'limin', department: people.north, adminOf: [people.north] })
  return { ...people, hr: await kit.given.member({ userid: 'xiaolan', department: people.root, roles: ['hr'] }) }
}

/** Returns a call of a command on the closing of a partner's sponsor, which is in this state. */
const command =
  (
    name: string,
    who: 'hr' | 'author' | 'lead',
    state: Partial<typeof accountClosings.$inferInsert> = {},
    bodyOf: (item: string) => object = () => ({}),
  ) =>
  async (kit: Kit, people: RolePeople) => {
    const closingPeople = await createClosingPeople(kit, people)
    await kit.given.member({ userid: 'duan', department: people.south })
    await setPartner(kit.deps, closingPeople.hr, {
      userid: 'duan',
      company: '华精',
      sponsor: SUBJECT,
      endsOn: '2026-12-31',
    })
    const opener = who === 'hr' ? closingPeople.lead : closingPeople.hr
    const { id, version, items } = await openClosing(kit.deps, opener, {
      kind: 'leave',
      subjectId: SUBJECT,
      lastDay: LAST_DAY,
    })
    await kit.deps.db
      .update(accountClosings)
      .set({ trouble: null, ...state })
      .where(eq(accountClosings.id, id))
    const item = items.find(({ kind }) => kind === 'partner_sponsor')?.id ?? ''
    const path = `/api/closings/${id}/${name}`
    return { by: closingPeople[who], path, body: { version, ...bodyOf(item) }, row: rowOf('account_closings', id) }
  }

/** Returns a call by which HR decides about a running contract. */
const contractCommand = (name: string, body: object) => async (kit: Kit, people: RolePeople) => {
  const { hr } = await createClosingPeople(kit, people)
  await setPartner(kit.deps, people.lead, { userid: SUBJECT, company: '华精', sponsor: 'limin', endsOn: '2026-12-31' })
  const path = `/api/partners/${SUBJECT}/${name}`
  return { by: hr, path, body: { seenEndsOn: '2026-12-31', ...body } }
}

/** Commands about closings, transfers, contracts and departures. Their routes are open to members; the role decides. */
export const closingCalls: RoleCalls = {
  'POST /api/closings': async (kit, people) => {
    const { hr } = await createClosingPeople(kit, people)
    return { by: hr, path: '/api/closings', body: { kind: 'leave', subjectId: SUBJECT, lastDay: LAST_DAY } }
  },
  'POST /api/transfers': async (kit, people) => {
    const { hr, south } = await createClosingPeople(kit, people)
    const body = { subjectId: SUBJECT, effectiveOn: LAST_DAY, departmentId: south }
    return { by: hr, path: '/api/transfers', body }
  },
  'POST /api/closings/:id/heirs': command('heirs', 'author', {}, (item) => ({ heir: 'limin', items: [item] })),
  'POST /api/closings/:id/waiver': command('waiver', 'author', {}, (item) => ({ item, ...reason })),
  'POST /api/closings/:id/last-day': command('last-day', 'hr', {}, () => ({ lastDay: '2026-03-27' })),
  'POST /api/closings/:id/force': command('force', 'lead', {}, () => reason),
  'POST /api/closings/:id/confirmation': command('confirmation', 'lead', {
    kind: 'emergency',
    phase: 'confirming',
    lastDay: null,
    disableAt: null,
  }),
  'POST /api/closings/:id/cancellation': command('cancellation', 'hr', {}, () => reason),
  'POST /api/closings/:id/deletion': command('deletion', 'hr', disabled, () => ({ keepDays: 30, ...reason })),
  'POST /api/closings/:id/deletion/confirm': command('deletion/confirm', 'author', {
    ...disabled,
    deletionAskedBy: 'xiaolan',
    deletionAskedAt: disabled.disabledAt,
    deleteNotBefore: '2026-03-11',
  }),
  'POST /api/closings/:id/re-enabling': command('re-enabling', 'hr', disabled),
  'POST /api/closings/:id/return': command('return', 'hr', { phase: 'deleted' }),
  'POST /api/closings/:id/return/denial': command('return/denial', 'hr', { phase: 'deleted' }),
  'POST /api/partners/:userid/renewal': contractCommand('renewal', { endsOn: '2027-06-30' }),
  'POST /api/partners/:userid/decision': contractCommand('decision', { decision: 'close' }),
  'POST /api/people/:userid/departure': async (kit, people) => {
    await createClosingPeople(kit, people)
    const by = await kit.given.member({ userid: 'zhou', department: people.root, adminOf: [people.root] })
    return { by, path: `/api/people/${SUBJECT}/departure`, body: { lastDay: '2026-03-13', note: '' } }
  },
}
