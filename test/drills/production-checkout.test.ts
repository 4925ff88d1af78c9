import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { productEnvironment } from '../demo/product-environment.ts'
import { freePort } from '../lib/free-port.mjs'
import { startProductProcess } from '../lib/product-process.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'

const checkout = mkdtempSync(join(tmpdir(), 'desk-production-'))
const cleanups: (() => unknown)[] = [() => rmSync(checkout, { recursive: true, force: true })]
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

it('a checkout without the folder test installs, builds and serves', async () => {
  const listed = ['ls-files', '--cached', '--others', '--exclude-standard', '--', '.', ':!test']
  const files = execFileSync('git', listed, { cwd: pathInRepository('.'), encoding: 'utf8' })
    .split('\n')
    .filter(Boolean)
  for (const file of files) {
    mkdirSync(dirname(join(checkout, file)), { recursive: true })
    cpSync(pathInRepository(file), join(checkout, file))
  }
  execFileSync('npm', ['run', 'build'], { cwd: checkout, stdio: 'pipe' })

  const port = await freePort()
  const url = `http://127.0.0.1:${String(port)}`
  const simulator = await startSimulator({ appUrl: url })
  cleanups.push(() => simulator.stop())
  const dataDir = join(checkout, 'data')
  const addresses = { port, publicUrl: simulator.gatewayUrl, simulatorUrl: simulator.url, dataDir, isProxied: true }
  const product = startProductProcess(productEnvironment(addresses), checkout)
  cleanups.push(() => product.kill())
  await product.whenReady(url)
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  expect(await product.stop()).toBe(0)
})
