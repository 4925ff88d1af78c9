import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OutboxHealth } from '@desk/shared/outbox/outbox-schemas'
import type { InfoChangeForm } from '@desk/shared/info-change/info-change-form'
import { personLimits } from '@desk/shared/pages/route-limits'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { afterEach, describe, expect, it } from 'vitest'
import { productEnvironment } from '../demo/product-environment.ts'
import { adminOf, deskCompany, OPS, staffOf } from '../faults/desk-company.ts'
import type { ServerProcessOptions } from '../faults/server.process.ts'
import { type ChildProgram, startChildProgram } from '../lib/child-program.ts'
import { dumpDatabase } from '../lib/dump-database.ts'
import { freePort } from '../lib/free-port.mjs'
import { openPhone, type PhoneSession } from '../lib/phone-session.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { runProgram } from '../lib/run-program.ts'
import { createTestDatabase } from '../lib/test-database.ts'
import { until } from '../lib/wait-until.ts'
import { createMovableClock, TUESDAY_MORNING } from '../wecom-simulator/clock.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'

const DEPARTMENTS = 6
/** Longer than the back-off after a busy WeCom, and within the working day. */
const LATER_MS = 20 * 60_000
/** The server's log line about an evidence log that it cannot continue. */
const LOG_CLOSED = 'the evidence log was closed and another one begun'
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

/** Creates the simulated WeCom and the members, which stay while the server and its database are replaced. */
async function createEnvironment() {
  const clock = createMovableClock(TUESDAY_MORNING)
  const port = await freePort()
  const company = deskCompany(Array.from({ length: DEPARTMENTS }, () => 2))
  const simulator = await startSimulator({ appUrl: `http://127.0.0.1:${String(port)}`, clock, company })
  cleanups.push(() => simulator.stop())
  let program: ChildProgram<unknown>
  const { state } = simulator.simulator.context
  const phones = new Map<string, PhoneSession>()
  const phoneOf = async (userid: string): Promise<PhoneSession> => {
    const phone = phones.get(userid) ?? (await openPhone(simulator.gatewayUrl, userid))
    phones.set(userid, phone)
    return phone
  }
  let keys = 0
  const post = async <Body>(userid: string, path: string, body: unknown): Promise<Body> => {
    keys += 1
    const response = await (
      await phoneOf(userid)
    ).post<Body>(path, body, { 'idempotency-key': `restore-key-${String(keys)}` })
    if (response.status >= 300) throw new Error(`${path}: ${String(response.status)} ${JSON.stringify(response.body)}`)
    return response.body
  }
  const viewOf = async (userid: string, id: string) => (await phoneOf(userid)).get<RequestView>(`/api/requests/${id}`)
  return {
    simulator,
    state,
    phones,
    phoneOf,
    post,
    viewOf,
    pid: () => program.pid,
    errors: () => program.errorLines.join('\n'),
    addressesOf: (dataDir: string, databaseUrl?: string) => ({
      port,
      publicUrl: simulator.gatewayUrl,
      simulatorUrl: simulator.url,
      dataDir,
      databaseUrl,
      isProxied: true,
    }),
    async start(addresses: ServerProcessOptions['addresses']) {
      const clockOffsetMs = clock.nowMs() - Date.now()
      const options: ServerProcessOptions = { addresses, killAt: null, clockOffsetMs, undoMs: 0 }
      program = await startChildProgram('faults-server', options)
    },
    stop: () => program.stop(),
    advanceClock() {
      clock.advance(LATER_MS)
      program.send({ clockOffsetMs: clock.nowMs() - Date.now() })
    },
    async submit(department: number): Promise<RequestView> {
      const applicant = staffOf(department, 0)
      const form = await (await phoneOf(applicant)).get<InfoChangeForm>('/api/info-change/form')
      const from = form.fields.find(({ field }) => field === 'position')?.value ?? ''
      const payload = { position: { from, to: `工程师${String(department)}` } }
      return post<RequestView>(applicant, '/api/requests', { kind: 'info_change', payload })
    },
    async approve(department: number, id: string) {
      const admin = adminOf(department, 'a')
      const { version, seenHash } = await viewOf(admin, id)
      await post(admin, `/api/requests/${id}/decision`, {
        version,
        seenHash,
        fields: { position: { verdict: 'agree' } },
      })
    },
    whenIn: (state: RequestView['state'], department: number, id: string) =>
      until(`${state} of ${String(department)}`, async () =>
        (await viewOf(staffOf(department, 0), id)).state === state ? true : null,
      ),
    writes: () =>
      state.effects.flatMap((entry) =>
        entry.effect === 'member.update' && entry.by === 'contacts' ? [`${entry.userid} ${entry.field}`] : [],
      ),
    cards: () =>
      state.effects.flatMap((entry) => (entry.effect === 'message' ? [`${entry.to.join()} ${entry.title}`] : [])),
  }
}
type Environment = Awaited<ReturnType<typeof createEnvironment>>

