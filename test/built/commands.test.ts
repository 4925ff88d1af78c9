import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HomeView } from '@desk/shared/pages/page-schemas'
import type { BoardView } from '@desk/shared/policies/board-schemas'
import { freePort } from '../lib/free-port.mjs'
import { isPortFree } from '../lib/is-port-free.ts'
import { openPhone } from '../lib/phone-session.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { until } from '../lib/wait-until.ts'
import { collectOutput } from '../lib/collect-output.ts'

const START_MS = 300_000
let work = ''
let kill = () => {}
beforeEach(() => void (work = mkdtempSync(join(tmpdir(), 'desk-commands-'))))
afterEach(() => {
  kill()
  rmSync(work, { recursive: true, force: true })
})

/** Runs an npm command; of the product's environment variables it gets only those in `env`. */
function runCommand(command: string, env: Record<string, string> = {}) {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn('npm', command.split(' '), {
    cwd: pathInRepository('.'),
    env: { PATH, HOME, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // npm and what it started are one process group.
  const signal = (name: NodeJS.Signals) => process.kill(-(child.pid ?? 0), name)
  return { ...collectOutput(child), signal, isRunning: () => child.exitCode === null && child.signalCode === null }
}

/** Returns a free port whose next one is free too. */
async function findTwoPorts(): Promise<number> {
  const port = await freePort()
  return (await isPortFree(port + 1)) ? port : findTwoPorts()
}

describe('the commands of the README', () => {
  it(
    'npm start prints the address of the simulated phone, serves the demo data, and frees both ports at Ctrl-C',
    async () => {
      const port = await findTwoPorts()
      const demo = runCommand('start', { PORT: String(port), DATA_DIR: work })
      kill = () => void (demo.isRunning() && demo.signal('SIGKILL'))
      const address = await until(
        'the printed address',
        async () => {
          if (!demo.isRunning()) throw new Error(demo.output())
          return /打开 (http:\S+)/.exec(demo.output())?.[1] ?? null
        },
        START_MS,
      )
      expect(await (await fetch(address)).text()).toContain('企业微信模拟器')
      const gateway = `http://localhost:${String(port)}`
      expect((await fetch(`${gateway}/healthz`)).status).toBe(200)
      // The README names these members, and the demo has open tasks for each.
      const waiting = async (userid: string) =>
        (await (await openPhone(gateway, userid)).get<HomeView>('/api/home')).waiting
      expect((await waiting('guoji')).groups.count).toBe(1)
      expect((await waiting('limin')).approvals.count).toBe(3)
      const { lost, policies } = await waiting('chenhaiyan')
      expect(lost.count).toBe(1)
      const ops = await openPhone(gateway, 'chenhaiyan')
      const { counts } = await ops.get<BoardView>(`/api/policies/${policies[0]?.id ?? ''}/board`)
      expect([counts.signed, counts.questioned, counts.pending]).toEqual([30, 2, 25])
      demo.signal('SIGINT')
      await demo.ended
      expect([await isPortFree(port), await isPortFree(port + 1)]).toEqual([true, true])
    },
    START_MS,
  )

  it(
    'npm run serve without settings names several missing ones in one message',
    async () => {
      const server = runCommand('run serve')
      expect(await server.ended).toBe(1)
      expect(server.output()).toMatch(/keep the server from starting[^]*SESSION_SECRET is missing[^]*WECOM_CORP_ID is/)
    },
    START_MS,
  )
})
