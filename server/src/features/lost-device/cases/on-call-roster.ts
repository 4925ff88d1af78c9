import type { MemberActor } from '@desk/shared/identity/actor'
import {
  type DutyBody,
  type DutyRoster,
  type DutyView,
  type OnCallPhone,
} from '@desk/shared/lost-device/lost-device-schemas'
import { sameUserid } from '@desk/shared/kernel/ids'
import type { Database } from '../../../db/database.ts'
import { InvalidInputError, SettingsChangedError } from '../../../kernel/app-error.ts'
import { actorUnder } from '../../../access/current-actor.ts'
import { authorizeRole } from '../../../access/authorize.ts'
import type { Deps, ReadDeps } from '../../../kernel/deps.ts'
import { onCallSetting } from '../../../kernel/on-call-setting.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { readSetting, writeSetting } from '../../../kernel/settings-queries.ts'
import { ableAmong, holdersOf } from './case-queries.ts'
import { membersWithDepartment } from './member-views.ts'

const HOURS = 24
export const readRoster = async (db: Database): Promise<DutyRoster> => (await readSetting(db, onCallSetting)).value

/** The hour of the day where the company works. */
const hourAt = (timeZone: string, at: Date): number =>
  Number(new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' }).format(at))

const covers = ({ from, to }: { from: number; to: number }, hour: number): boolean =>
  from % HOURS === to % HOURS || (from < to ? hour >= from && hour < to : hour >= from || hour < to)

/** Who is called, in order: on duty now first, then the rest of the roster; without one, whoever holds the ops role. */
export async function onCallOrder(deps: ReadDeps): Promise<string[]> {
  const { rows } = await readRoster(deps.db)
  if (rows.length === 0) return holdersOf(deps, ['ops'])
  const hour = hourAt(deps.site.timeZone, deps.clock.now())
  const [now, later] = [rows.filter((row) => covers(row, hour)), rows.filter((row) => !covers(row, hour))]
  return [...new Set([...now, ...later].map(({ userid }) => userid))]
}

/**
 * Numbers to dial, of who is on duty now; of everybody on the roster when nobody is. Nobody who left, and not the phone
 * that is gone.
 */
export async function phonesNow(deps: ReadDeps, subjectId = ''): Promise<OnCallPhone[]> {
  const roster = (await readRoster(deps.db)).rows
  const able = new Set(
    (
      await ableAmong(
        deps.db,
        roster.map(({ userid }) => userid),
      )
    ).map((userid) => userid.toLowerCase()),
  )
  const rows = roster.filter(({ userid }) => able.has(userid.toLowerCase()) && !sameUserid(userid, subjectId))
  const hour = hourAt(deps.site.timeZone, deps.clock.now())
  const now = rows.filter((row) => covers(row, hour))
  const shown = now.length > 0 ? now : rows
  const names = await memberNames(
    deps.db,
    shown.map(({ userid }) => userid),
  )
  return shown.map(({ userid, phone }) => ({ name: names(userid).name, phone }))
}

export async function getDutyRoster(deps: Pick<Deps, 'db'>, actor: MemberActor): Promise<DutyView> {
  authorizeRole(actor, 'ops')
  const { value, version } = await readSetting(deps.db, onCallSetting)
  const people = await membersWithDepartment(
    deps.db,
    value.rows.map(({ userid }) => userid),
  )
  const creator = value.creator === null ? null : (await memberNames(deps.db, [value.creator]))(value.creator)
  const hours = Array.from({ length: HOURS }, (_, hour) => hour)
  return {
    rows: value.rows.map((row) => ({ ...row, ...people(row.userid) })),
    creator,
    version,
    gaps: hours.filter((hour) => !value.rows.some((row) => covers(row, hour))),
  }
}

export async function changeDutyRoster(
  deps: ReadDeps,
  actor: MemberActor,
  { version, ...value }: DutyBody,
): Promise<DutyView> {
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const before = (await readSetting(tx, onCallSetting)).value
    await requireNewcomers(tx, before, value)
    const isWritten = await writeSetting(tx, onCallSetting, { value, by: actor.userid, at, ifVersion: version })
    if (!isWritten) throw new SettingsChangedError()
    await actorUnder(deps, tx, actor, 'ops')
    const details = { setting: onCallSetting.key, before: linesOf(before), after: linesOf(value) }
    await recordAudit(tx, { at, actor: actor.userid, action: 'settings.change', object: onCallSetting.key, details })
  })
  return getDutyRoster(deps, actor)
}

/**
 * Pickers return userids, and anybody can post one: who is put on the roster must be there to be called. The creator may
 * be outside our sight, and is protected all the same.
 */
async function requireNewcomers(db: Database, before: DutyRoster, { rows }: DutyRoster): Promise<void> {
  const known = new Set(before.rows.map(({ userid }) => userid.toLowerCase()))
  const fresh = rows.map(({ userid }) => userid).filter((userid) => !known.has(userid.toLowerCase()))
  const able = await ableAmong(db, fresh)
  if (able.length < fresh.length)
    throw new InvalidInputError('Not on the roster', [{ path: 'rows', code: 'member.unknown' }])
}

/** What the record says of a roster: who, when, and by the last digits which number. */
const linesOf = ({ rows, creator }: DutyRoster): string[] => [
  ...rows.map(({ userid, phone, from, to }) => `${userid} ${String(from)}-${String(to)} …${phone.slice(-4)}`),
  ...(creator === null ? [] : [`creator ${creator}`]),
]

export const isCreator = async (db: Database, userid: string): Promise<boolean> => {
  const { creator } = await readRoster(db)
  return creator !== null && sameUserid(creator, userid)
}
