import { oneLine } from '@desk/shared/kernel/plain-text'
import { sql, type SQLWrapper } from 'drizzle-orm'
import type { Tx } from '../db/database.ts'
import { rowsOf } from '../db/rows-of.ts'
import { directoryChanges, members } from '../db/schema/index.ts'
import type { WecomMember } from '../ports/wecom.ts'
import type { MemberChange } from '../domain-events/domain-events.ts'
import type { Deps } from '../kernel/deps.ts'
import { partnerMarkSetting } from '../kernel/partner-mark-setting.ts'
import { readSetting } from '../kernel/settings-queries.ts'
import { beginEmployments, endEmployments, listConfirmedReturns } from './employment-queries.ts'
import { ACTIVE, type Drift, driftOf, LEFT, NOT_ACTIVATED } from './member-drift.ts'
import { nameKeyOf, nameKeysOf } from './name-search-keys.ts'
import { retireUserids } from './retire-userids.ts'
import { sanitizeText } from './sanitize-text.ts'

type Row = typeof members.$inferSelect
type ChangedRow = ReturnType<typeof toRow> & { is_marked_partner: boolean }

export type Reading = {
  /** When WeCom was queried. */
  at: Date
  /** The source: `run:12`, `callback:345`, `sign_in`. */
  source: string
  /** The first sync: its new members are not reported as changes. */
  isFirst?: boolean
}

/** A row written further ahead than this means that the clock was set back, not that a response is outdated. */
const FAR_AHEAD_MS = 600_000

/** Returns whether a response to a query at this instant is outdated: a later query has written the row. */
export const isOlder = (at: Date, { syncedAt }: Pick<Row, 'syncedAt'>): boolean =>
  syncedAt > at && syncedAt.getTime() <= at.getTime() + FAR_AHEAD_MS

/** Removes bidi controls, which would reverse every sentence that contains the name. */
const toDisplayText = (text: string): string => oneLine(sanitizeText(text))

const sanitizeMember = (member: WecomMember): WecomMember => ({
  ...member,
  name: toDisplayText(member.name),
  alias: toDisplayText(member.alias),
  position: toDisplayText(member.position),
  telephone: toDisplayText(member.telephone),
})

/**
 * Stores what WeCom returned about these members, in a few statements for any number of them, and records what changed.
 * Returns the changes by stored userid.
 */
export async function syncMembers(
  { emit }: Pick<Deps, 'emit'>,
  tx: Tx,
  answers: readonly WecomMember[],
  reading: Reading,
): Promise<ReadonlyMap<string, readonly Drift[]>> {
  const byKey = new Map(answers.map((member) => [member.userid.toLowerCase(), sanitizeMember(member)]))
  const isMarked = await partnerMark(tx, answers)
  const stored = await lockStored(tx, [...byKey.keys()])
  const drifts = new Map<string, readonly Drift[]>()
  const unchanged: string[] = []
  const changed: ChangedRow[] = []
  for (const [key, member] of byKey) {
    const row = stored.get(key) ?? null
    if (row && isOlder(reading.at, row)) continue
    const drift = driftOf(row, member, isMarked(member))
    const hasKeys = row !== null && (row.nameKey === nameKeyOf(member.name) || member.name === '')
    if (drift.length === 0 && hasKeys) {
      unchanged.push(row.userid)
      continue
    }
    const userid = row?.userid ?? member.userid
    drifts.set(userid, drift)
    const keys = hasKeys ? row : await nameKeysOf(member.name)
    changed.push({ ...toRow(userid, member, keys), is_marked_partner: isMarked(member) })
  }
  await updateSyncedAt(tx, unchanged, reading.at)
  const returned = findReturned(stored, changed)
  const retired = await retireUserids(tx, returned, reading.at, await listConfirmedReturns(tx, returned))
  const inserted = await upsertRows(tx, changed, reading)
  await beginEmployments(tx, [...inserted, ...returned], reading.isFirst ? null : reading.at)
  // A concurrent transaction inserted this member first and recorded the join.
  for (const [userid, drift] of drifts) if (isJoin(drift) && !inserted.has(userid)) drifts.delete(userid)
  await recordDrift(tx, drifts, reading)
  await emit(tx, 'members.synced', {
    members: changed.map((row) => changeOf(row, stored, drifts)),
    retired,
    isFirst: reading.isFirst === true,
    at: reading.at,
  })
  return drifts
}

/** Returns whether the company's own attribute marks a member as a partner. */
async function partnerMark(tx: Tx, answers: readonly WecomMember[]): Promise<(member: WecomMember) => boolean> {
  if (answers.every(({ attributes = {} }) => Object.keys(attributes).length === 0)) return () => false
  const { attribute, value } = (await readSetting(tx, partnerMarkSetting)).value
  return ({ attributes = {} }) => attribute !== '' && attributes[attribute]?.trim() === value
}

/** Compares with an array in one parameter, so that the statement is the same, and small, for any number of values. */
const isAmong = (column: SQLWrapper, values: readonly string[]) =>
  sql`${column} in (select jsonb_array_elements_text(${JSON.stringify(values)}::jsonb))`

/** Lists members who left and are present again: the userid belongs to another person now, unless HR confirmed a return. */
const findReturned = (stored: ReadonlyMap<string, Row>, changed: readonly ReturnType<typeof toRow>[]): string[] =>
  changed.flatMap(({ userid }) => (stored.get(userid.toLowerCase())?.status === LEFT ? [userid] : []))

