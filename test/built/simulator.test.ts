import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { afterEach, expect, it } from 'vitest'
import { freePort } from '../lib/free-port.mjs'
import { pathInRepository } from '../lib/repository-paths.ts'
import { until } from '../lib/wait-until.ts'

let kill = () => {}
afterEach(() => kill())

it('the simulated WeCom starts with the command of its README, serves its page, and exits at SIGTERM', async () => {
  const readme = readFileSync(pathInRepository('test/wecom-simulator/README.md'), 'utf8')
  const [, command = ''] = /^node (test\/dist\/.+)$/m.exec(readme) ?? []
  const [port, gatewayPort] = [await freePort(), await freePort()]
  const args = command.replace('4100', String(port)).replace('4000', String(gatewayPort)).split(' ')
  const child = spawn(process.execPath, args, { cwd: pathInRepository('.'), stdio: 'ignore' })
  kill = () => void child.kill('SIGKILL')
  const page = await until('the page', async () => {
    const response = await fetch(`http://localhost:${String(port)}/`).catch(() => null)
    return response?.ok ? response.text() : null
  })
  expect(page).toContain('<title>')
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})
