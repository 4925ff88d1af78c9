import { z } from 'zod'
import type { Deps } from '../../kernel/deps.ts'
import type { Drift } from '../../directory/member-drift.ts'
import { markMembersLeft, syncMembers, type Reading } from '../../directory/sync-members-queries.ts'
import { findMemberRow } from '../../access/actor-queries.ts'
import type { Tx } from '../../db/database.ts'
import type { Conclusion, JobHandlers } from '../../outbox/run-job.ts'
import { markHandled } from './callback-log-queries.ts'
import { departmentsReadAt } from './department-queries.ts'
import { leadershipsInMirror } from './directory-queries.ts'
import { followLeaders } from './sync-leader-grants.ts'
import { mirrorDepartments } from './sync-departments.ts'

type CallbackDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'log' | 'wecom' | 'emit'>

const payload = z.object({
  callback: z.number().int(),
  about: z.enum(['members', 'departments']),
  userids: z.array(z.string().min(1).max(64)),
  /** When this push came: what was read later needs no other look. */
  receivedAt: z.iso.datetime().transform((text) => new Date(text)),
})

/** Changes after which somebody else may lead a department. */
const LEADING: readonly Drift['kind'][] = ['joined', 'left', 'leader', 'status', 'moved']

/**
 * What a callback says is not believed, only that there is something to look at: the member, or the departments, are
 * read anew. Twice, late, or out of order makes no difference.
 */
export const callbackHandlers = (deps: CallbackDeps): JobHandlers => ({
  'callback.handle': {
    async handle(job) {
      const { callback, about, userids, receivedAt } = payload.parse(job.payload)
      const source = `callback:${callback}`
      const conclude =
        about === 'departments'
          ? await readDepartments(deps, receivedAt, source)
          : await readMembers(deps, userids, receivedAt, source)
      return async (tx) => {
        await conclude(tx)
        await markHandled(tx, callback, deps.clock.now())
      }
    },
  },
})

const nothing: Conclusion = async () => {}

async function readDepartments(deps: CallbackDeps, receivedAt: Date, source: string): Promise<Conclusion> {
  const readAt = await departmentsReadAt(deps.db)
  // Strictly later: within the same millisecond nobody knows what came first.
  if (readAt !== null && readAt > receivedAt) return nothing
  const at = deps.clock.now()
  const departments = await deps.wecom.listDepartments()
  return (tx) => mirrorDepartments(deps, tx, departments, { at, source })
}

async function readMembers(
  deps: CallbackDeps,
  userids: readonly string[],
  receivedAt: Date,
  source: string,
): Promise<Conclusion> {
  const writes: ((tx: Tx) => Promise<boolean>)[] = []
  for (const userid of userids) {
    const known = await findMemberRow(deps.db, userid)
    if (known && known.syncedAt > receivedAt) continue
    const reading = { at: deps.clock.now(), source }
    const member = await deps.wecom.findMember(userid)
    writes.push(async (tx) => {
      if (member) return hasNewLeads(await syncMembers(deps, tx, [member], reading))
      return leaves(deps, tx, known?.userid ?? userid, reading)
    })
  }
  return async (tx) => {
    // Also where nothing shows: a number that changed is told by the callback alone.
    await deps.emit(tx, 'members.reported', { userids, at: deps.clock.now() })
    let mayLead = false
    for (const write of writes) mayLead = (await write(tx)) || mayLead
    if (mayLead) await followLeaders(deps, tx, await leadershipsInMirror(tx))
  }
}

const hasNewLeads = (drifts: ReadonlyMap<string, readonly Drift[]>): boolean =>
  [...drifts.values()].flat().some(({ kind }) => LEADING.includes(kind))

const leaves = async (deps: CallbackDeps, tx: Tx, userid: string, reading: Reading): Promise<boolean> =>
  (await markMembersLeft(deps, tx, [userid], reading)).length > 0
