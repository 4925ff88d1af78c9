import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { afterEach, expect, it } from 'vitest'
import { freePort } from '../lib/free-port.mjs'
import { pathInRepository } from '../lib/repository-paths.ts'
import { until } from '../lib/wait-until.ts'

let end = () => {}
afterEach(() => end())

it('the simulated WeCom starts alone by the command of its README, shows its page, and ends at SIGTERM', async () => {
  const readme = readFileSync(pathInRepository('test/wecom-simulator/README.md'), 'utf8')
  const [, command = ''] = /^node (test\/dist\/.+)$/m.exec(readme) ?? []
  const [port, gatewayPort] = [await freePort(), await freePort()]
  const args = command.replace('4100', String(port)).replace('4000', String(gatewayPort)).split(' ')
  const child = spawn(process.execPath, args, { cwd: pathInRepository('.'), stdio: 'ignore' })
  end = () => void child.kill('SIGKILL')
  const page = await until('its page', async () => {
    const answer = await fetch(`http://localhost:${String(port)}/`).catch(() => null)
    return answer?.ok ? answer.text() : null
  })
  expect(page).toContain('<title>')
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})
