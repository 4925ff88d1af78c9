import type { TestDatabase } from '../lib/test-database.ts'
import type { SimMessage } from '../wecom-simulator/messages.ts'
import type { CrashEnvironment } from './crash-environment.ts'
import type { Story } from './scenario.ts'
import type { People } from './scenario-setup.ts'

type Fact = readonly [what: string, is: unknown, should: unknown]
type Notice = { task: string; event: string; userid: string; state: string; purpose: string }

/** Told because a card's code was lost with an answer, or a button pressed on something else: as often as that happened. */
const consequences = new Set(['request.taken', 'request.changed'])
/** What people did, and what our jobs say exactly once. Tries, and what they found, are as many as it took. */
const exact = [
  'submitted',
  'decided',
  'returned',
  'resubmitted',
  'undone',
  'withdrawn',
  'transferred',
  'urged',
  'asked_next',
  'scheduled',
  'manual_asked',
  'disputed',
  'dispute_upheld',
  'dispute_answered',
  'reassigned',
  'write_failed',
  'read_back_differs',
  'notice_undelivered',
  'escalated',
] as const

/**
 * The oracle: what the platform's ledger says was really done about this story since `from`, and where the request ended.
 * Empty when everything happened, and once.
 */
export async function offencesOf(
  world: CrashEnvironment,
  { people, story, value, from }: { people: People; story: Story; value: string; from: number },
): Promise<string[]> {
  const { database, platform } = world
  const [row] = await database.query<{ state: string; dead: number; live: number; stale: number }>(
    `select state,
       (select count(*)::int from outbox where dead_at is not null) as dead,
       (select count(*)::int from outbox where done_at is null and dead_at is null and
          (payload->>'requestId' = '${story.id}' or payload->>'taskId' in
            (select task_id from cards where request_id = '${story.id}'))) as live,
       (select count(*)::int from workbench_tiles where wanted > told) as stale
     from requests where id = '${story.id}'`,
  )
  const writes = platform.state.effects.flatMap((entry) =>
    entry.seq > from && entry.effect === 'member.update' && entry.userid === people.applicant && entry.by === 'contacts'
      ? [String(entry.to)]
      : [],
  )
  const shown = [people.a, people.b, people.colleague, people.ops].map(
    (userid) => platform.state.workbench.data[userid]?.keydata?.items[0]?.data ?? '0',
  )
  const facts: Fact[] = [
    ['state', row?.state, story.state],
    ['directory writes', writes.join(), story.writes.join()],
    ['dead letters', row?.dead, 0],
    ['live jobs of a request that has ended', row?.live, 0],
    ['stale tiles', row?.stale, 0],
    ['numbers on tiles', shown.join(), '0,0,0,0'],
    ...(await timelineFacts(database, story)),
    ...(await messageFacts(world, story, value)),
  ]
  return facts.flatMap(([what, is, should]) => (is === should ? [] : [`${what}: ${String(is)}, not ${String(should)}`]))
}

async function timelineFacts(database: TestDatabase, { id, events }: Story): Promise<Fact[]> {
  const rows = await database.query<{ type: string; count: number }>(
    `select type, count(*)::int as count from request_events where request_id = '${id}' group by 1`,
  )
  const counts = new Map(rows.map(({ type, count }) => [type, count]))
  return exact.map((type) => [`timeline: ${type}`, counts.get(type) ?? 0, events[type] ?? 0])
}

async function messageFacts(
  { database, platform }: CrashEnvironment,
  { id, notices }: Story,
  value: string,
): Promise<Fact[]> {
  const planned = await database.query<Notice>(
    `select task_id as task, event, notices.userid, notices.state, purpose
     from notices join cards using (task_id) where request_id = '${id}'`,
  )
  const { effects, calls } = platform.state
  const counts = new Map<string, number>()
  for (const { event } of planned) counts.set(event, (counts.get(event) ?? 0) + 1)
  const events = [...new Set([...counts.keys(), ...Object.keys(notices)])].filter((event) => !consequences.has(event))
  const wanted = notices as Readonly<Record<string, number>>
  return [
    ...events.map((event): Fact => [`messages: ${event}`, counts.get(event) ?? 0, wanted[event] ?? 0]),
    ...planned.flatMap(({ task, event, userid, state, purpose }): Fact[] => {
      const who = `${event} to ${userid}`
      if (!asks({ event, purpose })) return [[`${who}: state`, state === 'dropped' ? 'sent' : state, 'sent']]
      const sent = effects.filter((entry) => entry.effect === 'message' && entry.taskId === task).length
      const replaced = effects.filter((entry) => entry.effect === 'card.update' && entry.taskId === task).length
      const tries = calls.filter(
        ({ path, body }) => path === '/cgi-bin/message/send' && JSON.stringify(body).includes(task),
      ).length
      // What nobody needed any more may have gone out before it was known.
      const isDropped = state === 'dropped'
      // The answer with the card's code may be what was lost; then the card stays as it was.
      const mayStay = replaced === 0 && (tries > 1 || sent === 0)
      return [
        [`${who}: state`, isDropped ? 'sent' : state, 'sent'],
        [`${who}: cards`, isDropped ? Math.max(1, sent) : sent, 1],
        [`${who}: replaced`, mayStay ? 1 : replaced, 1],
      ]
    }),
    ...plainFacts(platform.state.messages, planned, value),
  ]
}

/** Cards with a button carry a task id, the others only words. */
const asks = ({ event, purpose }: Pick<Notice, 'event' | 'purpose'>) =>
  purpose === 'ops' || (purpose === 'decide' && event !== 'request.taken')

/** Words name the new value, so each story knows its own. */
function plainFacts(messages: readonly SimMessage[], planned: readonly Notice[], value: string): Fact[] {
  const plain = planned.filter((notice) => !asks(notice))
  return [...new Set(plain.map(({ userid }) => userid))].map((userid) => {
    const owed = plain.filter((notice) => notice.userid === userid)
    const sent = messages.filter(
      ({ to, taskId, content }) => taskId === null && to.includes(userid) && JSON.stringify(content).includes(value),
    ).length
    const dropped = owed.filter(({ state }) => state === 'dropped').length
    // What nobody needed any more may have gone out before it was known.
    const isRight = sent <= owed.length && sent >= owed.length - dropped
    return [`messages without a button to ${userid}`, isRight ? owed.length : sent, owed.length]
  })
}
