import { departureLimit, FEW_DEPARTURES, heldDepartures } from '../../../directory/held-departures.ts'
import { markMembersLeft, syncMembers } from '../../../directory/sync-members-queries.ts'
import { WecomError } from '../../../kernel/app-error.ts'
import type { Deps, Stoppable } from '../../../kernel/deps.ts'
import { readSetting } from '../../../kernel/settings-queries.ts'
import { countRecentDepartures } from '../callback-log-queries.ts'
import {
  advanceRun,
  type RunLease,
  countMembers,
  countUnseen,
  type Run,
  listSeenMembers,
  listUnseenMembers,
  type Unseen,
} from '../sync-run-queries.ts'
import { holdMissing, storeHeld } from './hold-missing.ts'

type MissingDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'log' | 'wecom' | 'emit' | 'site' | 'afterRestore'> & Stoppable

/** Up to this count each unseen member is queried: a member who moved into a department already read is still there. */
const CHECK_ALL_MAX = 500
/**
 * Above that count, number of members to query: if WeCom returns one of them, the run is discarded. Also the number of members
 * read by the run whom WeCom's list of accounts has to contain.
 */
const SAMPLE_SIZE = 20
const CHUNK = 500

/**
 * Marks members whom a complete sync did not return as left. Departments are read one after the other, so a member who
 * moves during the sync can be missed: each is queried, or a sample of very many. Too many at once, with those whom callbacks have
 * just marked, are held until the ops lead confirms that they left, or a sync returns them again: the last few of them as
 * well, while somebody widens the visible range step by step. False: the sync was incomplete and nothing is marked.
 */
export async function markMissingAsLeft(deps: MissingDeps, run: Run, lease: RunLease): Promise<boolean> {
  const { held } = (await readSetting(deps.db, heldDepartures)).value
  // All who are missing; those who were held before; those who are missing since.
  const missing: Unseen = { since: null, before: run.startedAt }
  const earlier: Unseen | null = held && { since: null, before: earlierOf(run.startedAt, held.before) }
  const added: Unseen = { since: earlier?.before ?? null, before: run.startedAt }
  if (held?.isConfirmed && earlier && !(await markUnseen(deps, run, lease, await listUnseenMembers(deps.db, earlier))))
    return false
  const limit = departureLimit(await countMembers(deps.db))
  const isTooMany = async () => {
    const unseen = await countUnseen(deps.db, missing)
    // Counted afterwards: callbacks may mark some of them meanwhile.
    return unseen > 0 && unseen + (await countRecentDepartures(deps.db, run.startedAt)) > limit
  }
  const isHolding = async () => earlier !== null && (await countUnseen(deps.db, earlier)) > 0
  if ((await isTooMany()) || (await isHolding()))
    for (const group of earlier ? [added, earlier] : [missing])
      if (!(await settleProven(deps, run, lease, { group, limit, isHeld: group === earlier }))) return false
  if (await isTooMany()) {
    await holdMissing(deps, run, missing)
    return true
  }
  if (!(await markUnseen(deps, run, lease, await listUnseenMembers(deps.db, added)))) return false
  if (earlier && (await isHolding())) await holdMissing(deps, run, earlier)
  else if (held !== null) await storeHeld(deps, null)
  return true
}

/** Returns the earlier time. After the clock was set back, only the start of the present sync tells who is missing. */
const earlierOf = (startedAt: Date, before: string): Date =>
  new Date(Math.min(startedAt.getTime(), new Date(before).getTime()))

/** Marks those members as left whom WeCom still does not return. False: the run was incomplete, and nothing is marked. */
async function markUnseen(deps: MissingDeps, run: Run, lease: RunLease, userids: readonly string[]): Promise<boolean> {
  const reading = { at: deps.clock.now(), source: `run:${run.id}` }
  if (userids.length <= CHECK_ALL_MAX) {
    for (const userid of userids) await settleMember(deps, lease, userid, { source: reading.source, marks: 'missing' })
    return true
  }
  if (await isSampleFound(deps, run, userids)) return false
  deps.log.warn({ run: run.id, unseen: userids.length }, 'many members have left or are outside the visible range')
  for (let start = 0; start < userids.length; start += CHUNK) {
    deps.signal?.throwIfAborted()
    await deps.db.transaction(async (tx) => {
      await markMembersLeft(deps, tx, userids.slice(start, start + CHUNK), reading)
      await advanceRun(tx, lease, { departments: 0, members: 0, calls: 0 })
    })
  }
  return true
}