/** Lets members submit and withdraw requests, as often as the limit allows, until the returned function is called. */
function startLoad(environment: Environment) {
  let isStopped = false
  const submitAndWithdraw = async (department: number) => {
    for (let times = 0; times < personLimits.submissions.times && !isStopped; times += 1) {
      const { id, version } = await environment.submit(department)
      await environment.post(staffOf(department, 0), `/api/requests/${id}/withdrawal`, { version })
    }
  }
  const running = Promise.all([submitAndWithdraw(4), submitAndWithdraw(5)])
  return async () => {
    isStopped = true
    await running
  }
}

type Database = {
  url?: string
  /** Takes a backup of the running server; returns the function that restores it. */
  dump(environment: Environment, dataDir: string): Promise<(dataDir: string) => Promise<string | undefined>>
  /** Whether `npm run restored` declares the restore; otherwise the server has to detect it. */
  isDeclared: boolean
}

async function createPostgres(): Promise<Database> {
  const postgres = await startPostgres()
  cleanups.push(() => postgres.stop())
  const original = await createTestDatabase(postgres.url, `desk_lived_${String(process.pid)}`)
  const restored = await createTestDatabase(postgres.url, `desk_restored_${String(process.pid)}`)
  cleanups.push(
    () => restored.drop(),
    () => original.drop(),
  )
  return {
    url: original.url,
    isDeclared: true,
    async dump() {
      const { how, restore } = await dumpDatabase(original.url, restored.url)
      console.log(`dumped with ${how}`)
      return async () => {
        await restore()
        return restored.url
      }
    },
  }
}

/** Copies the folder like a snapshot of the file system, while the process is stopped by SIGSTOP. */
const createPglite = async (): Promise<Database> => ({
  isDeclared: false,
  async dump(environment, dataDir) {
    const copy = mkdtempSync(join(tmpdir(), 'desk-copy-'))
    cleanups.push(() => rmSync(copy, { recursive: true, force: true }))
    process.kill(environment.pid(), 'SIGSTOP')
    cpSync(join(dataDir, 'pglite'), join(copy, 'pglite'), { recursive: true })
    process.kill(environment.pid(), 'SIGCONT')
    return async (into) => {
      rmSync(join(into, 'pglite'), { recursive: true })
      cpSync(join(copy, 'pglite'), join(into, 'pglite'), { recursive: true })
      return undefined
    }
  },
})

