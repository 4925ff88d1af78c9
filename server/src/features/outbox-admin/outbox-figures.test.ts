import { DAY_MS, HOUR_MS, MINUTE_MS } from '@desk/shared/kernel/durations'
import { jobKinds, topicsOfKind } from '@desk/shared/outbox/job-kinds'
import type { OutboxHealth } from '@desk/shared/outbox/outbox-schemas'
import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { directoryRuns, notices, outbox, policyMailings } from '../../db/schema/index.ts'
import { saveRefusal } from '../../kernel/wecom-refusals-queries.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { DAY_JOBS_MAX } from './outbox-admin-queries.ts'

type Row = typeof outbox.$inferInsert

/** Adds jobs, by default pending ones that are due; the key of a row is also its group. */
async function insertJobs(kit: Kit, rows: readonly (Pick<Row, 'dedupeKey'> & Partial<Row>)[]): Promise<void> {
  const row = { topic: 'notice.ask', payload: {}, runAt: kit.deps.clock.now(), attempts: 0, fence: 1 }
  await kit.deps.db.insert(outbox).values(rows.map((own) => ({ ...row, groupKey: own.dedupeKey, ...own })))
}

/** Returns a function that reads the page of the outbox, with a query. */
async function openPage(kit: Kit) {
  const department = await kit.given.department({ id: 1 })
  const ops = await kit.given.member({ userid: 'chenhaiyan', department, roles: ['ops'] })
  const { requestAs } = createTestClient(kit.deps)
  return async (query = '') => {
    const response = await requestAs(ops, 'GET', `/api/settings/outbox${query}`)
    expect([query, response.status]).toEqual([query, 200])
    return (await response.json()) as OutboxHealth
  }
}

describe('the latency of the last day', () => {
  test('the latency counts jobs that were done without a retry or deferral, from their planned time, with median and tail, and says how many it leaves out', async ({
    kit,
  }) => {
    const doneAt = new Date(kit.deps.clock.now().getTime() - MINUTE_MS)
    const done = (dedupeKey: string, tookMs: number, own: Partial<Row> = {}) => {
      const at = own.doneAt ?? doneAt
      return { dedupeKey, doneAt: at, runAt: new Date(at.getTime() - tookMs), ...own }
    }
    await insertJobs(kit, [
      // Its server's clock was behind.
      done('a', -50),
      done('b', 800),
      done('c', 800),
      done('d', 1_500),
      done('e', 400_000),
      done('retried', 5, { attempts: 1, lastError: '-1' }),
      done('deferred', 5, { lastError: 'quiet_hours' }),
      done('earlier', 5, { doneAt: new Date(doneAt.getTime() - DAY_MS) }),
      { dedupeKey: 'pending' },
      { dedupeKey: 'stopped', attempts: 1, deadAt: doneAt, lastError: '60020' },
    ])
    const { latency, latencyLeftOut } = await (await openPage(kit))()
    // Deferred or retried; the others are pending, stopped, or older than a day.
    expect(latencyLeftOut).toBe(2)
    expect([latency?.medianMs, latency?.p95Ms]).toEqual([800, 400_000])
    expect(latency?.ranges.map(({ fromMs, toMs, count }) => [fromMs, toMs, count])).toEqual([
      [0, 500, 1],
      [500, 1_000, 2],
      [1_000, 2_000, 1],
      [2_000, 5_000, 0],
      [5_000, 10_000, 0],
      [10_000, 30_000, 0],
      [30_000, 60_000, 0],
      [60_000, 300_000, 0],
      [300_000, null, 1],
    ])
  })

  test('without a job that was done without a retry or deferral no latency is stated', async ({ kit }) => {
    const doneAt = kit.deps.clock.now()
    await insertJobs(kit, [{ dedupeKey: 'pending' }, { dedupeKey: 'retried', doneAt, attempts: 1, lastError: '-1' }])
    expect(await (await openPage(kit))()).toMatchObject({ latency: null, latencyLeftOut: 1 })
  })

  test('a job that was paused for months has a latency', async ({ kit }) => {
    const doneAt = kit.deps.clock.now()
    await insertJobs(kit, [{ dedupeKey: 'a', doneAt, runAt: new Date(doneAt.getTime() - 90 * DAY_MS) }])
    expect((await (await openPage(kit))()).latency?.medianMs).toBe(90 * DAY_MS)
  })
})