const changeOf = (
  row: ReturnType<typeof toRow>,
  stored: ReadonlyMap<string, Row>,
  drifts: ReadonlyMap<string, readonly Drift[]>,
): MemberChange => ({
  userid: row.userid,
  before: stored.get(row.userid.toLowerCase()) ?? null,
  now: { departmentIds: row.department_ids, mainDepartmentId: row.main_department_id, status: row.status },
  drift: (drifts.get(row.userid) ?? []).map(({ kind }) => kind),
})

const isJoin = ([first]: readonly Drift[]) => first?.kind === 'joined' && first.details.from?.length === 0

async function lockStored(tx: Tx, keys: readonly string[]): Promise<ReadonlyMap<string, Row>> {
  if (keys.length === 0) return new Map()
  const rows = await tx
    .select()
    .from(members)
    .where(isAmong(sql`lower(${members.userid})`, keys))
    .orderBy(members.userid)
    .for('update')
  return new Map(rows.map((row) => [row.userid.toLowerCase(), row]))
}

const toRow = (userid: string, member: WecomMember, keys: Pick<Row, 'nameKey' | 'pinyin' | 'initials'>) => ({
  userid,
  name: member.name,
  alias: member.alias,
  department_ids: member.departments,
  main_department_id: member.mainDepartment,
  position: member.position,
  telephone: member.telephone,
  status: member.status,
  leader_of: member.leads,
  name_key: keys.nameKey,
  pinyin: keys.pinyin,
  initials: keys.initials,
})

async function updateSyncedAt(tx: Tx, userids: readonly string[], at: Date): Promise<void> {
  if (userids.length === 0) return
  await tx.update(members).set({ syncedAt: at }).where(isAmong(members.userid, userids))
}

/**
 * Writes the rows as one parameter, so that the statement is the same for any number of them. Returns the inserted
 * userids: `xmax` is the transaction that replaced a row version, and 0 for a row that was just inserted.
 */
async function upsertRows(tx: Tx, rows: readonly ChangedRow[], { at, isFirst }: Reading): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set()
  const fields = sql.raw(
    `name, alias, department_ids, main_department_id, position, telephone, status, leader_of, name_key, pinyin, initials,
     is_marked_partner`,
  )
  const now = sql`${at.toISOString()}::timestamptz`
  const written = await rowsOf<{ userid: string; inserted: boolean }>(
    tx,
    sql`
    insert into ${members} (userid, ${fields}, synced_at, employed_since)
    select userid, ${fields}, ${now}, ${isFirst ? sql`null` : now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(
      userid text, name text, alias text, department_ids int[], main_department_id int, position text, telephone text,
      status int2, leader_of int[], name_key text, pinyin text, initials text, is_marked_partner boolean)
    order by userid
    on conflict (userid) do update set
      name = excluded.name, alias = excluded.alias, department_ids = excluded.department_ids,
      main_department_id = excluded.main_department_id, position = excluded.position, telephone = excluded.telephone,
      status = excluded.status, leader_of = excluded.leader_of, name_key = excluded.name_key,
      pinyin = excluded.pinyin, initials = excluded.initials, synced_at = excluded.synced_at,
      is_marked_partner = excluded.is_marked_partner,
      -- A member who returns or activates the account is employed from this day.
      employed_since = case when ${members.status} = ${NOT_ACTIVATED} and excluded.status = ${ACTIVE}
          or ${members.status} = ${LEFT} then ${now}
        else ${members.employedSince} end,
      left_at = null
    returning userid, (xmax = 0) as inserted`,
  )
  return new Set(written.flatMap(({ userid, inserted }) => (inserted ? [userid] : [])))
}

async function recordDrift(tx: Tx, drifts: ReadonlyMap<string, readonly Drift[]>, reading: Reading): Promise<void> {
  const { at, source, isFirst } = reading
  if (isFirst) return
  const rows = [...drifts].flatMap(([userid, drift]) =>
    drift.map((change) => ({ ...change, at, source, userid, departmentId: null })),
  )
  if (rows.length > 0) await tx.insert(directoryChanges).values(rows)
}

/** Marks members as left: deleted, or no longer visible to the app. They may no longer act. Their rows stay. */
export async function markMembersLeft(
  { emit }: Pick<Deps, 'emit'>,
  tx: Tx,
  userids: readonly string[],
  reading: Reading,
): Promise<readonly string[]> {
  if (userids.length === 0) return []
  const stored = await lockStored(
    tx,
    userids.map((userid) => userid.toLowerCase()),
  )
  const leaving = [...stored.values()].filter((row) => row.status !== LEFT && !isOlder(reading.at, row))
  const ids = leaving.map(({ userid }) => userid)
  if (ids.length === 0) return []
  await tx
    .update(members)
    .set({ status: LEFT, leftAt: reading.at, syncedAt: reading.at })
    .where(isAmong(members.userid, ids))
  await endEmployments(tx, ids, reading.at)
  const drifts = leaving.map(({ userid, status }) => [userid, [leftDrift(status)]] as const)
  await recordDrift(tx, new Map(drifts), reading)
  await emit(tx, 'members.left', {
    members: leaving.map((row) => ({
      userid: row.userid,
      before: row,
      now: { ...row, status: LEFT },
      drift: ['left'],
    })),
    at: reading.at,
  })
  return ids
}

const leftDrift = (status: number): Drift => ({ kind: 'left', details: { from: [status], to: [LEFT] } })
