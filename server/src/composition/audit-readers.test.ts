import { describe, expect } from 'vitest'
import { confirmCustody, getCustody } from '../features/custody/confirm-custody.ts'
import { grantInitialRoles } from '../features/directory/grant-initial-roles.ts'
import { viewReporter } from '../features/incidents/handling/view-case.ts'
import { purgeExpired } from '../features/privacy/jobs/purge-expired.ts'
import { expectEntriesShown } from '../testing/audit-readers.ts'
import { testDatabase } from '../testing/database/test-database.ts'
import { drainOutbox } from '../testing/drain-outbox.ts'
import { command, incidentCompany, report } from '../testing/fixtures/incidents.ts'
import { usedAccount } from '../testing/fixtures/used-account.ts'
import { createTestClient } from '../testing/http.ts'
import { type Kit, test } from '../testing/kit.ts'
import { otherRoleCommands, createRoleCall, roleCommands } from '../testing/roles/role-calls.ts'
import { sampleOfCases } from '../testing/sample-of-cases.ts'

type EntryWriter = readonly [name: string, write: (kit: Kit) => Promise<unknown>]

/**
 * What fixtures can do: each command with a role, and some actions of members. `who-acts-next.test.ts` does the same for each
 * state in which somebody acts next.
 */
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
  [
    'an account with data of many features, part of which expires',
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

// How an entry is shown does not depend on the database; other tests run each reader's SQL on both databases.
describe.skipIf(testDatabase.isEmbedded)('the readers of the audit log', { timeout: 120_000 }, () => {
  test.for(entryWriters)(
    'every entry is shown on the audit page, in the exported files and, for a sixth of the cases, to the member who acted: %s',
    async ([name, write], { kit }) => {
      await write(kit)
      await drainOutbox(kit.deps)
      await expectEntriesShown(kit, { toMembers: writersReadByMembers.has(name) })
    },
  )
})
