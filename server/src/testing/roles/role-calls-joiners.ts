import { emptyJoiner, type JoinerRow } from '@desk/shared/accounts/joiner-fields'
import type { MemberActor } from '@desk/shared/identity/actor'
import { eq } from 'drizzle-orm'
import { accountOpenings } from '../../db/schema/index.ts'
import { submitBatch } from '../../features/accounts/entry/submit-batch.ts'
import type { OpeningRow } from '../../features/accounts/model/opening-queries.ts'
import { planHash } from '../../features/accounts/model/plan-hash.ts'
import type { Kit } from '../kit.ts'
import { type RoleCalls, type RolePeople, rowOf } from './role-call.ts'

const row: JoinerRow = {
  ...emptyJoiner(1),
  name: '邱晨',
  userid: 'qiuchen',
  mobile: '13300001111',
  department: '北',
  startsOn: '2026-03-23',
}

/** Submits an entry, and moves it to a state in which the command is allowed. */
async function createEntry(kit: Kit, by: MemberActor, changes: Partial<OpeningRow> = {}): Promise<OpeningRow> {
  const { id } = await submitBatch(kit.deps, by, { rows: [row], idempotencyKey: 'role-call-1' })
  const [saved] = await kit.deps.db
    .update(accountOpenings)
    .set({ state: 'review', ...changes })
    .where(eq(accountOpenings.batchId, id))
    .returning()
  if (!saved) throw new Error('the entry was not stored')
  return saved
}

const command =
  (name: string, changes: Partial<OpeningRow>, body: object = {}) =>
  async (kit: Kit, { author, lead }: RolePeople) => {
    const { id, version } = await createEntry(kit, lead, changes)
    const path = `/api/joiners/${id}/${name}`
    return { by: author, path, body: { version, ...body }, row: rowOf('account_openings', id) }
  }

/** Commands about joiners. */
export const joinerCalls: RoleCalls = {
  'POST /api/joiners/batches': async (_kit, { author }) => ({
    by: author,
    path: '/api/joiners/batches',
    body: { rows: [row] },
  }),
  'POST /api/joiners/batches/:id/decision': async (kit, { author, lead }) => {
    const saved = await createEntry(kit, lead)
    return {
      by: author,
      path: `/api/joiners/batches/${saved.batchId}/decision`,
      body: { decision: 'confirm', planHash: planHash([saved]), excluded: [] },
      row: rowOf('account_batches', saved.batchId),
    }
  },
  'POST /api/joiners/:id/correction': command('correction', { state: 'returned' }, { row }),
  'POST /api/joiners/:id/retry': command('retry', { state: 'failed' }),
  'POST /api/joiners/:id/withdrawal': command('withdrawal', { state: 'scheduled' }),
  'POST /api/joiners/:id/cancellation': async (kit, people) => {
    const call = await command('cancellation', { state: 'created' })(kit, people)
    await kit.given.member({ userid: row.userid, status: 5 })
    return call
  },
  'POST /api/joiners/:id/invitation': command('invitation', { state: 'created' }),
  'POST /api/joiners/:id/look': async (kit, { author, lead }) => {
    const { id } = await createEntry(kit, lead, { state: 'by_hand' })
    return { by: author, path: `/api/joiners/${id}/look`, body: {}, row: rowOf('account_openings', id) }
  },
  'POST /api/joiners/:id/join-code': async (kit, { author, lead }) => {
    const { id } = await createEntry(kit, lead, { state: 'created' })
    return { by: author, path: `/api/joiners/${id}/join-code`, body: {} }
  },
  'POST /api/joiners/:id/reveal': async (kit, { author, lead }) => {
    const { id } = await createEntry(kit, lead)
    return { by: author, path: `/api/joiners/${id}/reveal`, body: {} }
  },
}
