import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OutboxHealth } from '@desk/shared/outbox/outbox-schemas'
import type { InfoChangeForm } from '@desk/shared/info-change/info-change-form'
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
/** Longer than the back-off after a busy WeCom, shorter than the working day. */
const LATER_MS = 20 * 60_000
const cleaning: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleaning.splice(0).reverse()) await clean()
})

/** The platform and people, who outlive the server and its database. */
async function createWorld() {
  const clock = createMovableClock(TUESDAY_MORNING)
  const port = await freePort()
  const company = deskCompany(Array.from({ length: DEPARTMENTS }, () => 2))
  const simulator = await startSimulator({ appUrl: `http://127.0.0.1:${String(port)}`, clock, company })
  cleaning.push(() => simulator.stop())
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
    const answer = await (
      await phoneOf(userid)
    ).post<Body>(path, body, { 'idempotency-key': `restore-key-${String(keys)}` })
    if (answer.status >= 300) throw new Error(`${path}: ${String(answer.status)} ${JSON.stringify(answer.body)}`)
    return answer.body
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
    later() {
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
    async agree(department: number, id: string) {
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
type World = Awaited<ReturnType<typeof createWorld>>

/** People who begin something and take it back, as long as a dump is taken. */
function underLoad(world: World) {
  let isOver = false
  const one = async (department: number) => {
    while (!isOver) {
      const { id, version } = await world.submit(department)
      await world.post(staffOf(department, 0), `/api/requests/${id}/withdrawal`, { version })
    }
  }
  const running = Promise.all([one(4), one(5)])
  return async () => {
    isOver = true
    await running
  }
}

type Database = {
  url?: string
  /** Taken from the running server; gives back how to make a database of it. */
  dump(world: World, dataDir: string): Promise<(dataDir: string) => Promise<string | undefined>>
  /** Whether somebody says that it was restored; else the server has to notice. */
  isDeclared: boolean
}

async function onPostgres(): Promise<Database> {
  const postgres = await startPostgres()
  cleaning.push(() => postgres.stop())
  const lived = await createTestDatabase(postgres.url, `desk_lived_${String(process.pid)}`)
  const restored = await createTestDatabase(postgres.url, `desk_restored_${String(process.pid)}`)
  cleaning.push(
    () => restored.drop(),
    () => lived.drop(),
  )
  return {
    url: lived.url,
    isDeclared: true,
    async dump() {
      const { how, restore } = await dumpDatabase(lived.url, restored.url)
      console.log(`dumped by ${how}`)
      return async () => {
        await restore()
        return restored.url
      }
    },
  }
}

/** The folder as a snapshot of the file system would hold it: the process is stopped in whatever it does. */
const onPglite = async (): Promise<Database> => ({
  isDeclared: false,
  async dump(world, dataDir) {
    const copy = mkdtempSync(join(tmpdir(), 'desk-copy-'))
    cleaning.push(() => rmSync(copy, { recursive: true, force: true }))
    process.kill(world.pid(), 'SIGSTOP')
    cpSync(join(dataDir, 'pglite'), join(copy, 'pglite'), { recursive: true })
    process.kill(world.pid(), 'SIGCONT')
    return async (into) => {
      rmSync(join(into, 'pglite'), { recursive: true })
      cpSync(join(copy, 'pglite'), join(into, 'pglite'), { recursive: true })
      return undefined
    }
  },
})

describe.each([
  ['PostgreSQL', onPostgres],
  ['PGlite', onPglite],
] as const)('a database of %s, restored while WeCom went on', (_name, open) => {
  it('sends nothing by itself, asks first, and does nothing twice', async () => {
    const world = await createWorld()
    const dataDir = mkdtempSync(join(tmpdir(), 'desk-restore-'))
    cleaning.push(() => rmSync(dataDir, { recursive: true, force: true }))
    const database = await open()
    await world.start(world.addressesOf(dataDir, database.url))
    cleaning.push(() => world.stop().catch(() => {}))
    await until('leaders', async () => {
      const admins = [0, 1, 2, 3].map((department) => adminOf(department, 'a'))
      const deciders = await Promise.all(
        admins.map(async (admin) => (await world.phoneOf(admin)).get<{ isDecider: boolean }>('/api/me')),
      )
      return deciders.every(({ isDecider }) => isDecider) ? true : null
    })

    // One done; two owed while WeCom is busy; one not decided yet.
    const ids: string[] = []
    for (let department = 0; department < 4; department += 1) ids.push((await world.submit(department)).id)
    await world.agree(0, ids[0]!)
    await world.whenIn('done', 0, ids[0]!)
    world.state.faults.push({
      id: 'busy',
      plan: { endpoint: 'user/update', kind: 'errcode', errcode: -1 },
      seen: 0,
      hits: 0,
    })
    for (const department of [1, 2]) await world.agree(department, ids[department]!)
    for (const department of [1, 2]) await world.whenIn('executing', department, ids[department]!)

    const endLoad = underLoad(world)
    await until('load', async () => (world.cards().length > 0 ? true : null))
    const restore = await database.dump(world, dataDir)
    await endLoad()

    // The world goes on: all of it is done, and told.
    world.state.faults.length = 0
    await world.agree(3, ids[3]!)
    world.later()
    for (const department of [1, 2, 3]) await world.whenIn('done', department, ids[department]!)
    await until('results', async () =>
      [0, 1, 2, 3].every((department) => world.cards().some((card) => card.startsWith(`${staffOf(department, 0)} `)))
        ? true
        : null,
    )
    await world.stop()
    const [writes, cards] = [world.writes(), world.cards()]
    expect(writes.toSorted()).toEqual([0, 1, 2, 3].map((department) => `${staffOf(department, 0)} position`))

    const addresses = world.addressesOf(dataDir, await restore(dataDir))
    if (database.isDeclared) {
      const said = runProgram('restored-cli', productEnvironment(addresses))
      expect(await said.ended, said.lines.join('\n')).toBe(0)
      expect(said.lines.join()).toMatch(/Sending is paused\. Ended [1-9]/)
    }
    await world.start(addresses)

    // Nobody is signed in any more.
    for (const phone of world.phones.values()) await expect(phone.get('/api/me')).rejects.toThrow('401')
    world.phones.clear()
    const health = async () => (await world.phoneOf(OPS)).get<OutboxHealth>('/api/settings/outbox')
    const looked = await until('the look', async () => {
      const now = await health()
      return now.restored?.lookedAt ? now : null
    })
    expect(looked).toMatchObject({
      paused: true,
      restored: { because: database.isDeclared ? 'declared' : 'older_than_seen' },
    })
    expect(looked.restored?.found).toContainEqual({ topic: 'info_change.apply', done: 2, open: 0, unknown: 0 })
    expect([world.writes(), world.cards()]).toEqual([writes, cards])

    await world.post(OPS, '/api/settings/outbox/resume', {})
    world.later()
    for (const department of [1, 2]) await world.whenIn('done', department, ids[department]!)
    // What the database forgot is decided again, by a person; WeCom has it, so nothing is written.
    await world.agree(3, ids[3]!)
    await world.whenIn('done', 3, ids[3]!)
    await until('an empty outbox', async () =>
      (await health()).topics.every(({ due, inFlight }) => due + inFlight === 0) ? true : null,
    )
    expect(world.writes()).toEqual(writes)
    const again = world.cards().slice(cards.length)
    // He alone hears of it again, of whom it was decided again.
    expect(again.filter((card) => !card.startsWith(`${staffOf(3, 0)} `))).toEqual([])
  })
})
