import { actorName, type SystemActor } from '@desk/shared/identity/actor'
import { departureLimit, heldDepartures, type HeldDepartures } from '../../../directory/held-departures.ts'
import { markMembersLeft, syncMembers } from '../../../directory/sync-members-queries.ts'
import { WecomError } from '../../../kernel/app-error.ts'
import type { Deps, Stoppable } from '../../../kernel/deps.ts'
import { sha256 } from '../../../kernel/hash.ts'
import { readSetting, writeSetting } from '../../../kernel/settings-queries.ts'
import {
  advanceRun,
  type RunLease,
  countMembers,
  countUnseen,
  type Run,
  listUnseenMembers,
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
 * moves during the sync can be missed; a query of WeCom settles each case. Too many at once are held until the ops lead
 * confirms that they left, or a sync returns them again. False: the sync was incomplete and nothing is marked.
 */
export async function markMissingAsLeft(deps: MissingDeps, run: Run, lease: RunLease): Promise<boolean> {
  const { held } = (await readSetting(deps.db, heldDepartures)).value
  if (held?.isConfirmed && !(await markUnseen(deps, run, lease, earlierOf(run.startedAt, held.before)))) return false
  const limit = departureLimit(await countMembers(deps.db))
  const missing = await countUnseen(deps.db, run.startedAt)
  if (missing > limit && !(await settleProven(deps, run, lease, missing))) return false
  const unseen = await countUnseen(deps.db, run.startedAt)
  if (unseen > limit) {
    await hold(deps, run, unseen)
    return true
  }
  if (!(await markUnseen(deps, run, lease, run.startedAt))) return false
  if (held !== null) await storeHeld(deps, null)
  return true
}

/** Returns the earlier time. After the clock was set back, only the start of the present sync tells who is missing. */
const earlierOf = (startedAt: Date, before: string): Date =>
  new Date(Math.min(startedAt.getTime(), new Date(before).getTime()))

/** Marks the members whom no read has returned since `before`. False: the run was incomplete, and nothing is marked. */
async function markUnseen(deps: MissingDeps, run: Run, lease: RunLease, before: Date): Promise<boolean> {
  const source = `run:${run.id}`
  const unseen = await countUnseen(deps.db, before)
  if (unseen <= CHECK_ALL_MAX) {
    for (const userid of await listUnseenMembers(deps.db, before, CHECK_ALL_MAX))
      await settleMember(deps, lease, userid, { source, needsProof: false })
    return true
  }
  if (await isSampleThere(deps, run, before, unseen)) return false
  deps.log.warn({ run: run.id, unseen }, 'many members have left or are outside the visible range')
  for (let remaining = unseen; remaining > 0; remaining -= CHUNK) {
    deps.signal?.throwIfAborted()
    const userids = await listUnseenMembers(deps.db, before, CHUNK)
    await deps.db.transaction(async (tx) => {
      await markMembersLeft(deps, tx, userids, { at: deps.clock.now(), source })
      await advanceRun(tx, lease, { departments: 0, members: 0, calls: 0 })
    })
  }
  return true
}

/**
 * Settles those of too many missing members about whom WeCom leaves no doubt: they moved during the sync, or their account
 * is deleted. Ends at the first who may only be outside the visible range. False: the run was incomplete.
 */
async function settleProven(deps: MissingDeps, run: Run, lease: RunLease, missing: number): Promise<boolean> {
  const { startedAt } = run
  if (missing > CHECK_ALL_MAX) return !(await isSampleThere(deps, run, startedAt, missing))
  const options = { source: `run:${run.id}`, needsProof: true }
  for (const userid of await listUnseenMembers(deps.db, startedAt, CHECK_ALL_MAX))
    if (!(await settleMember(deps, lease, userid, options))) break
  return true
}

/** Returns whether WeCom returns one of the first missing members, so that the lists were incomplete. */
async function isSampleThere(deps: MissingDeps, run: Run, before: Date, unseen: number): Promise<boolean> {
  for (const userid of await listUnseenMembers(deps.db, before, SAMPLE_SIZE)) {
    if ((await deps.wecom.findMember(userid)) === null) continue
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

async function hold(deps: MissingDeps, run: Run, unseen: number): Promise<void> {
  const userids = await listUnseenMembers(deps.db, run.startedAt, unseen)
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
    before: run.startedAt.toISOString(),
    isConfirmed: false,
  })
}

async function storeHeld(deps: MissingDeps, held: HeldDepartures | null): Promise<void> {
  const change = { value: { held }, by: actorName(syncJob), at: deps.clock.now() }
  await deps.db.transaction((tx) => writeSetting(tx, heldDepartures, change))
}