describe.each([
  ['PostgreSQL', createPostgres],
  ['PGlite', createPglite],
] as const)('a %s database that was restored after later changes in WeCom', (_name, open) => {
  it('after a restore, sending is paused, pending jobs are verified first, and nothing is executed twice', async () => {
    const environment = await createEnvironment()
    const dataDir = mkdtempSync(join(tmpdir(), 'desk-restore-'))
    cleanups.push(() => rmSync(dataDir, { recursive: true, force: true }))
    const database = await open()
    await environment.start(environment.addressesOf(dataDir, database.url))
    cleanups.push(() => environment.stop().catch(() => {}))
    await until('approvers', async () => {
      const admins = [0, 1, 2, 3].map((department) => adminOf(department, 'a'))
      const views = await Promise.all(
        admins.map(async (admin) =>
          (await environment.phoneOf(admin)).get<{ seesLostDeviceCases: boolean }>('/api/me'),
        ),
      )
      return views.every(({ seesLostDeviceCases }) => seesLostDeviceCases) ? true : null
    })

    // One request is done, two are pending while WeCom is busy, one is not decided yet.
    const ids: string[] = []
    for (let department = 0; department < 4; department += 1) ids.push((await environment.submit(department)).id)
    await environment.approve(0, ids[0]!)
    await environment.whenIn('done', 0, ids[0]!)
    environment.state.faults.push({
      id: 'busy',
      plan: { endpoint: 'user/update', kind: 'errcode', errcode: -1 },
      seen: 0,
      hits: 0,
    })
    for (const department of [1, 2]) await environment.approve(department, ids[department]!)
    for (const department of [1, 2]) await environment.whenIn('executing', department, ids[department]!)

    const endLoad = startLoad(environment)
    await until('requests under load', async () => (environment.cards().length > 0 ? true : null))
    const restore = await database.dump(environment, dataDir)
    await endLoad()

    // After the backup, all requests are executed and their applicants are notified.
    environment.state.faults.length = 0
    await environment.approve(3, ids[3]!)
    environment.advanceClock()
    for (const department of [1, 2, 3]) await environment.whenIn('done', department, ids[department]!)
    await until('results', async () =>
      [0, 1, 2, 3].every((department) =>
        environment.cards().some((card) => card.startsWith(`${staffOf(department, 0)} `)),
      )
        ? true
        : null,
    )
    await environment.stop()
    const [writes, cards] = [environment.writes(), environment.cards()]
    expect(writes.toSorted()).toEqual([0, 1, 2, 3].map((department) => `${staffOf(department, 0)} position`))

    const addresses = environment.addressesOf(dataDir, await restore(dataDir))
    if (database.isDeclared) {
      const restoredCommand = runProgram('restored-cli', productEnvironment(addresses))
      expect(await restoredCommand.ended, restoredCommand.lines.join('\n')).toBe(0)
      expect(restoredCommand.lines.join()).toMatch(/Sending is paused\. Ended [1-9]/)
    }
    await environment.start(addresses)

    // The restore ended all sessions.
    for (const phone of environment.phones.values()) await expect(phone.get('/api/me')).rejects.toThrow('401')
    environment.phones.clear()
    const health = async () => (await environment.phoneOf(OPS)).get<OutboxHealth>('/api/settings/outbox')
    const checkedHealth = await until('the verification of pending jobs', async () => {
      const now = await health()
      return now.restored?.lookedAt ? now : null
    })
    expect(checkedHealth).toMatchObject({
      paused: true,
      restored: { because: database.isDeclared ? 'declared' : 'older_than_seen' },
    })
    // Checkpoints were signed after the backup, so the server closes the log that the backup contains, and says so.
    await until('the end of the log', async () => (environment.errors().includes(LOG_CLOSED) ? true : null))
    expect(environment.errors()).toMatch(/because: 'restored'/)
    expect(checkedHealth.restored?.found).toContainEqual({ topic: 'info_change.apply', done: 2, open: 0, unknown: 0 })
    expect([environment.writes(), environment.cards()]).toEqual([writes, cards])

    await environment.post(OPS, '/api/settings/outbox/resume', {})
    environment.advanceClock()
    for (const department of [1, 2]) await environment.whenIn('done', department, ids[department]!)
    // The decision that the backup does not contain is made again; WeCom has the value, so nothing is written.
    await environment.approve(3, ids[3]!)
    await environment.whenIn('done', 3, ids[3]!)
    await until('an empty outbox', async () =>
      (await health()).topics.every(({ due, inFlight }) => due + inFlight === 0) ? true : null,
    )
    expect(environment.writes()).toEqual(writes)
    const cardsAfterRestore = environment.cards().slice(cards.length)
    // Only the applicant of that request is notified again.
    expect(cardsAfterRestore.filter((card) => !card.startsWith(`${staffOf(3, 0)} `))).toEqual([])

    // A new log has every entry of the restored database, and is intact.
    await environment.stop()
    const verification = runProgram('audit-cli', productEnvironment(addresses), { args: ['verify'] })
    const code = await verification.ended
    expect([code, verification.lines.join('\n')]).toEqual([0, expect.stringContaining('The evidence log is intact.')])
    expect(verification.lines.join('\n')).toMatch(/Checked: \d+ entries of \S+\/audit\/2\./)
  })
})
