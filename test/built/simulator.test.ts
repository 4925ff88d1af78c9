import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { afterEach, expect, it } from 'vitest'
import { freePort } from '../lib/free-port.mjs'
import { isPortFree } from '../lib/is-port-free.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { until } from '../lib/wait-until.ts'

let kill = () => {}
afterEach(() => kill())

it('the simulated WeCom starts with the command of its README, serves its page, and frees its port at SIGTERM', async () => {
  const readme = readFileSync(pathInRepository('test/wecom-simulator/README.md'), 'utf8')
  const [, documentedArguments = ''] = /^npm run simulator -- (.+)$/m.exec(readme) ?? []
  const [port, gatewayPort] = [await freePort(), await freePort()]
  const args = documentedArguments.replace('4100', String(port)).replace('4000', String(gatewayPort)).split(' ')
  const command = ['test/bootstrap/run.mjs', 'simulator', ...args, '--public-url', 'https://desk.example.com/']
  const child = spawn(process.execPath, command, { cwd: pathInRepository('.'), stdio: ['ignore', 'pipe', 'ignore'] })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  kill = () => void child.kill('SIGKILL')
  const page = await until('the page', async () => {
    const response = await fetch(`http://localhost:${String(port)}/`).catch(() => null)
    return response?.ok ? response.text() : null
  })
  expect(page).toContain('<title>')
  const isPrinted = () => /^PUBLIC_URL=https:\/\/desk\.example\.com\nWECOM_API_BASE=/m.test(output)
  await until('the printed environment', () => Promise.resolve(isPrinted() || null))
  const state = await (await fetch(`http://localhost:${String(port)}/__sim__/state`)).text()
  expect(state).toContain('"trustedDomain":"desk.example.com"')
  child.kill('SIGTERM')
  await once(child, 'exit')
  expect(await isPortFree(port)).toBe(true)
})
