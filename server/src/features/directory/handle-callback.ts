import { z } from 'zod'
import type { Deps } from '../../kernel/deps.ts'
import { FEW_DEPARTURES, FLOOD_MS } from '../../directory/held-departures.ts'
import { isHeld } from '../../directory/held-member-queries.ts'
import { type Drift, LEFT } from '../../directory/member-drift.ts'
import { markMembersLeft, syncMembers } from '../../directory/sync-members-queries.ts'
import { findMemberRow } from '../../access/actor-queries.ts'
import type { Tx } from '../../db/database.ts'
import { type JobHandlers, noWrites, type ResultWrites } from '../../outbox/run-job.ts'
import { countDeparturesSince, isDeletion, markHandled, recordDeletion } from './callback-log-queries.ts'
import { findDepartmentsSyncedAt } from './department-queries.ts'
import { listLeaderships } from './directory-queries.ts'
import { syncLeaderGrants } from './sync-leader-grants.ts'
import { listVisibleDepartments } from './list-visible-departments.ts'
import { syncDepartments } from './sync-departments.ts'

type CallbackDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'log' | 'wecom' | 'emit' | 'site'>

const payload = z.object({
  callback: z.number().int(),
  about: z.enum(['members', 'departments']),
  userids: z.array(z.string().min(1).max(64)),
  /** When this callback arrived; data that was read later is already up to date. */
  receivedAt: z.iso.datetime().transform((text) => new Date(text)),
})

const sourceOf = (callback: number) => `callback:${callback}`

/** Kinds of drift that can change the leader of a department. */
const LEADERSHIP_DRIFT: readonly Drift['kind'][] = ['joined', 'left', 'leader', 'status', 'moved']

/**
 * Handles directory callbacks. The content of a callback is not trusted: it only triggers a read of the member or of the
 * departments from WeCom, so that repeated, late and unordered callbacks have the same result.
 */
export const callbackHandlers = (deps: CallbackDeps): JobHandlers => ({
  'callback.handle': {
    async handle(job) {
      const { callback, about, userids, receivedAt } = payload.parse(job.payload)
      const conclude =
        about === 'departments'
          ? await fetchDepartments(deps, receivedAt, sourceOf(callback))
          : await fetchMembers(deps, userids, receivedAt, callback)
      return async (tx) => {
        await conclude(tx)
        await markHandled(tx, callback, deps.clock.now())
      }
    },
  },
})

/**
 * Returns whether WeCom was read after this callback. Strictly later, because the order within one millisecond is unknown;
 * a reading ahead of the clock means that the clock was set back, so it does not count.
 */
const isReadSince = ({ clock }: Pick<Deps, 'clock'>, receivedAt: Date, readAt: Date): boolean =>
  readAt > receivedAt && readAt <= clock.now()

async function fetchDepartments(deps: CallbackDeps, receivedAt: Date, source: string): Promise<ResultWrites> {
  const syncedAt = await findDepartmentsSyncedAt(deps.db)
  if (syncedAt !== null && isReadSince(deps, receivedAt, syncedAt)) return noWrites
  const at = deps.clock.now()
  const departments = await listVisibleDepartments(deps)
  return (tx) => syncDepartments(deps, tx, departments, { at, source })
}

async function fetchMembers(
  deps: CallbackDeps,
  userids: readonly string[],
  receivedAt: Date,
  callback: number,
): Promise<ResultWrites> {
  const writes: ((tx: Tx) => Promise<boolean>)[] = []
  for (const userid of userids) {
    const stored = await findMemberRow(deps.db, userid)
    if (stored && isReadSince(deps, receivedAt, stored.syncedAt)) {
      if (stored.status === LEFT) writes.push((tx) => confirmDeparture(tx, callback, userid))
      continue
    }
    const reading = { at: deps.clock.now(), source: sourceOf(callback) }
    const member = await deps.wecom.findMember(userid)
    writes.push(async (tx) => {
      if (member) return mayChangeLeaders(await syncMembers(deps, tx, [member], reading))
      if (await isUncertain(tx, callback, userid, reading.at)) {
        deps.log.warn({ callback, userid }, 'many members are missing at once: the next sync decides whether they left')
        return false
      }
      const hasLeft = (await markMembersLeft(deps, tx, [stored?.userid ?? userid], reading)).length > 0
      return hasLeft || (await confirmDeparture(tx, callback, userid))
    })
  }
  return async (tx) => {
    // Emitted even without visible drift: only the callback reports a changed phone number.
    await deps.emit(tx, 'members.reported', { userids, at: deps.clock.now() })
    let hasLeadershipDrift = false
    for (const write of writes) hasLeadershipDrift = (await write(tx)) || hasLeadershipDrift
    if (hasLeadershipDrift) await syncLeaderGrants(deps, tx, await listLeaderships(tx))
  }
}

/** Records that the callback reports the deletion of a member who has left, if it does. False: the member has not changed. */
async function confirmDeparture(tx: Tx, callback: number, userid: string): Promise<false> {
  if (await isDeletion(tx, callback)) await recordDeletion(tx, userid, sourceOf(callback))
  return false
}

/** Returns whether the member, whom WeCom does not return, may only be outside the visible range together with many others. */
async function isUncertain(tx: Tx, callback: number, userid: string, at: Date): Promise<boolean> {
  if (await isDeletion(tx, callback)) return false
  return (await isHeld(tx, userid)) || (await isFlood(tx, at))
}

/**
 * Returns whether so many members went missing within minutes that the visible range may have been narrowed, for which WeCom
 * sends a callback per member. The next sync sees how many are missing.
 */
const isFlood = async (tx: Tx, at: Date): Promise<boolean> =>
  (await countDeparturesSince(tx, new Date(at.getTime() - FLOOD_MS))) >= FEW_DEPARTURES

const mayChangeLeaders = (drifts: ReadonlyMap<string, readonly Drift[]>): boolean =>
  [...drifts.values()].flat().some(({ kind }) => LEADERSHIP_DRIFT.includes(kind))
