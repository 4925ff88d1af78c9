import { downloadProgress, PROGRESS_HEADER } from '@desk/shared/kernel/download-progress'
import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { members } from '../../db/schema/index.ts'
import { DISABLED } from '../../directory/member-drift.ts'
import { suspendAccount } from '../../directory/suspension-queries.ts'
import { claimDownload, createDownloadLink, findProgress, writeProgress } from '../../kernel/download-links-queries.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'

/** Returns the app, and a function that counts the reads started since its last call. */
function createCountingApp({ deps }: Kit) {
  let reads = 0
  const db = new Proxy(deps.db, {
    get(target, name) {
      if (name === 'select') reads += 1
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
  const { app } = createTestClient({ ...deps, db })
  const takeReadCount = () => {
    const counted = reads
    reads = 0
    return counted
  }
  return { app, takeReadCount }
}

async function auditLinks({ deps, given }: Kit) {
  const { userid } = await given.member({ userid: 'qinyue', roles: ['auditor'] })
  const at = deps.clock.now()
  return (what: 'audit.csv' | 'audit.html') =>
    deps.db.transaction(async (tx) => {
      await recordAudit(tx, { at, actor: userid, action: 'audit.verified', object: 'audit', details: {} })
      return (await createDownloadLink(tx, deps, { userid, what, query: {} })).path
    })
}

test('concurrent requests of a download link create one file', async ({ kit }) => {
  const link = await auditLinks(kit)
  const [first, alone, crowded] = [await link('audit.html'), await link('audit.html'), await link('audit.html')]
  const { app, takeReadCount } = createCountingApp(kit)
  // The name of a file is an erasable text, which the next file reads.
  await (await app.request(first)).text()
  takeReadCount()
  await (await app.request(alone)).text()
  const readsOfOne = takeReadCount()
  const responses = await Promise.all([1, 2, 3, 4].map(async () => app.request(crowded)))
  expect(responses.map(({ status }) => status).sort()).toEqual([200, 410, 410, 410])
  // The three other requests only read the owner of the link.
  expect(takeReadCount()).toBe(readsOfOne + 3)
})

test('a file that the browser does not fetch can be opened again, also when it accepts compressed pages', async ({
  kit,
}) => {
  const path = await (await auditLinks(kit))('audit.html')
  const { app } = createTestClient(kit.deps)
  const open = () => app.request(path, { headers: { 'accept-encoding': 'gzip, br' } })
  const left = await open()
  expect([left.status, left.headers.get('content-encoding')]).toEqual([200, null])
  await left.body?.cancel()
  const interrupted = await open()
  expect(interrupted.status).toBe(200)
  const reader = interrupted.body?.getReader()
  await reader?.read()
  await reader?.cancel()
  const whole = await open()
  // Long enough to be compressed.
  expect((await whole.text()).length).toBeGreaterThan(1400)
  expect((await open()).status).toBe(410)
})

test('a link of a member whose account was disabled since delivers nothing', async ({ kit }) => {
  const link = await auditLinks(kit)
  const path = await link('audit.csv')
  await kit.deps.db.update(members).set({ status: DISABLED }).where(eq(members.userid, 'qinyue'))
  expect((await createTestClient(kit.deps).app.request(path)).status).toBe(410)
})

test('a link of a member whose phone was reported lost since delivers nothing', async ({ kit }) => {
  const link = await auditLinks(kit)
  const path = await link('audit.csv')
  await kit.deps.db.transaction((tx) => suspendAccount(tx, 'qinyue', 'lost', kit.deps.clock.now()))
  expect((await createTestClient(kit.deps).app.request(path)).status).toBe(410)
})

test('a CSV file ends with its number of rows', async ({ kit }) => {
  const link = await auditLinks(kit)
  // Each link writes an audit entry, so the file of the first one has two rows.
  const [path] = [await link('audit.csv'), await link('audit.csv')]
  const file = await (await createTestClient(kit.deps).app.request(path)).text()
  expect(file.trimEnd().split('\r\n').at(-1)).toMatch(
    /^"共 2 行，副本，导出时已登记 SHA-256；核对：审计记录 → 核对文件 \/ 2 rows, copy,[^"]*",""/,
  )
})

test('the progress of a download is unknown before any is stored, and stays complete once it is', async ({ kit }) => {
  const { db, clock } = kit.deps
  const path = await (await auditLinks(kit))('audit.csv')
  const { app } = createTestClient(kit.deps)
  const readProgress = async () => {
    const { headers, status } = await app.request(path, { method: 'HEAD' })
    return downloadProgress(headers.get(PROGRESS_HEADER), status)
  }
  expect(await readProgress()).toEqual({ share: null, isOver: false })
  const token = path.slice('/d/'.length)
  await claimDownload(db, token, clock.now())
  expect(await readProgress()).toEqual({ share: null, isOver: false })
  await writeProgress(db, token, { done: 1, total: 4 })
  expect(await readProgress()).toEqual({ share: 0.25, isOver: false })
  await writeProgress(db, token, { done: 1, total: 1 })
  // Another connection may store an earlier count later.
  await writeProgress(db, token, { done: 3, total: 4 })
  expect(await findProgress(db, token)).toEqual({ done: 1, total: 1 })
  expect((await app.request('/d/0123456789abcdefX', { method: 'HEAD' })).headers.has(PROGRESS_HEADER)).toBe(false)
})
