import type { LostCase } from '@desk/shared/lost-device/lost-device-schemas'
import type { CrashEnvironment } from './crash-environment.ts'

const TRIES = 20
const REPORTER = 'chenhaiyan'
const ADMIN = 'limin'

/** As a phone does: what got no answer is sent again, with the same key, once the server is back. */
async function insist<Answer>(
  world: CrashEnvironment,
  what: string,
  call: () => Promise<Answer | null>,
): Promise<Answer> {
  let last: unknown = null
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const answer = await call().catch((error: unknown) => {
      last = error
      return null
    })
    if (answer !== null) return answer
    await world.whenBack()
  }
  throw new Error(`the phone gave up: ${what}`, { cause: last })
}

/** One person's phone, whose requests go to either instance in turn. */
function phoneOf({ phones, urls }: CrashEnvironment, userid: string) {
  let turn = 0
  const next = () => urls[(turn += 1) % urls.length]!
  return {
    async get<Body>(path: string): Promise<Body> {
      const { status, body } = await phones.get<Body>(next(), userid, path)
      if (status !== 200) throw new Error(`${path} answered ${String(status)}`)
      return body
    },
    post: <Body>(path: string, body: unknown, key?: string) =>
      phones.post<Body>(next(), userid, path, body, key === undefined ? {} : { key }),
  }
}
type Phone = ReturnType<typeof phoneOf>

export type LostDeviceScenario = { id: string; subjectId: string; seqBefore: number; claims: string[] }

/** Looks at the case all the while: what it says must be true at that moment. */
export function watchClaims(world: CrashEnvironment, phone: Phone, story: LostDeviceScenario): () => Promise<void> {
  let isOver = false
  const watch = async () => {
    while (!isOver) {
      const view = await phone.get<LostCase>(`/api/lost-device/cases/${story.id}`).catch(() => null)
      if (view) story.claims.push(...untrueOf(world, story, view))
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  const watching = watch()
  return async () => {
    isOver = true
    await watching
  }
}

const callsAbout = (world: CrashEnvironment, { subjectId, seqBefore }: LostDeviceScenario, enable: 0 | 1) =>
  world.platform.state.calls.filter(
    ({ seq, path, body }) =>
      seq > seqBefore &&
      path === '/cgi-bin/user/update' &&
      (body as { userid?: string; enable?: number }).userid === subjectId &&
      (body as { enable?: number }).enable === enable,
  )

function untrueOf(world: CrashEnvironment, story: LostDeviceScenario, { at, phase }: LostCase): string[] {
  const isDisabled = world.platform.state.directory.members[story.subjectId]?.enable === 0
  const isAnswered = callsAbout(world, story, 0).some(({ errcode }) => errcode === 0)
  return [
    ...(at.sent !== null && !isAnswered ? ['said sent, and WeCom answered nothing'] : []),
    ...(phase === 'locked' && !isDisabled ? ['said locked, and it is not'] : []),
  ]
}

export async function reportStory(
  world: CrashEnvironment,
  subjectId: string,
  index: number,
): Promise<LostDeviceScenario> {
  const phone = phoneOf(world, REPORTER)
  const seqBefore = world.platform.state.seq
  const body = {
    subjectId,
    label: subjectId,
    why: 'lost',
    lastSeenAt: new Date(world.nowMs() - 600_000).toISOString(),
    note: `第${String(index)}次`,
  }
  const id = await insist(world, 'report', async () => {
    const key = `lost-run-${String(index)}`
    const answer = await phone.post<{ id: string }>('/api/lost-device/reports', body, key)
    if (answer.status === 200 || answer.status === 201) return answer.body.id
    throw new Error(`${String(answer.status)} ${JSON.stringify(answer.body)}`)
  })
  return { id, subjectId, seqBefore, claims: [] }
}

export const watcherOf = (world: CrashEnvironment) => phoneOf(world, 'limin')

/** Two people, read back, and the case closed: the next story may be about the same person. */
export async function recoverStory(world: CrashEnvironment, { id }: LostDeviceScenario): Promise<void> {
  const [admin, ops] = [phoneOf(world, ADMIN), phoneOf(world, REPORTER)]
  const view = () => insist(world, 'view', () => ops.get<LostCase>(`/api/lost-device/cases/${id}`))
  const press = (phone: Phone, what: string, isDone: (one: LostCase) => boolean, more = {}) =>
    insist(world, what, async () => {
      const now = await view()
      if (isDone(now)) return true
      const { status, body } = await phone.post(`/api/lost-device/cases/${id}/${what}`, {
        version: now.version,
        ...more,
      })
      if (status === 200) return true
      throw new Error(`${what} answered ${String(status)} ${JSON.stringify(body)}`)
    })
  await press(admin, 'found', ({ at }) => at.recovery !== null)
  await press(admin, 'identity', ({ at }) => at.identity !== null, { channel: 'phone' })
  await press(ops, 'unlock', ({ phase }) => phase !== 'identity_ok')
  await world.settle()
  await press(ops, 'aftercare', ({ phase }) => phase === 'closed', { done: ['password', 'device', 'pc'] })
}

/** The oracle: what the platform really did about this story. `backAtMs`: when server and platform were well again. */
export async function lostOffencesOf(world: CrashEnvironment, story: LostDeviceScenario, backAtMs: number) {
  const { effects } = world.platform.state
  const mine = effects.filter(
    (entry) => entry.seq > story.seqBefore && 'userid' in entry && entry.userid === story.subjectId,
  )
  const count = (effect: string) => mine.filter((entry) => entry.effect === effect).length
  const [row] = await world.database.query<{
    phase: string
    ordered: string
    dead: number
    receipts: number
    doubled: number
  }>(
    `select phase, ordered_at::text as ordered,
       (select count(*)::int from outbox where dead_at is not null) as dead,
       (select count(*)::int from request_events where request_id = '${story.id}' and type = 'lock_confirmed') as receipts,
       (select count(*)::int from (select userid from notices where object_id = '${story.id}' and event = 'device.locked'
          group by userid having count(*) > 1) as twice) as doubled
     from lost_cases where request_id = '${story.id}'`,
  )
  const calls = callsAbout(world, story, 0)
  const first = calls.find(({ errcode }) => errcode === 0) ?? calls.at(0)
  // While any answer is withheld the platform is not well: after a kill it is asked before it is told again.
  const failed = world.platform.state.calls
    .filter(({ seq, fault, at }) => seq > story.seqBefore && fault !== null && at < (first?.at ?? 0))
    .map(({ at, ms }) => at + ms)
  // Nor is a server that died after the report was answered, until it is up again.
  const upAgain = world.backAtMs() < (first?.at ?? 0) ? world.backAtMs() : 0
  const since = Math.max(Date.parse(row!.ordered), backAtMs, upAgain, ...failed)
  const seconds = first ? Math.max(0, (first.at - since) / 1000) : Number.POSITIVE_INFINITY
  const facts: [string, unknown, unknown][] = [
    ['disables', count('member.disable'), 1],
    ['enables', count('member.enable'), 1],
    ['phase', row!.phase, 'closed'],
    ['proofs', row!.receipts, 1],
    ['people with two receipts', row!.doubled, 0],
    ['dead letters', row!.dead, 0],
    ['untrue claims', [...new Set(story.claims)].join('; '), ''],
  ]
  const offences = facts.flatMap(([what, is, should]) =>
    is === should ? [] : [`${what}: ${String(is)}, not ${String(should)}`],
  )
  return { offences, seconds }
}
