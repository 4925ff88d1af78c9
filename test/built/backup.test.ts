import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DraftView } from '@desk/shared/drafts/draft-schemas'
import { afterEach, expect, it } from 'vitest'
import { deskCompany, staffOf } from '../faults/desk-company.ts'
import { productEnvironment } from '../demo/product-environment.ts'
import { freePort } from '../lib/free-port.mjs'
import { openPhone, type PhoneSession } from '../lib/phone-session.ts'
import { startProductProcess } from '../lib/product-process.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import { runProgram } from '../lib/run-program.ts'
import { until } from '../lib/wait-until.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'

const DRAFT = '/api/drafts/info_change'
const base = mkdtempSync(join(tmpdir(), 'desk-backup-'))
const cleanups: (() => unknown)[] = [() => rmSync(base, { recursive: true, force: true })]
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

/** Saves a draft repeatedly until `stop` is called: drafts have no rate limit, and each save has the next version. */
function startWriting(phone: PhoneSession) {
  let version = 0
  let isStopped = false
  const writing = (async () => {
    while (!isStopped) {
      const content = { position: `工程师 ${String(version + 1)}` }
      const saved = await postOrThrow<DraftView>(phone, DRAFT, { content, savedAt: new Date().toISOString() })
      version = saved.draft?.version ?? 0
    }
  })()
  return {
    acknowledged: () => version,
    async stop() {
      isStopped = true
      await writing
      return version
    },
  }
}

it('a backup of the embedded database during writes contains what was acknowledged before, and can be started', async () => {
  const port = await freePort()
  const url = `http://127.0.0.1:${String(port)}`
  const simulator = await startSimulator({ appUrl: url, company: deskCompany([3]) })
  cleanups.push(() => simulator.stop())
  const dataDir = join(base, 'data')
  const addresses = { port, publicUrl: simulator.gatewayUrl, simulatorUrl: simulator.url, dataDir, isProxied: true }
  const start = async (overrides = {}) => {
    const product = startProductProcess(productEnvironment({ ...addresses, ...overrides }))
    cleanups.push(() => product.kill())
    await product.whenReady(url)
    return product
  }
  const product = await start()
  const writer = startWriting(await openPhone(simulator.gatewayUrl, staffOf(0, 0)))
  const writtenAfter = (version: number) =>
    until(`writes after version ${String(version)}`, async () => (writer.acknowledged() > version + 2 ? true : null))
  await writtenAfter(0)
  const before = writer.acknowledged()
  const target = join(base, 'copy')
  const backup = runProgram('backup-cli', { DATA_DIR: dataDir }, { args: [target] })
  expect(await backup.ended, backup.lines.join('\n')).toBe(0)
  expect(backup.lines.join('\n')).toMatch(/was stopped for \d+\.\d s\.\n.*copy opens: \d+ rows/)
  // The key is stored elsewhere; the command says whether it is the key that continues the log.
  expect(backup.lines.join('\n')).toContain(`The key is not in the copy: ${join(dataDir, 'audit.key')} is the key of`)
  expect(existsSync(join(target, 'audit.key'))).toBe(false)
  const checkKey = (file: string) => runProgram('audit-cli', { DATA_DIR: target }, { args: ['check-key', file] })
  const ownKey = checkKey(join(dataDir, 'audit.key'))
  expect([await ownKey.ended, ownKey.lines[0]]).toEqual([0, expect.stringContaining('is the key of the evidence log')])
  const other = join(base, 'other.key')
  expect(await runProgram('audit-cli', {}, { args: ['make-key', other] }).ended).toBe(0)
  const otherKey = checkKey(other)
  expect([await otherKey.ended, otherKey.lines[0]]).toEqual([1, expect.stringContaining('is NOT the key')])
  const audit = runProgram('audit-cli', { DATA_DIR: target }, { args: ['verify'] })
  expect([await audit.ended, audit.lines[0]]).toEqual([0, 'The evidence log is intact.'])
  await writtenAfter(writer.acknowledged())
  const written = await writer.stop()
  const secondBackup = runProgram('backup-cli', { DATA_DIR: dataDir }, { args: [target] })
  expect([await secondBackup.ended, secondBackup.lines.join('\n')]).toEqual([
    2,
    `${target} is not empty. Choose a new folder.`,
  ])
  expect(await product.stop()).toBe(0)

  expect(existsSync(join(target, 'last-seen.json'))).toBe(false)
  rmSync(join(dataDir, 'pglite'), { recursive: true })
  cpSync(join(target, 'pglite'), join(dataDir, 'pglite'), { recursive: true })
  await start()
  const { draft } = await (await openPhone(simulator.gatewayUrl, staffOf(0, 0))).get<DraftView>(DRAFT)
  expect(draft).toEqual({
    content: { position: `工程师 ${String(draft?.version)}` },
    savedAt: expect.any(String),
    version: draft?.version,
  })
  expect(draft?.version).toBeGreaterThanOrEqual(before)
  expect(draft?.version).toBeLessThan(written)
})
