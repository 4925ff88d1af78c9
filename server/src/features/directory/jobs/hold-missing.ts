import { actorName, type SystemActor } from '@desk/shared/identity/actor'
import { heldDepartures, type HeldDepartures } from '../../../directory/held-departures.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { sha256 } from '../../../kernel/hash.ts'
import { readSetting, writeSetting } from '../../../kernel/settings-queries.ts'
import { listUnseenMembers, type Run, type Unseen } from '../sync-run-queries.ts'
import { notifyOfHeld } from './notify-of-held.ts'

type HoldDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'log' | 'site' | 'afterRestore'>

const syncJob: SystemActor = { kind: 'system', job: 'directory.sync' }

/** Holds a group of missing members: nothing of theirs ends. A confirmation of the same people stays. */
export async function holdMissing(deps: HoldDeps, run: Run, group: Unseen): Promise<void> {
  const userids = await listUnseenMembers(deps.db, group)
  const key = sha256(userids.join(' '))
  const { held } = (await readSetting(deps.db, heldDepartures)).value
  deps.log.warn(
    { run: run.id, people: userids.length },
    'too many members are missing at once: none is marked as left before the ops lead confirms it',
  )
  // The same people, whom the ops lead may have confirmed meanwhile. `held.before` is later only if the clock was set back.
  if (held?.key === key && new Date(held.before) <= group.before) return
  await storeHeld(deps, {
    key,
    people: userids.length,
    since: held && (held.key === key || !held.isConfirmed) ? held.since : deps.clock.now().toISOString(),
    before: group.before.toISOString(),
    isConfirmed: held?.key === key && held.isConfirmed,
  })
}

/** Stores the hold, or its end, and notifies the ops leads of it. */
export async function storeHeld(deps: HoldDeps, held: HeldDepartures | null): Promise<void> {
  const change = { value: { held }, by: actorName(syncJob), at: deps.clock.now() }
  await deps.db.transaction(async (tx) => {
    await writeSetting(tx, heldDepartures, change)
    if (held !== null) await notifyOfHeld(deps, tx, held)
  })
}
