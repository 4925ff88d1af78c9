import type { AuditEntryView, AuditFilter } from '@desk/shared/audit/audit-schemas'
import { actorText, describeDetails, labelFor, subjectText } from '@desk/shared/audit-entries/entry-text'
import { chineseEntryWords } from '@desk/shared/audit-entries/entry-words'
import type { MemberActor } from '@desk/shared/identity/actor'
import { useridSchema } from '@desk/shared/kernel/ids'
import { kindOfId } from '@desk/shared/kernel/kind-of-id'
import { roleNames } from '@desk/shared/roles/role-words'
import { asc } from 'drizzle-orm'
import { expect } from 'vitest'
import { auditEntries, auditTexts, members } from '../db/schema/index.ts'
import { listActivity } from '../features/activity/list-activity.ts'
import { auditCsv, auditHtml } from '../features/audit/export-audit.ts'
import { listAudit } from '../features/audit/list-audit.ts'
import { readMyData } from '../features/privacy/my-data-queries.ts'
import type { Kit } from './kit.ts'

type Stored = { seq: number; actor: string; action: string; object: string; shown: string }

/** Lists the entries; `shown`: their details with the typed texts, as readers show them. */
async function storedEntries({ deps: { db } }: Kit): Promise<Stored[]> {
  const texts = await db.select().from(auditTexts)
  const textOf = new Map(texts.map(({ hash, text }) => [hash, JSON.stringify(text)]))
  const withTexts = (details: string) =>
    details.replaceAll(/\{"textHash":"([^"]+)"\}/g, (_, hash: string) => textOf.get(hash) ?? 'null')
  const rows = await db.select().from(auditEntries).orderBy(asc(auditEntries.seq))
  return rows.map(({ seq, actor, action, object, details }) => ({
    seq,
    actor,
    action,
    object,
    shown: withTexts(JSON.stringify(details)),
  }))
}

const NAMESAKE = '冒名'

/**
 * Adds a member for each object of an entry that has the form of a userid but is a word or a number of the app; the
 * object is the userid. No entry is about these members.
 */
async function addNamesakes({ deps, given }: Kit, entries: readonly Stored[]): Promise<string[]> {
  const rows = await deps.db.select({ userid: members.userid }).from(members)
  const accounts = [...rows.map(({ userid }) => userid), ...deps.wecom.members.keys()].map((userid) =>
    userid.toLowerCase(),
  )
  const isWord = (object: string) =>
    useridSchema.safeParse(object).success && kindOfId(object) === null && !/^[0-9a-f]{64}$/.test(object)
  const objects = [...new Set(entries.map(({ object }) => object))]
  const userids = objects.filter((object) => isWord(object) && !accounts.includes(object.toLowerCase()))
  for (const userid of userids) await given.member({ userid, name: NAMESAKE })
  return userids
}

type Page<Item> = { items: readonly Item[]; next: string | null }

/** Reads page after page. */
async function readAll<Item>(read: (query: { after?: string }) => Promise<Page<Item>>): Promise<Item[]> {
  let page = await read({})
  const items = [...page.items]
  while (page.next !== null) {
    page = await read({ after: page.next })
    items.push(...page.items)
  }
  return items
}

async function readAudit({ deps }: Kit, reader: MemberActor, filter: AuditFilter = {}) {
  const names: Record<string, string> = {}
  const items = await readAll<AuditEntryView>(async (query) => {
    const page = await listAudit(deps, reader, { ...filter, ...query })
    Object.assign(names, page.names)
    return page
  })
  return { items, names }
}

/** Returns the numbers and details of the rows that are in `entries`: reading adds entries of its own. */
const shownOf = (rows: readonly Record<string, unknown>[], entries: readonly Stored[]) =>
  rows
    .filter(({ seq }) => entries.some((entry) => entry.seq === seq))
    .map(({ seq, details }) => [seq, JSON.stringify(details)])

const newestFirst = (entries: readonly Stored[]) => entries.toReversed().map(({ seq, shown }) => [seq, shown])

const words = chineseEntryWords(roleNames, (instant) => new Date(instant).toISOString())
const wrongWords = new RegExp(`${NAMESAKE}|undefined|\\[object|Invalid|NaN`)

async function checkPages(kit: Kit, reader: MemberActor, entries: readonly Stored[]): Promise<void> {
  const { items, names } = await readAudit(kit, reader)
  expect(shownOf(items, entries)).toEqual(newestFirst(entries))
  for (const item of items) {
    const action = labelFor(words.actions, item.action)
    expect(action).not.toBe(item.action)
    const text = [actorText(item, words), subjectText(item, words), describeDetails(item.details, names, words)]
    expect(`${action} ${text.join(' ')}`).not.toMatch(wrongWords)
  }
  for (const action of new Set(entries.map((entry) => entry.action))) {
    const found = await readAudit(kit, reader, { action })
    expect(shownOf(found.items, entries)).toEqual(newestFirst(entries.filter((entry) => entry.action === action)))
  }
}

async function checkFiles({ deps }: Kit, entries: readonly Stored[]): Promise<void> {
  let csv = ''
  for await (const part of auditCsv(deps, {})) csv += part
  const lines = new Map(csv.split('\r\n').map((line) => [/^"(\d+)",/.exec(line)?.[1], line]))
  const html = await auditHtml(deps, {})
  for (const { seq, shown } of entries) {
    expect(lines.get(String(seq))).toContain(shown.replaceAll('"', '""'))
    expect(html).toContain(`<td>${String(seq)}</td>`)
  }
  expect(csv + html).not.toContain(NAMESAKE)
}

async function checkOwn({ deps }: Kit, userid: string, own: readonly Stored[]): Promise<void> {
  const { audit } = await readMyData(deps.db, userid)
  expect(shownOf(audit, own)).toEqual(newestFirst(own))
  const actions = await readAll((query) => listActivity(deps, { userid, hash: 'none' }, query))
  expect(actions.map(({ seq }) => seq)).toEqual(expect.arrayContaining(own.map(({ seq }) => seq)))
  expect(JSON.stringify(actions)).not.toContain(NAMESAKE)
}

/**
 * Expects that every entry is shown as it was stored, in words: on the audit page, in the exported files, and with `toMembers`,
 * which takes longest, in the own data of the member who acted.
 */
export async function expectEntriesShown(kit: Kit, { toMembers }: { toMembers: boolean }): Promise<void> {
  const entries = await storedEntries(kit)
  expect(entries).not.toEqual([])
  const namesakes = await addNamesakes(kit, entries)
  const reader = await kit.given.member({ userid: 'reads-the-audit', roles: ['auditor'] })
  await checkPages(kit, reader, entries)
  await checkFiles(kit, entries)
  if (!toMembers) return
  const rows = await kit.deps.db.select({ userid: members.userid }).from(members)
  for (const { userid } of rows) {
    const own = entries.filter(({ actor }) => actor === userid)
    if (own.length > 0) await checkOwn(kit, userid, own)
  }
  for (const userid of namesakes) expect((await readMyData(kit.deps.db, userid)).audit).toEqual([])
}
