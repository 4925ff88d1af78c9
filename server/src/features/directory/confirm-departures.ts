import type { DeparturesBody } from '@desk/shared/directory/directory-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { actorWithRole } from '../../access/current-actor.ts'
import { heldDepartures } from '../../directory/held-departures.ts'
import { SettingsChangedError } from '../../kernel/app-error.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { changeSetting, readSetting } from '../../kernel/settings-queries.ts'
import { enqueue } from '../../outbox/outbox-queries.ts'

/**
 * Confirms, for an ops lead, that the held members have left, and enqueues the sync that marks those whom WeCom still does
 * not return.
 *
 * @throws SettingsChangedError when they are not the members who were on screen
 */
export async function confirmDepartures(deps: ReadDeps, actor: MemberActor, { key }: DeparturesBody): Promise<void> {
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const { value, version } = await readSetting(tx, heldDepartures)
    if (value.held?.key !== key) throw new SettingsChangedError()
    const isRepeated = value.held.isConfirmed
    const confirmed = { held: { ...value.held, isConfirmed: true } }
    if (!isRepeated) await changeSetting(tx, heldDepartures, { value: confirmed, version, by: actor.userid, at })
    await actorWithRole(deps, tx, actor, 'ops_lead')
    if (isRepeated) return
    const topic = 'directory.sync'
    await enqueue(tx, [{ topic, payload: {}, dedupeKey: topic, groupKey: topic, runAt: at }])
    await recordAudit(tx, {
      at,
      actor: actor.userid,
      action: 'directory.departures_confirmed',
      object: 'directory',
      details: { people: confirmed.held.people },
    })
  })
}
