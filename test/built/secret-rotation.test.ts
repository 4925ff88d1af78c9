import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { adminOf, departmentId, deskCompany, OPS, staffOf } from '../faults/desk-company.ts'
import type { ServerProcessOptions } from '../faults/server.process.ts'
import { type ChildProgram, startChildProgram } from '../lib/child-program.ts'
import { freePort } from '../lib/free-port.mjs'
import { startLoadBalancer } from '../lib/load-balancer.ts'
import { openPhone } from '../lib/phone-session.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { createTestDatabase } from '../lib/test-database.ts'
import { until } from '../lib/wait-until.ts'
import { simulatorDefaults } from '../wecom-simulator/defaults.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'

/** How often every secret is exchanged; twenty times by hand before a release. */
const ROUNDS = Number(process.env['ROTATIONS'] ?? 1)
const TIMEOUT_MS = 60_000 * (ROUNDS + 1)
const PAUSE_MS = 100
/** Who was refused by the one that came back must find the next one still there: docs/production.md, step 13. */
const SETTLE_MS = 500
const cleaning: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleaning.splice(0).reverse()) await clean()
})

type Pair = { token: string; aesKey: string }
type Secrets = { session: string; agent: string; contacts: string; app: Pair; directory: Pair }

const alphanumeric = (text: string, length: number) => text.repeat(length).slice(0, length)
const secretsOf = (round: number): Secrets => {
  const mark = `r${String(round)}`
  const pair = (what: string): Pair => ({
    token: alphanumeric(`${what}${mark}`, 20),
    // The last sign of a key carries two bits.
    aesKey: `${alphanumeric(`${mark}${what}`, 42)}A`,
  })
  const text = alphanumeric(`secret${mark}`, 40)
  return { session: `s${text}`, agent: `a${text}`, contacts: `c${text}`, app: pair('app'), directory: pair('dir') }
}
const first: Secrets = {
  session: alphanumeric('first', 40),
  agent: simulatorDefaults.agentSecret,
  contacts: simulatorDefaults.contactsSecret,
  app: simulatorDefaults.appCallback,
  directory: simulatorDefaults.contactsCallback,
}

/** As docs/production.md, step 10: `also` is accepted besides. */
const environmentOf = (now: Secrets, also: Secrets | null): Record<string, string> => ({
  SESSION_SECRET: now.session,
  WECOM_AGENT_SECRET: now.agent,
  WECOM_CONTACTS_SECRET: now.contacts,
  WECOM_CALLBACK_TOKEN: now.app.token,
  WECOM_CALLBACK_AES_KEY: now.app.aesKey,
  WECOM_CONTACTS_CALLBACK_TOKEN: now.directory.token,
  WECOM_CONTACTS_CALLBACK_AES_KEY: now.directory.aesKey,
  ...(also && {
    SESSION_SECRET_PREVIOUS: also.session,
    WECOM_CALLBACK_TOKEN_PREVIOUS: also.app.token,
    WECOM_CALLBACK_AES_KEY_PREVIOUS: also.app.aesKey,
    WECOM_CONTACTS_CALLBACK_TOKEN_PREVIOUS: also.directory.token,
    WECOM_CONTACTS_CALLBACK_AES_KEY_PREVIOUS: also.directory.aesKey,
  }),
})

