import { type Figure, percentile, report } from '../lib/measurement.ts'
import { openPhone } from '../lib/phone-session.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { until } from '../lib/wait-until.ts'
import { statusOf } from '../wecom-simulator/directory.ts'
import { deleteMember, updateMember } from '../wecom-simulator/member-changes.ts'
import type { PlatformEvent } from '../wecom-simulator/platform-events.ts'
import { seededRandom } from '../wecom-simulator/seeded-random.ts'
import { pushContacts } from './push-callback.ts'
import { createCallbackEnvironment } from './callback-environment.ts'
import { numberOption } from './run-options.ts'
import { generatedUserid } from '../wecom-simulator/company.ts'

const EVENTS = numberOption('runs', 10_000)
const MEMBERS = 2_000
const DEPARTMENTS = 40
/** How often each event is sent. */
const TIMES = 3
/** Share of events that are never sent. */
const LOST_SHARE = 0.03
/** By how many events an event may be delayed. */
const SHUFFLE = 600
const CONCURRENCY = 12
/** How long a member may still be served after they were disabled. */
const MAX_REFUSAL_MS = 5_000
const TIMEOUT_MS = 600_000
/** Other jobs may wait for the next morning. */
const PENDING_LOOKUPS = `outbox where topic = 'callback.handle' and done_at is null and dead_at is null`

const random = seededRandom(numberOption('seed', 20_261_124))
const pick = (limit: number) => Math.floor(random() * limit)

