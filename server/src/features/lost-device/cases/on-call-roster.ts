import { listRoleHolders } from '../../../access/role-holder-queries.ts'
import type { MemberActor } from '@desk/shared/identity/actor'
import {
  type OnCallPhone,
  type OnCallRoster,
  type OnCallRosterBody,
  type OnCallRosterView,
} from '@desk/shared/lost-device/lost-device-schemas'
import { sameUserid } from '@desk/shared/kernel/ids'
import type { Database, Tx } from '../../../db/database.ts'
import { InvalidInputError } from '../../../kernel/app-error.ts'
import { actorWithRole } from '../../../access/current-actor.ts'
import { authorizeRole } from '../../../access/authorize.ts'
import type { Deps, ReadDeps } from '../../../kernel/deps.ts'
import { onCallSetting } from '../../../kernel/on-call-setting.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { changeSetting, readSetting } from '../../../kernel/settings-queries.ts'
import { filterReachable } from './case-queries.ts'
import { membersWithDepartment } from './member-views.ts'

const HOURS = 24
export const readRoster = async (db: Database): Promise<OnCallRoster> => (await readSetting(db, onCallSetting)).value

/** Returns the hour of the day in the company's time zone. */
const hourAt = (timeZone: string, at: Date): number =>
  Number(new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' }).format(at))

/** Returns whether a duty includes the hour. It may pass midnight; the same hour twice means always. */
const isWithinHours = ({ from, to }: { from: number; to: number }, hour: number): boolean =>
  from % HOURS === to % HOURS || (from < to ? hour >= from && hour < to : hour >= from || hour < to)

/**
 * Returns who is called, in order: the people on duty now, then the rest of the roster; without a roster, the holders of the ops
 * role.
 */
export async function onCallOrder(deps: ReadDeps): Promise<string[]> {
  const { rows } = await readRoster(deps.db)
  if (rows.length === 0) return listRoleHolders(deps, 'ops')
  const hour = hourAt(deps.site.timeZone, deps.clock.now())
  const now = rows.filter((row) => isWithinHours(row, hour))
  const later = rows.filter((row) => !isWithinHours(row, hour))
  return [...new Set([...now, ...later].map(({ userid }) => userid))]
}

/**
 * Returns the phone numbers of those on duty now, or of the whole roster when no one is on duty. Leavers and the
 * subject are excluded; the viewer is marked.
 */
export async function currentOnCallPhones(deps: ReadDeps, subjectId = '', viewerId = ''): Promise<OnCallPhone[]> {
  const roster = (await readRoster(deps.db)).rows
  const reachable = await filterReachable(
    deps.db,
    roster.map(({ userid }) => userid),
  )
  const able = new Set(reachable.map((userid) => userid.toLowerCase()))
  const rows = roster.filter(({ userid }) => able.has(userid.toLowerCase()) && !sameUserid(userid, subjectId))
  const hour = hourAt(deps.site.timeZone, deps.clock.now())
  const now = rows.filter((row) => isWithinHours(row, hour))
  const shown = now.length > 0 ? now : rows
  const names = await memberNames(
    deps.db,
    shown.map(({ userid }) => userid),
  )
  return shown.map(({ userid, phone }) => ({
    name: names(userid).name,
    phone,
    ...(sameUserid(userid, viewerId) && { isViewer: true }),
  }))
}

export async function getOnCallRoster(deps: Pick<Deps, 'db'>, actor: MemberActor): Promise<OnCallRosterView> {
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
    gaps: hours.filter((hour) => !value.rows.some((row) => isWithinHours(row, hour))),
  }
}

export async function changeOnCallRoster(
  deps: ReadDeps,
  actor: MemberActor,
  { version, ...value }: OnCallRosterBody,
): Promise<OnCallRosterView> {
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const before = (await readSetting(tx, onCallSetting)).value
    await requireReachableNewcomers(tx, before, value)
    await changeSetting(tx, onCallSetting, { value, version, by: actor.userid, at })
    await actorWithRole(deps, tx, actor, 'ops')
    const details = { setting: onCallSetting.key, before: linesOf(before), after: linesOf(value) }
    await recordAudit(tx, { at, actor: actor.userid, action: 'settings.change', object: onCallSetting.key, details })
  })
  return getOnCallRoster(deps, actor)
}

/** Removes a person who leaves from the roster, since everybody on it may read and decide every case. */
export async function leaveRoster({ clock }: Pick<Deps, 'clock'>, tx: Tx, userid: string, by: string): Promise<void> {
  const { value: before, version } = await readSetting(tx, onCallSetting)
  const value = { ...before, rows: before.rows.filter((row) => !sameUserid(row.userid, userid)) }
  if (value.rows.length === before.rows.length) return
  const at = clock.now()
  await changeSetting(tx, onCallSetting, { value, version, by, at })
  const details = { setting: onCallSetting.key, before: linesOf(before), after: linesOf(value) }
  await recordAudit(tx, { at, actor: by, action: 'settings.change', object: onCallSetting.key, details })
}

/**
 * Requires newly listed people to be reachable: any userid can be posted. The creator is not checked: one
 * outside the app's visible range is protected from a lock, too.
 */
async function requireReachableNewcomers(db: Database, before: OnCallRoster, { rows }: OnCallRoster): Promise<void> {
  const listed = new Set(before.rows.map(({ userid }) => userid.toLowerCase()))
  const added = rows.map(({ userid }) => userid).filter((userid) => !listed.has(userid.toLowerCase()))
  const able = await filterReachable(db, added)
  if (able.length < added.length)
    throw new InvalidInputError('The roster lists people who cannot be reached', [
      { path: 'rows', code: 'member.unknown' },
    ])
}

/** Returns a roster as audit details: who, when, and the last digits of the number. */
const linesOf = ({ rows, creator }: OnCallRoster): string[] => [
  ...rows.map(({ userid, phone, from, to }) => `${userid} ${String(from)}-${String(to)} …${phone.slice(-4)}`),
  ...(creator === null ? [] : [`creator ${creator}`]),
]

export const isCreator = async (db: Database, userid: string): Promise<boolean> => {
  const { creator } = await readRoster(db)
  return creator !== null && sameUserid(creator, userid)
}