async function startTwo() {
  const postgres = await startPostgres()
  cleaning.push(() => postgres.stop())
  const database = await createTestDatabase(postgres.url, `desk_rotation_${String(process.pid)}`)
  cleaning.push(() => database.drop())
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-rotation-'))
  cleaning.push(() => rmSync(dataDir, { recursive: true, force: true }))
  const ports = [await freePort(), await freePort()]
  const front = await startLoadBalancer(ports)
  cleaning.push(() => front.stop())
  const simulator = await startSimulator({ appUrl: front.url, company: deskCompany([2, 2]) })
  cleaning.push(() => simulator.stop())
  const programs: (ChildProgram<unknown> | undefined)[] = []
  cleaning.push(() => Promise.all(programs.map(async (program) => program?.stop())))
  const startOne = async (at: number, env: Record<string, string>) => {
    const addresses = {
      port: ports[at]!,
      publicUrl: simulator.gatewayUrl,
      simulatorUrl: simulator.url,
      dataDir,
      databaseUrl: database.url,
      isProxied: true,
    }
    programs[at] = await startChildProgram('faults-server', {
      addresses,
      killAt: null,
      env,
    } satisfies ServerProcessOptions)
  }
  const state = simulator.simulator.state
  return {
    simulator,
    state,
    /** One after the other, so that there is always one. */
    async restart(env: Record<string, string>) {
      for (const at of [0, 1]) {
        await programs[at]?.stop()
        await startOne(at, env)
        await delay(SETTLE_MS)
      }
    },
    /** The admin saves other values in the console, which asks the server at once. */
    async save({ app, directory }: Secrets) {
      for (const [name, pair] of [
        ['app', app],
        ['contacts', directory],
      ] as const) {
        Object.assign(state.receivers[name]!, pair)
        // It waits a second for the answer; whoever is told that there was none presses again.
        await until('a proven address', async () =>
          (await simulator.simulator.callbacks.verify(name)).ok ? true : null,
        )
      }
    },
  }
}
type Two = Awaited<ReturnType<typeof startTwo>>

/** People who sign in, people who are signed in, and WeCom, which tells of changes; until it is stopped. */
function underTraffic({ simulator, state }: Two) {
  const failures: string[] = []
  const done = { signIns: 0, reads: 0, moves: 0 }
  let isOver = false
  const again = async (what: string, act: () => Promise<unknown>) => {
    while (!isOver) {
      await act().catch((error: unknown) => failures.push(`${what}: ${String(error)}`))
      await delay(PAUSE_MS)
    }
  }
  const people = [staffOf(0, 0), staffOf(0, 1), staffOf(1, 0), adminOf(0, 'a'), adminOf(1, 'b')]
  const held = openPhone(simulator.gatewayUrl, OPS)
  const running = Promise.all([
    again('sign-in', async () => {
      await openPhone(simulator.gatewayUrl, people[done.signIns % people.length]!)
      done.signIns += 1
    }),
    again('read', async () => {
      await (await held).get('/api/me')
      done.reads += 1
    }),
    again('change', async () => {
      const response = await fetch(`${simulator.url}/__sim__/console/member`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ userid: staffOf(1, 1), department: [departmentId(done.moves % 2)] }),
      })
      if (!response.ok) throw new Error(String(response.status))
      done.moves += 1
    }),
  ])
  return async () => {
    isOver = true
    await running
    await simulator.simulator.callbacks.settle()
    const refused = state.callbacks.filter(({ outcome, status }) => outcome === 'answered' && status !== 200)
    const answered = state.callbacks.filter(({ status }) => status === 200).length
    return { ...done, answered, failures, refused: refused.length }
  }
}

describe('every secret, exchanged step by step', () => {
  it(
    'while people sign in and WeCom calls: nobody fails, nothing is refused',
    async () => {
      const two = await startTwo()
      let now = first
      await two.restart(environmentOf(now, null))
      await until('the directory', async () => {
        const { isDecider } = await (
          await openPhone(two.simulator.gatewayUrl, OPS)
        ).get<{ isDecider: boolean }>('/api/me')
        return isDecider ? true : null
      })
      const stop = underTraffic(two)
      for (let round = 1; round <= ROUNDS; round += 1) {
        const next = secretsOf(round)
        // Both pairs are known before the console has the new one; the app's secrets are reset there.
        await two.restart(environmentOf(now, next))
        await two.save(next)
        two.state.app.secret = next.agent
        two.state.corp.contactsSecret = next.contacts
        await two.restart(environmentOf(next, now))
        await two.restart(environmentOf(next, null))
        now = next
      }
      const { signIns, reads, answered, failures, refused } = await stop()
      console.log(`${String(signIns)} sign-ins, ${String(reads)} reads, ${String(answered)} callbacks`)
      expect(failures).toEqual([])
      expect(refused).toBe(0)
      expect(Math.min(signIns, reads, answered)).toBeGreaterThan(5)
      // The new secrets are the ones that count: every token is dead, and what is fetched now is fetched with them.
      two.state.tokens.length = 0
      await openPhone(two.simulator.gatewayUrl, staffOf(0, 0))
    },
    TIMEOUT_MS,
  )
})
