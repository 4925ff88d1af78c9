import { actorName, type SystemActor } from '@desk/shared/identity/actor'
import { departureLimit, heldDepartures, type HeldDepartures } from '../../../directory/held-departures.ts'
import { markMembersLeft, syncMembers } from '../../../directory/sync-members-queries.ts'
import { WecomError } from '../../../kernel/app-error.ts'
import type { Deps, Stoppable } from '../../../kernel/deps.ts'
import { sha256 } from '../../../kernel/hash.ts'
import { readSetting, writeSetting } from '../../../kernel/settings-queries.ts'
import { countRecentDepartures } from '../callback-log-queries.ts'
import {
  advanceRun,
  type RunLease,
  countMembers,
  countUnseen,
  type Run,
  listUnseenMembers,
  type Unseen,
} from '../sync-run-queries.ts'

type MissingDeps = Pick<Deps, 'db' | 'clock' | 'log' | 'wecom' | 'emit'> & Stoppable

const syncJob: SystemActor = { kind: 'system', job: 'directory.sync' }

/** Up to this count each unseen member is queried: a member who moved into a department already read is still there. */
const CHECK_ALL_MAX = 500
/** Above that count, members to query. If WeCom returns one of them, the run is discarded. */
const SAMPLE_SIZE = 20
const CHUNK = 500

/**
 * Marks members as left whom a complete sync did not return. Departments are read one after the other, so a member who
 * moves during the sync can be missed; a query of WeCom settles each case. Too many at once, with those whom callbacks have
 * just marked, are held until the ops lead confirms that they left, or a sync returns them again: the last few of them as
 * well, while somebody widens the visible range step by step. False: the sync was incomplete and nothing is marked.
 */
export async function markMissingAsLeft(deps: MissingDeps, run: Run, lease: RunLease): Promise<boolean> {
  const { held } = (await readSetting(deps.db, heldDepartures)).value
  const missing: Unseen = { since: null, before: run.startedAt }
  const known: Unseen | null = held && { since: null, before: earlierOf(run.startedAt, held.before) }
  const added: Unseen = { since: known?.before ?? null, before: run.startedAt }
  if (held?.isConfirmed && known && !(await markUnseen(deps, run, lease, known))) return false
  const limit = departureLimit(await countMembers(deps.db))
  const recent = await countRecentDepartures(deps.db, run.startedAt)
  const isTooMany = async () => {
    const unseen = await countUnseen(deps.db, missing)
    return unseen > 0 && unseen + recent > limit
  }
  const isHolding = async () => known !== null && (await countUnseen(deps.db, known)) > 0
  if ((await isTooMany()) || (await isHolding()))
    for (const group of known ? [added, known] : [missing])
      if (!(await settleProven(deps, run, lease, { group, limit }))) return false
  if (await isTooMany()) {
    await hold(deps, run, missing)
    return true
  }
  if (!(await markUnseen(deps, run, lease, added))) return false
  if (known && (await isHolding())) await hold(deps, run, known)
  else if (held !== null) await storeHeld(deps, null)
  return true
}

/** Returns the earlier time. After the clock was set back, only the start of the present sync tells who is missing. */
const earlierOf = (startedAt: Date, before: string): Date =>
  new Date(Math.min(startedAt.getTime(), new Date(before).getTime()))

/** Marks the members of the group whom WeCom still does not return. False: the run was incomplete, and nothing is marked. */
async function markUnseen(deps: MissingDeps, run: Run, lease: RunLease, group: Unseen): Promise<boolean> {
  const source = `run:${run.id}`
  const unseen = await countUnseen(deps.db, group)
  if (unseen <= CHECK_ALL_MAX) {
    for (const userid of await listUnseenMembers(deps.db, group, CHECK_ALL_MAX))
      await settleMember(deps, lease, userid, { source, needsProof: false })
    return true
  }
  if (await isSampleThere(deps, run, group)) return false
  deps.log.warn({ run: run.id, unseen }, 'many members have left or are outside the visible range')
  for (let remaining = unseen; remaining > 0; remaining -= CHUNK) {
    deps.signal?.throwIfAborted()
    const userids = await listUnseenMembers(deps.db, group, CHUNK)
    await deps.db.transaction(async (tx) => {
      await markMembersLeft(deps, tx, userids, { at: deps.clock.now(), source })
      await advanceRun(tx, lease, { departments: 0, members: 0, calls: 0 })
    })
  }
  return true
}