/**
 * Settles those of a group of missing members about whom WeCom leaves no doubt: their account is deleted, or they moved during
 * the sync, or WeCom still shows that they left, which is asked only about newly missing members and only if they are few. Of
 * more than `limit` with an account, ends at the first who may only be outside the visible range. False: the run was incomplete.
 */
async function settleProven(
  deps: MissingDeps,
  run: Run,
  lease: RunLease,
  { group, limit, isHeld }: { group: Unseen; limit: number; isHeld: boolean },
): Promise<boolean> {
  const unseen = await listUnseenMembers(deps.db, group)
  const others = (await listAccounts(deps, run, unseen)) ?? unseen
  const kept = new Set(others)
  const deleted = unseen.filter((userid) => !kept.has(userid))
  if (!(await markUnseen(deps, run, lease, deleted))) return false
  if (others.length > CHECK_ALL_MAX) return !(await isSampleFound(deps, run, others))
  const marks = !isHeld && others.length <= FEW_DEPARTURES ? 'shown_as_left' : 'nobody'
  const options = { source: `run:${run.id}`, marks } as const
  for (const userid of others) if (!(await settleMember(deps, lease, userid, options)) && others.length > limit) break
  return true
}

/**
 * Returns those of the missing members who have an account. Null when WeCom does not tell, or when its list is incomplete: it
 * lacks a member whom this run has read. After a run that has read nobody, nothing shows that the list is complete.
 */
async function listAccounts(deps: MissingDeps, run: Run, unseen: readonly string[]): Promise<string[] | null> {
  if (unseen.length === 0) return []
  const seen = await listSeenMembers(deps.db, run.startedAt, SAMPLE_SIZE)
  if (seen.length === 0) return null
  const accounts = new Set(await deps.wecom.findAccounts([...seen, ...unseen]).catch(nullIfFailed))
  const isComplete = seen.every((userid) => accounts.has(userid))
  return isComplete ? unseen.filter((userid) => accounts.has(userid)) : null
}

/** Returns null for a failed call: the contacts secret may be refused while the app's own reads work. */
function nullIfFailed(error: unknown): null {
  if (error instanceof WecomError) return null
  throw error
}

/** Returns whether WeCom returns one of the first missing members, so that the lists were incomplete. */
async function isSampleFound(deps: MissingDeps, run: Run, unseen: readonly string[]): Promise<boolean> {
  for (const userid of unseen.slice(0, SAMPLE_SIZE)) {
    if ((await deps.wecom.findMember(userid)) === null) continue
    deps.log.error(
      { run: run.id, unseen: unseen.length },
      'the sync missed members whom WeCom returns: no member is marked as left',
    )
    return true
  }
  return false
}

/** Whom of the members that WeCom does not return `settleMember` marks as left. */
type Marks = 'missing' | 'shown_as_left' | 'nobody'

/**
 * Stores what WeCom returns about a member, or marks one whom it does not return as left, if `marks` allows it. Returns whether
 * the member is settled.
 */
async function settleMember(
  deps: MissingDeps,
  lease: RunLease,
  userid: string,
  { source, marks }: { source: string; marks: Marks },
): Promise<boolean> {
  deps.signal?.throwIfAborted()
  const at = deps.clock.now()
  const member = await deps.wecom.findMember(userid)
  const asksAgain = member === null && marks === 'shown_as_left'
  const hasLeft = asksAgain ? await deps.wecom.isShownAsLeft(userid) : member === null && marks === 'missing'
  await deps.db.transaction(async (tx) => {
    if (member) await syncMembers(deps, tx, [member], { at, source })
    if (hasLeft) await markMembersLeft(deps, tx, [userid], { at, source })
    await advanceRun(tx, lease, { departments: 0, members: 0, calls: asksAgain ? 2 : 1 })
  })
  return member !== null || hasLeft
}
