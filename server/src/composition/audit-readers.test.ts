import type { AuditEntryView, AuditFilter } from '@desk/shared/audit/audit-schemas'
import { actorText, describeDetails, labelFor, subjectText } from '@desk/shared/audit-entries/entry-text'
import { chineseEntryWords } from '@desk/shared/audit-entries/entry-words'
import type { MemberActor } from '@desk/shared/identity/actor'
import { useridSchema } from '@desk/shared/kernel/ids'
import { kindOfId } from '@desk/shared/kernel/kind-of-id'
import { roleNames } from '@desk/shared/roles/role-words'
import { asc } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, auditTexts, members } from '../db/schema/index.ts'
import { listActivity } from '../features/activity/list-activity.ts'
import { auditCsv, auditHtml } from '../features/audit/export-audit.ts'
import { listAudit } from '../features/audit/list-audit.ts'
import { confirmCustody, getCustody } from '../features/custody/confirm-custody.ts'
import { grantInitialRoles } from '../features/directory/grant-initial-roles.ts'
import { viewReporter } from '../features/incidents/handling/view-case.ts'
import { purgeExpired } from '../features/privacy/jobs/purge-expired.ts'
import { readMyData } from '../features/privacy/my-data-queries.ts'
import { testDatabase } from '../testing/database/test-database.ts'
import { drainOutbox } from '../testing/drain-outbox.ts'
import { command, incidentCompany, report } from '../testing/fixtures/incidents.ts'
import { usedAccount } from '../testing/fixtures/used-account.ts'
import { createTestClient } from '../testing/http.ts'
import { type Kit, test } from '../testing/kit.ts'
import { otherScenarios } from '../testing/next-actor/other-scenarios.ts'
import { requestScenarios } from '../testing/next-actor/request-scenarios.ts'
import { otherRoleCommands, createRoleCall, roleCommands } from '../testing/roles/role-calls.ts'
import { sampleOfCases } from '../testing/sample-of-cases.ts'

type EntryWriter = readonly [name: string, write: (kit: Kit) => Promise<unknown>]

/** What fixtures can do: each command with a role, each state in which somebody acts next, and some actions of members. */
const entryWriters: EntryWriter[] = [
  ...[...roleCommands, ...otherRoleCommands].map((route): EntryWriter => [
    route,
    async (kit) => {
      const { by, path, body } = await createRoleCall(kit, route)
      const { requestAs } = createTestClient(kit.deps)
      const headers = { 'idempotency-key': 'audit-00000000000000001' }
      expect((await requestAs(by, 'POST', path, body, headers)).status).toBeLessThan(300)
    },
  ]),
  ...[...requestScenarios, ...otherScenarios].map(({ name, arrange }): EntryWriter => [
    name,
    async (kit) => (await arrange(kit)).enter(),
  ]),
  [
    'a used account, some of which expires',
    async (kit) => {
      await usedAccount(kit)
      await drainOutbox(kit.deps)
      kit.deps.clock.advanceDays(500)
      await purgeExpired(kit.deps)
    },
  ],
  [
    'an incident',
    async (kit) => {
      const { handler, reporter } = await incidentCompany(kit)
      const id = await report(kit, reporter)
      await command(kit, handler, id, { command: 'acknowledge' })
      await viewReporter(kit.deps, handler, id)
      await command(kit, handler, id, { command: 'close', result: 'confirmed', text: '已处理' })
    },
  ],
  [
    'a yearly confirmation',
    async (kit) => {
      const actor = await kit.given.member({ userid: 'guoji' })
      const { year, textHash } = await getCustody(kit.deps, actor, 'zh-CN')
      await confirmCustody(kit.deps, actor, { year, textHash, language: 'zh-CN' })
    },
  ],
  [
    'the first holder of a role',
    async (kit) => {
      await kit.given.member({ userid: 'guoji' })
      const firstHolders = { ...kit.deps.site.firstHolders, hr: ['guoji'] }
      await grantInitialRoles({ ...kit.deps, site: { ...kit.deps.site, firstHolders } })
    },
  ],
]

/**
 * Names of the writers after which each member also reads the entries of their own actions. That takes longest, so
 * `npm test` does it for a sixth of them.
 */
const writersReadByMembers = new Set(sampleOfCases(entryWriters, 0).map(([name]) => name))

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

// How an entry is shown does not depend on the database; other tests run each reader's SQL on both databases.
describe.skipIf(testDatabase.isEmbedded)('the readers of the audit log', { timeout: 120_000 }, () => {
  test.for(entryWriters)(
    'every entry is shown on the audit page, in the exported files and, for a sixth of the cases, to the member who acted: %s',
    async ([name, write], { kit }) => {
      await write(kit)
      await drainOutbox(kit.deps)
      const entries = await storedEntries(kit)
      expect(entries).not.toEqual([])
      const namesakes = await addNamesakes(kit, entries)
      const reader = await kit.given.member({ userid: 'reads-the-audit', roles: ['auditor'] })
      await checkPages(kit, reader, entries)
      await checkFiles(kit, entries)
      if (!writersReadByMembers.has(name)) return
      const rows = await kit.deps.db.select({ userid: members.userid }).from(members)
      for (const { userid } of rows) {
        const own = entries.filter(({ actor }) => actor === userid)
        if (own.length > 0) await checkOwn(kit, userid, own)
      }
      for (const userid of namesakes) expect((await readMyData(kit.deps.db, userid)).audit).toEqual([])
    },
  )
})
