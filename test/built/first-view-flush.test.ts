import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dayIn } from '@desk/shared/kernel/calendar-day'
import type { PeoplePage } from '@desk/shared/policies/board-schemas'
import type { PolicyReadingView } from '@desk/shared/policies/policy-schemas'
import { afterEach, expect, it } from 'vitest'
import { productEnvironment } from '../demo/product-environment.ts'
import { freePort } from '../lib/free-port.mjs'
import { openPhone } from '../lib/phone-session.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { startProductProcess } from '../lib/product-process.ts'
import { publishVersion, getTemplateId } from '../lib/publish-policy.ts'
import { createTestDatabase } from '../lib/test-database.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'desk-openings-'))
const cleanups: (() => unknown)[] = [() => rmSync(dataDir, { recursive: true, force: true })]
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

it('a server that is stopped stores the pending first views of policies before it exits', async () => {
  const port = await freePort()
  const url = `http://127.0.0.1:${String(port)}`
  const postgres = await startPostgres()
  cleanups.push(() => postgres.stop())
  const database = await createTestDatabase(postgres.url, `desk_openings_${String(process.pid)}`)
  cleanups.push(() => database.drop())
  const simulator = await startSimulator({ appUrl: url })
  cleanups.push(() => simulator.stop())
  const addresses = {
    port,
    publicUrl: simulator.gatewayUrl,
    simulatorUrl: simulator.url,
    dataDir,
    databaseUrl: database.url,
    isProxied: true,
  }
  const start = async () => {
    const product = startProductProcess(productEnvironment(addresses))
    cleanups.push(() => product.kill())
    await product.whenReady(url)
    return product
  }
  const product = await start()
  const [author, lead, reader] = await Promise.all(
    ['chenhaiyan', 'tangzhenhua', 'qinyue'].map((userid) => openPhone(simulator.gatewayUrl, userid)),
  )
  if (!author || !lead || !reader) throw new Error('a sign-in is missing')
  const id = await getTemplateId(author)
  const today = dayIn('Asia/Shanghai', new Date())
  await publishVersion({ author, lead }, { id, kind: 'major', change: (draft) => draft, today })
  const { openedAt } = await reader.get<PolicyReadingView>(`/api/policies/${id}`)
  expect(await product.stop()).toBe(0)

  await start()
  const ops = await openPhone(simulator.gatewayUrl, 'chenhaiyan')
  const { items } = await ops.get<PeoplePage>(`/api/policies/${id}/people`)
  expect(items.find(({ userid }) => userid === 'qinyue')?.openedAt).toBe(openedAt)
})
