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
import { createSimulatorClient } from '../lib/simulator-client.ts'

const PAUSE_MS = 100
/** The pause between two restarts, in which a client that one server refused reaches the other: docs/production.md, step 13. */
const SETTLE_MS = 500
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

type Pair = { token: string; aesKey: string }
type Secrets = { session: string; agent: string; contacts: string; app: Pair; directory: Pair }

const alphanumeric = (text: string, length: number) => text.repeat(length).slice(0, length)
const pairOf = (name: string): Pair => ({
  token: alphanumeric(name, 20),
  // The last two bits of a key's 43rd character are unused and have to be zero, as in A.
  aesKey: `${alphanumeric(`key${name}`, 42)}A`,
})
const next: Secrets = {
  session: alphanumeric('nextsession', 40),
  agent: alphanumeric('nextagent', 40),
  contacts: alphanumeric('nextcontacts', 40),
  app: pairOf('app'),
  directory: pairOf('directory'),
}
const first: Secrets = {
  session: alphanumeric('first', 40),
  agent: simulatorDefaults.agentSecret,
  contacts: simulatorDefaults.contactsSecret,
  app: simulatorDefaults.appCallback,
  directory: simulatorDefaults.contactsCallback,
}

/** Returns the variables of docs/production.md, step 10; `previous` secrets are also accepted. */
const environmentOf = (current: Secrets, previous: Secrets | null): Record<string, string> => ({
  SESSION_SECRET: current.session,
  WECOM_AGENT_SECRET: current.agent,
  WECOM_CONTACTS_SECRET: current.contacts,
  WECOM_CALLBACK_TOKEN: current.app.token,
  WECOM_CALLBACK_AES_KEY: current.app.aesKey,
  WECOM_CONTACTS_CALLBACK_TOKEN: current.directory.token,
  WECOM_CONTACTS_CALLBACK_AES_KEY: current.directory.aesKey,
  ...(previous && {
    SESSION_SECRET_PREVIOUS: previous.session,
    WECOM_CALLBACK_TOKEN_PREVIOUS: previous.app.token,
    WECOM_CALLBACK_AES_KEY_PREVIOUS: previous.app.aesKey,
    WECOM_CONTACTS_CALLBACK_TOKEN_PREVIOUS: previous.directory.token,
    WECOM_CONTACTS_CALLBACK_AES_KEY_PREVIOUS: previous.directory.aesKey,
  }),
})

async function startTwoServers() {
  const postgres = await startPostgres()
  cleanups.push(() => postgres.stop())
  const database = await createTestDatabase(postgres.url, `desk_rotation_${String(process.pid)}`)
  cleanups.push(() => database.drop())
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-rotation-'))
  cleanups.push(() => rmSync(dataDir, { recursive: true, force: true }))
  const ports = [await freePort(), await freePort()]
  const front = await startLoadBalancer(ports)
  cleanups.push(() => front.stop())
  const simulator = await startSimulator({ appUrl: front.url, company: deskCompany([2, 2]) })
  cleanups.push(() => simulator.stop())
  const programs: (ChildProgram<unknown> | undefined)[] = []
  cleanups.push(() => Promise.all(programs.map(async (program) => program?.stop())))
  const startOne = async (index: number, env: Record<string, string>) => {
    const addresses = {
      port: ports[index]!,
      publicUrl: simulator.gatewayUrl,
      simulatorUrl: simulator.url,
      dataDir,
      databaseUrl: database.url,
      isProxied: true,
    }
    programs[index] = await startChildProgram('faults-server', {
      addresses,
      killAt: null,
      env,
    } satisfies ServerProcessOptions)
  }
  const state = simulator.simulator.state
  return {
    simulator,
    state,
    /** Restarts the servers one after the other, so that one is always running. */
    async restart(env: Record<string, string>) {
      for (const index of [0, 1]) {
        await programs[index]?.stop()
        await startOne(index, env)
        await delay(SETTLE_MS)
      }
    },
    /** Saves new callback settings in the WeCom console, which verifies the URL at once. */
    async saveCallbackSettings({ app, directory }: Secrets) {
      for (const [name, pair] of [
        ['app', app],
        ['contacts', directory],
      ] as const) {
        Object.assign(state.receivers[name]!, pair)
        // The console waits a second for the response; then the admin tries again.
        await until('a verified callback URL', async () =>
          (await simulator.simulator.callbacks.verify(name)).ok ? true : null,
        )
      }
    },
  }
}
type TwoServers = Awaited<ReturnType<typeof startTwoServers>>

/** Starts sign-ins, reads and directory changes with callbacks until the returned function is called. */
function startTraffic({ simulator, state }: TwoServers) {
  const failures: string[] = []
  const counts = { signIns: 0, reads: 0, moves: 0 }
  let isStopped = false
  const repeat = async (name: string, action: () => Promise<unknown>) => {
    while (!isStopped) {
      await action().catch((error: unknown) => failures.push(`${name}: ${String(error)}`))
      await delay(PAUSE_MS)
    }
  }
  const userids = [staffOf(0, 0), staffOf(0, 1), staffOf(1, 0), adminOf(0, 'a'), adminOf(1, 'b')]
  const opsPhone = openPhone(simulator.gatewayUrl, OPS)
  const client = createSimulatorClient(simulator.url)
  const running = Promise.all([
    repeat('sign-in', async () => {
      await openPhone(simulator.gatewayUrl, userids[counts.signIns % userids.length]!)
      counts.signIns += 1
    }),
    repeat('read', async () => {
      await (await opsPhone).get('/api/me')
      counts.reads += 1
    }),
    repeat('change', async () => {
      await client.editMember({ userid: staffOf(1, 1), department: [departmentId(counts.moves % 2)] })
      counts.moves += 1
    }),
  ])
  return async () => {
    isStopped = true
    await running
    await simulator.simulator.callbacks.settle()
    const refused = state.callbacks.filter(({ outcome, status }) => outcome === 'answered' && status !== 200)
    const acknowledged = state.callbacks.filter(({ status }) => status === 200).length
    return { ...counts, acknowledged, failures, refused: refused.length }
  }
}

describe('the rotation of every secret', () => {
  it('a rotation under load causes no failed request and no refused callback', async () => {
    const servers = await startTwoServers()
    await servers.restart(environmentOf(first, null))
    await until('the directory', async () => {
      const { seesLostDeviceCases } = await (
        await openPhone(servers.simulator.gatewayUrl, OPS)
      ).get<{ seesLostDeviceCases: boolean }>('/api/me')
      return seesLostDeviceCases ? true : null
    })
    const stop = startTraffic(servers)
    // The servers accept both pairs before the console gets the new one and the app's secrets are reset there.
    await servers.restart(environmentOf(first, next))
    await servers.saveCallbackSettings(next)
    servers.state.app.secret = next.agent
    servers.state.corp.contactsSecret = next.contacts
    await servers.restart(environmentOf(next, first))
    await servers.restart(environmentOf(next, null))
    const { signIns, reads, acknowledged, failures, refused } = await stop()
    console.log(`${String(signIns)} sign-ins, ${String(reads)} reads, ${String(acknowledged)} callbacks`)
    expect(failures).toEqual([])
    expect(refused).toBe(0)
    expect(Math.min(signIns, reads, acknowledged)).toBeGreaterThan(5)
    // Without cached tokens, the next sign-in requires the new secrets.
    servers.state.tokens.length = 0
    await openPhone(servers.simulator.gatewayUrl, staffOf(0, 0))
  })
})
