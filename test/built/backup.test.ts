import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { InfoChangeForm } from '@desk/shared/info-change/info-change-form'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import type { CommentsView } from '@desk/shared/comments/comment-schemas'
import { afterEach, expect, it } from 'vitest'
import { adminOf, deskCompany, staffOf } from '../faults/desk-company.ts'
import { productEnvironment } from '../demo/product-environment.ts'
import { freePort } from '../lib/free-port.mjs'
import { openPhone } from '../lib/phone-session.ts'
import { startProductProcess } from '../lib/product-process.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import { runProgram } from '../lib/run-program.ts'
import { until } from '../lib/wait-until.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'

const PAUSE_MS = 50
const base = mkdtempSync(join(tmpdir(), 'desk-backup-'))
const cleanups: (() => unknown)[] = [() => rmSync(base, { recursive: true, force: true })]
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

it('a backup of the embedded database during writes contains every comment acknowledged before, and can be started', async () => {
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
  await until('an approver', async () => {
    const { isDecider } = await (
      await openPhone(simulator.gatewayUrl, adminOf(0, 'a'))
    ).get<{ isDecider: boolean }>('/api/me')
    return isDecider ? true : null
  })
  const phone = await openPhone(simulator.gatewayUrl, staffOf(0, 0))
  const form = await phone.get<InfoChangeForm>('/api/info-change/form')
  const from = form.fields.find(({ field }) => field === 'position')?.value ?? ''
  const payload = { position: { from, to: '工程师' } }
  const key = { 'idempotency-key': 'backup-key-of-the-one' }
  const { id } = (await phone.post<RequestView>('/api/requests', { kind: 'info_change', payload }, key)).body
  let written = 0
  let isStopped = false
  const writing = (async () => {
    while (!isStopped) {
      await postOrThrow(phone, `/api/requests/${id}/comments`, {
        text: `第 ${String(written + 1)} 句`,
        attachments: [],
      })
      written += 1
      await delay(PAUSE_MS)
    }
  })()
  await until('comments', async () => (written > 3 ? true : null))
  const before = written
  const target = join(base, 'copy')
  const backup = runProgram('backup-cli', { DATA_DIR: dataDir }, { args: [target] })
  expect(await backup.ended, backup.lines.join('\n')).toBe(0)
  expect(backup.lines.join('\n')).toMatch(/was stopped for \d+\.\d s\.\n.*copy opens: \d+ rows/)
  const audit = runProgram('audit-cli', { DATA_DIR: target }, { args: ['verify'] })
  expect([await audit.ended, audit.lines[0]]).toEqual([0, 'The audit chain is intact.'])
  const during = written
  await until('comments after the backup', async () => (written > during + 2 ? true : null))
  isStopped = true
  await writing
  const again = runProgram('backup-cli', { DATA_DIR: dataDir }, { args: [target] })
  expect([await again.ended, again.lines.join('\n')]).toEqual([2, `${target} is not empty. Choose a new folder.`])
  expect(await product.stop()).toBe(0)

  expect(existsSync(join(target, 'last-seen.json'))).toBe(false)
  rmSync(join(dataDir, 'pglite'), { recursive: true })
  cpSync(join(target, 'pglite'), join(dataDir, 'pglite'), { recursive: true })
  await start()
  const { comments } = await (
    await openPhone(simulator.gatewayUrl, staffOf(0, 0))
  ).get<CommentsView>(`/api/requests/${id}/comments`)
  const texts = comments.map(({ text }) => text)
  for (let at = 1; at <= before; at += 1) expect(texts).toContain(`第 ${String(at)} 句`)
  expect(texts.length).toBeLessThan(written)
})