/**
 * Settles those of a group of missing members about whom WeCom leaves no doubt: they moved during the sync, or their account
 * is deleted. In a group of more than `limit`, ends at the first who may only be outside the visible range. False: the run
 * was incomplete.
 */
async function settleProven(
  deps: MissingDeps,
  run: Run,
  lease: RunLease,
  { group, limit }: { group: Unseen; limit: number },
): Promise<boolean> {
  const count = await countUnseen(deps.db, group)
  if (count > CHECK_ALL_MAX) return !(await isSampleThere(deps, run, group))
  const options = { source: `run:${run.id}`, needsProof: true }
  for (const userid of await listUnseenMembers(deps.db, group, CHECK_ALL_MAX))
    if (!(await settleMember(deps, lease, userid, options)) && count > limit) break
  return true
}

/** Returns whether WeCom returns one of the first missing members, so that the lists were incomplete. */
async function isSampleThere(deps: MissingDeps, run: Run, group: Unseen): Promise<boolean> {
  for (const userid of await listUnseenMembers(deps.db, group, SAMPLE_SIZE)) {
    if ((await deps.wecom.findMember(userid)) === null) continue
    const unseen = await countUnseen(deps.db, group)
    deps.log.error({ run: run.id, unseen }, 'the sync missed members whom WeCom returns: no member is marked as left')
    return true
  }
  return false
}

/**
 * Stores what WeCom returns about a member; marks one whom it does not return as left, with `needsProof` only if the account
 * is deleted. Returns whether the member is settled.
 */
async function settleMember(
  deps: MissingDeps,
  lease: RunLease,
  userid: string,
  { source, needsProof }: { source: string; needsProof: boolean },
): Promise<boolean> {
  deps.signal?.throwIfAborted()
  const at = deps.clock.now()
  const member = await deps.wecom.findMember(userid)
  const hasLeft = member === null && (!needsProof || (await isDeleted(deps, userid)))
  await deps.db.transaction(async (tx) => {
    if (member) await syncMembers(deps, tx, [member], { at, source })
    if (hasLeft) await markMembersLeft(deps, tx, [userid], { at, source })
    await advanceRun(tx, lease, { departments: 0, members: 0, calls: 1 })
  })
  return member !== null || hasLeft
}

/** Returns whether WeCom says that there is no such account. False also when it does not tell. */
async function isDeleted({ wecom }: MissingDeps, userid: string): Promise<boolean> {
  try {
    return (await wecom.hasAccount(userid)) === false
  } catch (error) {
    // The contacts secret may be refused while the app's own reads work.
    if (error instanceof WecomError) return false
    throw error
  }
}

async function hold(deps: MissingDeps, run: Run, group: Unseen): Promise<void> {
  const userids = await listUnseenMembers(deps.db, group, await countUnseen(deps.db, group))
  const key = sha256(userids.join(' '))
  const { held } = (await readSetting(deps.db, heldDepartures)).value
  deps.log.warn(
    { run: run.id, people: userids.length },
    'too many members are missing at once: none is marked as left before the ops lead confirms it',
  )
  // The same people, whom the ops lead may have confirmed meanwhile.
  if (held?.key === key) return
  await storeHeld(deps, {
    key,
    people: userids.length,
    since: held && !held.isConfirmed ? held.since : deps.clock.now().toISOString(),
    before: group.before.toISOString(),
    isConfirmed: false,
  })
}

async function storeHeld(deps: MissingDeps, held: HeldDepartures | null): Promise<void> {
  const change = { value: { held }, by: actorName(syncJob), at: deps.clock.now() }
  await deps.db.transaction((tx) => writeSetting(tx, heldDepartures, change))
}
