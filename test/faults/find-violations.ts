import type { TestDatabase } from '../lib/test-database.ts'
import type { SimMessage } from '../wecom-simulator/messages.ts'
import type { CrashEnvironment } from './crash-environment.ts'
import type { ExpectedOutcome } from './scenario.ts'
import type { People } from './scenario-context.ts'
import { type Fact, violationsIn } from './violations.ts'

type Notice = { task: string; event: string; userid: string; state: string; purpose: string }

/** Events of cards that are sent when a response code was lost or an outdated card was clicked; their number is not checked. */
const consequentialEvents = new Set(['request.taken', 'request.changed'])
/** Event types whose number is checked. Starts, retries and successes of writes are left out: their number varies. */
const countedEventTypes = [
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
 * Compares the effects that the simulated WeCom recorded since `from`, and the state of the request, with the expected
 * outcome. Returns the differences.
 */
export async function findViolations(
  environment: CrashEnvironment,
  { people, outcome, value, from }: { people: People; outcome: ExpectedOutcome; value: string; from: number },
): Promise<string[]> {
  const { database, platform } = environment
  const [row] = await database.query<{ state: string; dead: number; live: number; stale: number }>(
    `select state,
       (select count(*)::int from outbox where dead_at is not null) as dead,
       (select count(*)::int from outbox where done_at is null and dead_at is null and
          (payload->>'requestId' = '${outcome.id}' or payload->>'taskId' in
            (select task_id from cards where request_id = '${outcome.id}'))) as live,
       (select count(*)::int from workbench_tiles where wanted > told) as stale
     from requests where id = '${outcome.id}'`,
  )
  const writes = platform.state.effects.flatMap((entry) =>
    entry.seq > from && entry.effect === 'member.update' && entry.userid === people.applicant && entry.by === 'contacts'
      ? [String(entry.to)]
      : [],
  )
  const tileCounts = [people.adminA, people.adminB, people.colleague, people.ops].map(
    (userid) => platform.state.workbench.data[userid]?.keydata?.items[0]?.data ?? '0',
  )
  return violationsIn([
    ['state', row?.state, outcome.state],
    ['directory writes', writes.join(), outcome.writes.join()],
    ['dead letters', row?.dead, 0],
    ['live jobs of a request that has ended', row?.live, 0],
    ['stale tiles', row?.stale, 0],
    ['numbers on tiles', tileCounts.join(), '0,0,0,0'],
    ...(await timelineFacts(database, outcome)),
    ...(await messageFacts(environment, outcome, value)),
  ])
}

async function timelineFacts(database: TestDatabase, { id, events }: ExpectedOutcome): Promise<Fact[]> {
  const rows = await database.query<{ type: string; count: number }>(
    `select type, count(*)::int as count from request_events where request_id = '${id}' group by 1`,
  )
  const counts = new Map(rows.map(({ type, count }) => [type, count]))
  return countedEventTypes.map((type) => [`timeline: ${type}`, counts.get(type) ?? 0, events[type] ?? 0])
}

async function messageFacts(
  { database, platform }: CrashEnvironment,
  { id, notices }: ExpectedOutcome,
  value: string,
): Promise<Fact[]> {
  const planned = await database.query<Notice>(
    `select task_id as task, event, notices.userid, notices.state, purpose
     from notices join cards using (task_id) where request_id = '${id}'`,
  )
  const { effects, calls } = platform.state
  const counts = new Map<string, number>()
  for (const { event } of planned) counts.set(event, (counts.get(event) ?? 0) + 1)
  const events = [...new Set([...counts.keys(), ...Object.keys(notices)])].filter(
    (event) => !consequentialEvents.has(event),
  )
  const expectedCounts = notices as Readonly<Record<string, number>>
  return [
    ...events.map((event): Fact => [`messages: ${event}`, counts.get(event) ?? 0, expectedCounts[event] ?? 0]),
    ...planned.flatMap(({ task, event, userid, state, purpose }): Fact[] => {
      const recipient = `${event} to ${userid}`
      if (!hasButton({ event, purpose })) return [[`${recipient}: state`, state === 'dropped' ? 'sent' : state, 'sent']]
      const sent = effects.filter((entry) => entry.effect === 'message' && entry.taskId === task).length
      const replaced = effects.filter((entry) => entry.effect === 'card.update' && entry.taskId === task).length
      const tries = calls.filter(
        ({ path, body }) => path === '/cgi-bin/message/send' && JSON.stringify(body).includes(task),
      ).length
      // A message that became obsolete may have been sent before that was known.
      const isDropped = state === 'dropped'
      // If the response with the card's code was lost, the card cannot be replaced.
      const mayStay = replaced === 0 && (tries > 1 || sent === 0)
      return [
        [`${recipient}: state`, isDropped ? 'sent' : state, 'sent'],
        [`${recipient}: cards`, isDropped ? Math.max(1, sent) : sent, 1],
        [`${recipient}: replaced`, mayStay ? 1 : replaced, 1],
      ]
    }),
    ...plainMessageFacts(platform.state.messages, planned, value),
  ]
}

/** Returns whether the card has a button. Only such cards carry a task id. */
const hasButton = ({ event, purpose }: Pick<Notice, 'event' | 'purpose'>) =>
  purpose === 'ops' || (purpose === 'decide' && event !== 'request.taken')

/** Checks the messages without a button. Their text contains the new value, which is unique to the scenario. */
function plainMessageFacts(messages: readonly SimMessage[], planned: readonly Notice[], value: string): Fact[] {
  const plain = planned.filter((notice) => !hasButton(notice))
  return [...new Set(plain.map(({ userid }) => userid))].map((userid) => {
    const unbuttonedNotices = plain.filter((notice) => notice.userid === userid)
    const sent = messages.filter(
      ({ to, taskId, content }) => taskId === null && to.includes(userid) && JSON.stringify(content).includes(value),
    ).length
    const dropped = unbuttonedNotices.filter(({ state }) => state === 'dropped').length
    // A message that became obsolete may have been sent before that was known.
    const isRight = sent <= unbuttonedNotices.length && sent >= unbuttonedNotices.length - dropped
    return [
      `messages without a button to ${userid}`,
      isRight ? unbuttonedNotices.length : sent,
      unbuttonedNotices.length,
    ]
  })
}
