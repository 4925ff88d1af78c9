import { type ConsoleOperationKind, isAboutAccounts, kindOfOperation } from '@desk/shared/accounts/console-schemas'
import { actorName, type SystemActor } from '@desk/shared/identity/actor'
import { DAY_MS, SECOND_MS } from '@desk/shared/kernel/durations'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Tx } from '../../../../db/database.ts'
import { memberNames } from '../../../../directory/member-names.ts'
import { sanitizeText } from '../../../../directory/sanitize-text.ts'
import { recordAudit } from '../../../../kernel/audit/record-audit.ts'
import type { Deps } from '../../../../kernel/deps.ts'
import { sha256 } from '../../../../kernel/hash.ts'
import { readSetting, writeSetting } from '../../../../kernel/settings-queries.ts'
import { type AdminOperation, LOG_DELAY_MS } from '../../../../ports/wecom-protection.ts'
import { textOf } from '../../../notifications/notice-text.ts'
import { sendCardOnce, type MailingDeps } from '../../../notifications/plan-mailing.ts'
import { listRoleHolders } from '../../../../access/role-holder-queries.ts'
import type { AdoptionDeps } from '../../adopting-flow.ts'
import { adoptRequested } from '../adopt-requested.ts'
import { type InsertedOperation, insertOperations, type NewConsoleOperation } from '../console-operation-queries.ts'
import { type ConsoleLogState, consoleLogState } from '../console-log-state.ts'

const watcher: SystemActor = { kind: 'system', job: 'console.watch' }
/** How far back the log goes (doc 100178), less a day. */
const LOG_MS = 179 * DAY_MS
/** The end of the period must be in the past (doc 100178). */
const SETTLE_MS = 5 * SECOND_MS

const events = {
  created: 'console.created',
  changed: 'console.changed',
  deleted: 'console.deleted',
  setup: 'console.setup',
} as const satisfies Record<ConsoleOperationKind, string>

type WatchDeps = MailingDeps & AdoptionDeps & Pick<Deps, 'db' | 'site' | 'wecom'>

/**
 * Reads what admins did in WeCom's console since the last time, outside this app. Notifies HR and the
 * management department of accounts that were created, changed or deleted, and only the latter of changed settings on which
 * this app depends. The first run only marks where the reading begins: earlier operations are not reported.
 */
export async function watchConsole(deps: WatchDeps): Promise<void> {
  const { value, version } = await readSetting(deps.db, consoleLogState)
  const to = new Date(deps.clock.now().getTime() - SETTLE_MS)
  const from = startOf(value, to)
  const operations = await deps.wecom.listAdminOperations({ from, to })
  await deps.db.transaction(async (tx) => {
    const isRefused = operations === null
    const readUntil = isRefused ? value.readUntil : to.toISOString()
    const begunAt = value.readUntil === null ? readUntil : value.begunAt
    const state = { begunAt, readUntil, checkedAt: deps.clock.now().toISOString(), isRefused }
    const change = { value: state, by: actorName(watcher), at: deps.clock.now(), ifVersion: version }
    // Another instance read the same period.
    if (!(await writeSetting(tx, consoleLogState, change))) return
    const found = await insertOperations(tx, toRows(operations ?? [], deps.clock.now()))
    if (found.length === 0) return
    const details = { count: found.length, ids: found.map(({ id }) => id) }
    const entry = { at: deps.clock.now(), actor: actorName(watcher), object: 'console', details }
    await recordAudit(tx, { ...entry, action: 'console.noticed' })
    await notify(deps, tx, await adoptRequested(deps, tx, found))
  })
}

/** Returns the time from which the log is read. */
function startOf({ begunAt, readUntil }: ConsoleLogState, to: Date): Date {
  // The shortest period that WeCom accepts (doc 100178): the answer says whether the log may be read.
  if (readUntil === null) return new Date(to.getTime() - SECOND_MS)
  const begin = begunAt ? Date.parse(begunAt) : 0
  // Rows may reach the log late, so the last hours are read again; known rows are skipped.
  return new Date(Math.max(Date.parse(readUntil) - LOG_DELAY_MS, to.getTime() - LOG_MS, begin))
}

/** Returns the rows of operations. The log has no ids: a row is identified by its content and its number among equal rows. */
function toRows(operations: readonly AdminOperation[], readAt: Date): NewConsoleOperation[] {
  const countByContent = new Map<string, number>()
  return operations.flatMap(({ at, operator, area, detailType, details, ip }) => {
    const kind = kindOfOperation(detailType)
    if (kind === null) return []
    const content = JSON.stringify([at.toISOString(), operator.toLowerCase(), area, detailType, details])
    const count = (countByContent.get(content) ?? 0) + 1
    countByContent.set(content, count)
    const dedupeKey = sha256(`${content}\n${String(count)}`)
    return [
      { at, operatorId: operator, area, deed: detailType, kind, details: sanitizeText(details), ip, dedupeKey, readAt },
    ]
  })
}

/** Sends one card for each admin and kind, so that an import does not send a hundred cards. */
async function notify(deps: WatchDeps, tx: Tx, found: readonly InsertedOperation[]): Promise<void> {
  if (found.length === 0) return
  const txDeps = { ...deps, db: tx }
  const [ops, hr] = [await listRoleHolders(txDeps, 'ops', 'ops_lead'), await listRoleHolders(txDeps, 'hr')]
  const names = await memberNames(
    tx,
    found.map(({ operatorId }) => operatorId),
  )
  const groups = new Map<string, [InsertedOperation, ...InsertedOperation[]]>()
  for (const row of found) {
    const key = `${row.kind} ${row.operatorId.toLowerCase()}`
    groups.set(key, [...(groups.get(key) ?? []), row] as [InsertedOperation, ...InsertedOperation[]])
  }
  for (const group of groups.values()) {
    const [first] = group
    const event = events[first.kind]
    const values = { operator: names(first.operatorId).name, count: String(group.length) }
    const userids = isAboutAccounts(first.kind) ? [...new Set([...hr, ...ops])] : ops
    const card = { ...(await textOf({ db: tx }, event, values)), path: pagePaths.consoleDeeds }
    await sendCardOnce(deps, tx, { key: `${event}:${String(first.id)}`, userids, card })
  }
}