describe('the kinds of jobs', () => {
  test('a kind narrows both lists, with a search as well, and does not change the figures', async ({ kit }) => {
    const deadAt = kit.deps.clock.now()
    const stopped = { attempts: 1, deadAt, lastError: '60020' }
    await insertJobs(kit, [
      { dedupeKey: 'a', topic: 'notice.ask' },
      { dedupeKey: 'b', topic: 'account.create' },
      { dedupeKey: 'c', topic: 'groups.apply' },
      { dedupeKey: 'd', topic: 'directory.sync' },
      { dedupeKey: 'e', topic: 'a.later.release' },
      { dedupeKey: 'f', topic: 'policy.mail', ...stopped },
      { dedupeKey: 'g', topic: 'group_create.make', ...stopped },
      { dedupeKey: 'h', topic: 'group_create.make', ...stopped, lastError: '81013' },
    ])
    const read = await openPage(kit)
    const topicsIn = (list: readonly { topic: string }[]) => list.map(({ topic }) => topic).toSorted()
    const listTopics = async (query: string) => {
      const { jobs, dead } = await read(query)
      return [topicsIn(jobs), topicsIn(dead)]
    }
    expect(await listTopics('?kind=messages')).toEqual([['notice.ask'], ['policy.mail']])
    expect(await listTopics('?kind=people')).toEqual([['account.create'], []])
    expect(await listTopics('?kind=groups')).toEqual([['groups.apply'], ['group_create.make', 'group_create.make']])
    expect(await listTopics('?kind=other')).toEqual([['a.later.release', 'directory.sync'], []])
    expect(await listTopics('?kind=groups&q=60020')).toEqual([[], ['group_create.make']])
    const { topics, deadCount } = await read('?kind=people')
    expect([topics.length, deadCount]).toEqual([5, 3])
  })

  test('a topic names a cause for which its pending jobs wait until a setting is corrected, whatever the filter', async ({
    kit,
  }) => {
    const at = kit.deps.clock.now()
    const later = new Date(at.getTime() + HOUR_MS)
    await insertJobs(kit, [
      { dedupeKey: 'a', topic: 'policy.mail', runAt: later, lastError: 'quiet_hours' },
      { dedupeKey: 'b', topic: 'policy.mail', runAt: later, lastError: '60020' },
      { dedupeKey: 'c', topic: 'notice.ask', runAt: later, attempts: 1, lastError: '-1' },
      // Done, and a dead letter: neither waits.
      { dedupeKey: 'd', topic: 'notice.ask', doneAt: at, lastError: '40001' },
      { dedupeKey: 'e', topic: 'notice.ask', deadAt: at, attempts: 1, lastError: '60020' },
    ])
    const read = await openPage(kit)
    for (const query of ['', '?kind=groups', '?q=48002']) {
      const { topics } = await read(query)
      expect(topics.map(({ topic, heldBy }) => [topic, heldBy])).toEqual([
        ['notice.ask', null],
        ['policy.mail', '60020'],
      ])
    }
  })

  test('a topic is of one kind', () => {
    const topics = Object.values(topicsOfKind).flat()
    expect(new Set(topics).size).toBe(topics.length)
    expect([...Object.keys(topicsOfKind), 'other']).toEqual([...jobKinds])
  })
})

test('the page names the APIs whose quota WeCom reports as used up, while the refusal lasts', async ({ kit }) => {
  const { db, clock } = kit.deps
  const refusal = { errcode: 45009, configuration: '', at: clock.now() }
  const until = new Date(clock.now().getTime() + HOUR_MS)
  await saveRefusal(db, { ...refusal, kind: 'gate', subject: 'message/send', until })
  await saveRefusal(db, { ...refusal, kind: 'gate', subject: 'user/get', until: clock.now() })
  await saveRefusal(db, { ...refusal, kind: 'secret', subject: 'contacts_token', errcode: 40001, until })
  expect((await (await openPage(kit))()).gates).toEqual([{ api: 'message/send', until: until.toISOString() }])
})

