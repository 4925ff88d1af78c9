import type { CalendarBody } from '@desk/shared/calendar/calendar-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import type { Tx } from '../../db/database.ts'
import { actorWithRole } from '../../access/current-actor.ts'
import { dropCalendarDay, putCalendarDay, quietHoursSetting } from '../../kernel/calendar-queries.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { changeSetting } from '../../kernel/settings-queries.ts'

/**
 * Overrides whether a day is a working day, or changes the quiet hours. Applies from the next message on.
 *
 * @throws SettingsChangedError after a concurrent change of the quiet hours
 */
export async function changeCalendar(deps: ReadDeps, actor: MemberActor, change: CalendarBody): Promise<void> {
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const written = await writeChange(tx, actor, change, at)
    await actorWithRole(deps, tx, actor, 'ops')
    await recordAudit(tx, { at, actor: actor.userid, action: 'calendar.change', ...written })
  })
}

/** Writes the change. Returns the object and the details of its audit entry. */
async function writeChange(tx: Tx, actor: MemberActor, change: CalendarBody, at: Date) {
  if (change.change === 'quiet_hours') {
    const { quietHours: value, version } = change
    await changeSetting(tx, quietHoursSetting, { value, version, by: actor.userid, at })
    return { object: quietHoursSetting.key, details: { ...change.quietHours } }
  }
  const { day, working, note } = change
  if (working === null) await dropCalendarDay(tx, day)
  else await putCalendarDay(tx, { day, isWorking: working, note, changedBy: actor.userid, changedAt: at })
  return { object: `day:${day}`, details: { working } }
}
