import { sql } from 'drizzle-orm'
import { expect, test as base } from 'vitest'
import { databaseBlobs } from '../adapters/database-blobs.ts'
import { withDomainEvents } from '../composition/event-subscriptions.ts'
import { kinds } from '../composition/request-types.ts'
import { auditEntries } from '../db/schema/index.ts'
import { createFirstViewRecorder } from '../features/policies/signing/record-first-views.ts'
import {
  createPendingPolicyCheck,
  createRequiredSignatureCheck,
} from '../features/policies/signing/required-signature.ts'
import type { AppDeps } from '../composition/app-deps.ts'
import type { Deps } from '../kernel/deps.ts'
import { untrustedProxyDetector } from '../kernel/untrusted-proxy-detector.ts'
import { noFailPoints } from '../ports/fail-points.ts'
import { countingIds, fixedClock, memoryLogKey, unchangedImages, silentLog } from './doubles.ts'
import { given } from './database-fixtures.ts'
import { recordingWecom } from './recording-wecom.ts'
import { emptyDatabase, testDatabase } from './database/test-database.ts'

const testSite = {
  publicUrl: 'http://desk.test',
  corpId: 'wwtest',
  agentId: 1_000_002,
  hasAppCallback: true,
  hasContactsCallback: true,
  hasContactsSecret: true,
  hasTimeStamps: false,
  timeZone: 'Asia/Shanghai',
  // Jobs are due at once, except in tests of the undo window.
  undoMs: 0,
  firstHolders: { ops: [], ops_lead: [], hr: [], auditor: [] },
} satisfies Deps['site']

export async function createKit() {
  await emptyDatabase()
  const clock = fixedClock()
  // A copy: a test may change it, and the files of a worker share this module.
  const site: Deps['site'] = structuredClone(testSite)
  // First views are written when a test settles them, not during the next test.
  const firstViews = createFirstViewRecorder({ db: testDatabase.db, log: silentLog }, () => {})
  const deps = withDomainEvents({
    db: testDatabase.db,
    clock,
    ids: countingIds(),
    log: silentLog,
    wecom: recordingWecom(),
    failPoints: noFailPoints,
    storage: { status: async () => ({ isFull: false, freeBytes: null }) },
    auditLogKey: memoryLogKey(),
    blobs: databaseBlobs(testDatabase.db),
    images: unchangedImages,
    holidays: { holidays: new Set(['2026-04-06']), workdays: new Set(['2026-03-28']), coveredUntil: 2026 },
    proxy: untrustedProxyDetector(silentLog),
    site,
    kinds,
    findRequiredSignature: createRequiredSignatureCheck({ clock, site }),
    findPendingPolicy: createPendingPolicyCheck({ clock, site }),
    recordFirstView: firstViews.record,
  } satisfies Omit<AppDeps, 'emit'>)
  return { deps, given: given(deps), settleFirstViews: firstViews.settle }
}
export type Kit = Awaited<ReturnType<typeof createKit>>

/**
 * Fails when an audit row contains free text: what people type in tests is Chinese, and the audit's own values are
 * codes and ids. Audit rows cannot be erased.
 */
async function expectNoTypedText(): Promise<void> {
  const { action, details } = auditEntries
  const rows = await testDatabase.db
    .select({ action, details })
    .from(auditEntries)
    .where(sql`${details}::text ~ '[\\u4e00-\\u9fff]'`)
  expect(rows, 'typed texts that the audit would keep forever').toEqual([])
}

/** `test` with a `kit`: empty database, frozen clock, counting ids. Nothing is shared between tests. */
export const test = base.extend<{ kit: Kit }>({
  kit: async ({}, use) => {
    await use(await createKit())
    await expectNoTypedText()
  },
})