describe('the messages of today', () => {
  test('each recipient of a card, a mailing and a digest that WeCom took today counts once', async ({ kit }) => {
    const { db, clock } = kit.deps
    const doneAt = clock.now()
    const yesterday = new Date(doneAt.getTime() - DAY_MS)
    const notice = (taskId: string, own: Partial<typeof notices.$inferInsert>) => ({
      ...{ taskId, event: 'request.applied' as const, objectId: 'x', userid: 'guoji', dedupeKey: taskId },
      ...{ plannedAt: yesterday, admittedAt: doneAt, state: 'sent' as const, ...own },
    })
    await db
      .insert(notices)
      .values([
        notice('card_sent', {}),
        notice('card_unreached', { state: 'undelivered' }),
        notice('card_earlier', { admittedAt: yesterday }),
        notice('line_1', { admittedAt: null, digestId: 'card_digest' }),
        notice('line_2', { admittedAt: null, digestId: 'card_digest' }),
      ])
    const mailing = { batchKey: 'digest:x', policyIds: [], card: { title: '', subtitle: '', rows: [], path: '/' } }
    await db.insert(policyMailings).values([
      { ...mailing, id: 'card_mailing', userids: ['a', 'b', 'c'], sentAt: doneAt },
      { ...mailing, id: 'card_mailing_earlier', userids: ['a', 'b'], sentAt: yesterday },
    ])
    const job = (key: string, topic: string, payload: object) => ({ dedupeKey: key, topic, payload, doneAt })
    await insertJobs(kit, [
      job('1', 'notice.ask', { taskId: 'card_sent' }),
      job('2', 'notice.over', { taskId: 'card_sent' }),
      job('3', 'notice.ask', { taskId: 'card_unreached' }),
      job('4', 'notice.over', { taskId: 'card_earlier' }),
      job('5', 'notice.digest', { userid: 'guoji', digestId: 'card_digest' }),
      job('6', 'policy.mail', { id: 'card_mailing' }),
      job('7', 'policy.mail_over', { id: 'card_mailing' }),
      job('8', 'policy.mail', { id: 'card_mailing_earlier' }),
      job('9', 'directory.sync', {}),
    ])
    const { messages } = await (await openPage(kit))()
    expect(messages).toEqual({ today: 5, isPartial: false, members: null, limitAtLeast: null })
  })

  test('of more jobs than are read, the messages of today and the figures of the day are a lower bound', async ({
    kit,
  }) => {
    const [read, now] = [await openPage(kit), kit.deps.clock.now().toISOString()]
    const addJobs = (first: number, last: number) =>
      kit.deps.db.execute(sql`insert into ${outbox} (topic, payload, dedupe_key, group_key, run_at, attempts, fence)
        select 'directory.sync', '{}', no::text, no::text, ${now}::timestamptz, 0, 1 from generate_series(${first}::int, ${last}::int) no`)
    const arePartial = async () => {
      const { messages, day } = await read()
      return [messages?.isPartial, day.isPartial]
    }
    await addJobs(1, DAY_JOBS_MAX - 1)
    expect(await arePartial()).toEqual([false, false])
    // All of them are pending: those that ended today may be older.
    await addJobs(DAY_JOBS_MAX, DAY_JOBS_MAX + 1)
    expect(await arePartial()).toEqual([true, true])
  })

  test('the page says that WeCom allows at least 200 messages a day for each member of the last finished sync', async ({
    kit,
  }) => {
    const at = kit.deps.clock.now()
    const run = { startedAt: at, departmentIds: [], position: 0, calls: 1, claims: 1 }
    await kit.deps.db.insert(directoryRuns).values([
      { ...run, finishedAt: at, members: 59 },
      { ...run, members: 12 },
    ])
    const { messages } = await (await openPage(kit))()
    expect(messages).toEqual({ today: 0, isPartial: false, members: 59, limitAtLeast: 11_800 })
  })
})