const postgres = await startPostgres({ durable: true })
const environment = await createCallbackEnvironment(postgres.url, MEMBERS, DEPARTMENTS)
let status: number
try {
  await environment.start()
  const platform = environment.simulator.simulator.context
  const firstSecond = Math.floor(Date.now() / 1000)

  /** Measures the time from the callback about a disabled member to their first refused request. */
  async function measureRefusalMs(): Promise<number> {
    const userid = generatedUserid(0)
    const phone = await openPhone(environment.simulator.gatewayUrl, userid)
    updateMember(platform, { userid, enable: 0 }, 'console')
    const started = performance.now()
    await pushContacts(environment.urls[1] ?? '', { type: 'update_user', userid }, firstSecond - 1)
    await until('the refusal', async () => (await phone.get('/api/me').catch(() => null)) === null || null, TIMEOUT_MS)
    const ms = performance.now() - started
    updateMember(platform, { userid, enable: 1 }, 'console')
    await pushContacts(environment.urls[0] ?? '', { type: 'update_user', userid }, firstSecond - 2)
    return ms
  }

  const renames = new Map<string, number>()
  const departed = new Set<string>()

  /** Changes the directory and returns the event. Each event has its own second, which identifies it. */
  function change(index: number): PlatformEvent {
    const userid = generatedUserid(1 + pick(MEMBERS - 1))
    const { departments } = platform.state.directory
    if (index % 200 === 199) {
      const id = 2 + pick(DEPARTMENTS)
      const department = departments[String(id)]
      if (department) department.name = `部门${id}-${index}`
      platform.state.directory.version += 1
      return { type: 'update_party', id, parentId: 1 }
    }
    if (departed.has(userid)) return { type: 'delete_user', userid }
    if (index % 20 === 19) {
      departed.add(userid)
      deleteMember(platform, userid, 'console')
      return { type: 'delete_user', userid }
    }
    renames.set(userid, (renames.get(userid) ?? 0) + 1)
    const update = { userid, name: `成员-${index}`, department: [2 + pick(DEPARTMENTS)] }
    updateMember(platform, update, 'console')
    return { type: 'update_user', userid }
  }

  type Push = { event: PlatformEvent; createTime: number }

  /** Changes the directory and sends the events: each three times, at random steps after its change, and some never. */
  async function pushEvents(): Promise<{ times: number[]; sent: number; lost: number }> {
    const waiting = new Map<number, Push[]>()
    const times: number[] = []
    let [sent, lost, pushes] = [0, 0, 0]
    const underWay = new Set<Promise<void>>()
    const send = async ({ event, createTime }: Push) => {
      times.push(await pushContacts(environment.urls[(pushes += 1) % 2] ?? '', event, createTime))
    }
    for (let step = 0; step < EVENTS + SHUFFLE; step += 1) {
      if (step < EVENTS) {
        const push = { event: change(step), createTime: firstSecond + step }
        if (random() < LOST_SHARE) lost += 1
        else {
          sent += 1
          for (let time = 0; time < TIMES; time += 1) {
            const targetStep = step + pick(SHUFFLE)
            waiting.set(targetStep, [...(waiting.get(targetStep) ?? []), push])
          }
        }
      }
      for (const push of waiting.get(step) ?? []) {
        const sending: Promise<void> = send(push).finally(() => underWay.delete(sending))
        underWay.add(sending)
        if (underWay.size >= CONCURRENCY) await Promise.race(underWay)
      }
      waiting.delete(step)
    }
    await Promise.all(underWay)
    return { times, sent, lost }
  }

  /** Counts the stored members that differ from the directory of the simulated WeCom. */
  async function countDifferingMembers(): Promise<number> {
    const rows = await environment.database.query<{ userid: string; name: string; ids: number[]; status: number }>(
      'select userid, name, department_ids as ids, status from members',
    )
    return rows.filter(({ userid, name, ids, status }) => {
      const member = platform.state.directory.members[userid]
      if (!member) return status !== 5
      return name !== member.name || ids.join() !== member.department.join() || status !== statusOf(member)
    }).length
  }

  /** Measures a trivial endpoint with the same concurrency, as the baseline of this machine. */
  async function measureBaselineTimes(): Promise<number[]> {
    const times: number[] = []
    const callRepeatedly = async (lane: number) => {
      for (let call = 0; call < 100; call += 1) {
        const started = performance.now()
        await (await fetch(`${environment.urls[lane % 2] ?? ''}/healthz`)).arrayBuffer()
        times.push(performance.now() - started)
      }
    }
    await Promise.all(Array.from({ length: CONCURRENCY }, (_, lane) => callRepeatedly(lane)))
    return times
  }

  const refusalDelay = await measureRefusalMs()
  const baseline = await measureBaselineTimes()
  const started = performance.now()
  const { times, sent, lost } = await pushEvents()
  const pushSeconds = (performance.now() - started) / 1000
  await until('all lookups', async () => (await environment.count(PENDING_LOOKUPS)) === 0 || null, TIMEOUT_MS)
  const drainedSeconds = (performance.now() - started) / 1000

  const storedEvents = await environment.count(`callbacks where received_at is not null and body like '%<CreateTime>%'`)
  const unhandledEvents = await environment.count('callbacks where handled_at is null')
  const deadLetters = await environment.count('outbox where dead_at is not null')
  const recordedRenames = await environment.database.query<{ userid: string; count: number }>(
    `select userid, count(*)::int as count from directory_changes where kind = 'renamed' group by userid`,
  )
  const duplicateRenames = recordedRenames.filter(({ userid, count }) => count > (renames.get(userid) ?? 0)).length
  const duplicateDepartures = await environment.count(
    `(select userid from directory_changes where kind = 'left' group by userid having count(*) > 1) as twice`,
  )
  const differedBefore = await countDifferingMembers()
  const lookups = platform.state.calls.filter(({ path }) => path === '/cgi-bin/user/get').length
  await environment.reconcile()
  const differedAfter = await countDifferingMembers()

  const figures: Figure[] = [
    { what: 'events', value: EVENTS, unit: '' },
    { what: 'events that were not pushed', value: lost, unit: '' },
    { what: 'pushes with status 200', value: times.length, unit: '' },
    { what: 'pushes without a response', value: sent * TIMES - times.length, unit: '', goal: 0 },
    { what: 'pushes per second', value: Math.round(times.length / pushSeconds), unit: '/s' },
    { what: 'response, median', value: Math.round(percentile(times, 50)), unit: 'ms' },
    { what: 'response, p99', value: Math.round(percentile(times, 99)), unit: 'ms', goal: 500 },
    { what: 'baseline: /healthz without load, p99', value: Math.round(percentile(baseline, 99)), unit: 'ms' },
    { what: 'response, slowest', value: Math.round(percentile(times, 100)), unit: 'ms' },
    // `measureRefusalMs` pushes two more events.
    { what: 'events stored not exactly once', value: Math.abs(storedEvents - sent - 2), unit: '', goal: 0 },
    { what: 'events without a lookup in WeCom', value: unhandledEvents, unit: '', goal: 0 },
    { what: 'dead letters', value: deadLetters, unit: '', goal: 0 },
    { what: 'members with a change recorded twice', value: duplicateRenames + duplicateDepartures, unit: '', goal: 0 },
    { what: 'lookups in WeCom (logged calls)', value: lookups, unit: '' },
    { what: 'until all lookups were done', value: Math.round(drainedSeconds), unit: 's' },
    { what: 'members that differ after the pushes', value: differedBefore, unit: '', goal: lost },
    { what: 'members that differ after the sync', value: differedAfter, unit: '', goal: 0 },
    { what: 'disabled member refused after', value: Math.round(refusalDelay), unit: 'ms', goal: MAX_REFUSAL_MS },
  ]
  status = report('callbacks', figures, { postgresql: '18' })
} finally {
  await environment.stop()
  await postgres.stop()
}
process.exit(status)
