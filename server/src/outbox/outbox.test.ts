import { describe, expect } from 'vitest'
import { sql } from 'drizzle-orm'
import type { Tx } from '../db/database.ts'
import { outbox } from '../db/schema/index.ts'
import { type Kit, test } from '../testing/kit.ts'
import { WecomRefusedError } from '../kernel/app-error.ts'
import { retryDelaysMs } from './classify-failure.ts'
import { claimJob, enqueue, extendLease, holdsLease, type Job, settleDone } from './outbox-queries.ts'
import { noWrites, runJob } from './run-job.ts'

const row = (kit: Kit, name: string, group = name) => ({
  topic: 'test',
  payload: { name },
  dedupeKey: name,
  groupKey: group,
  runAt: kit.deps.clock.now(),
})
const claim = (kit: Kit) => claimJob(kit.deps.db, kit.deps.clock.now(), 8_000)
const enqueueRows = (kit: Kit, ...rows: ReturnType<typeof row>[]) => kit.deps.db.transaction((tx) => enqueue(tx, rows))
const expireLeases = (kit: Kit) =>
  kit.deps.db.update(outbox).set({ leasedUntil: sql`clock_timestamp() - interval '1 second'` })

describe('outbox', () => {
  test('a job is claimed by one worker at a time', async ({ kit }) => {
    await enqueueRows(kit, row(kit, 'one'))
    expect(await claim(kit)).toMatchObject({ payload: { name: 'one' } })
    expect(await claim(kit)).toBeNull()
  })

  test('a second open job of the same key is dropped', async ({ kit }) => {
    await enqueueRows(kit, row(kit, 'one'), row(kit, 'one'))
    expect(await kit.deps.db.$count(outbox)).toBe(1)
  })

  test('jobs of a group run in order, and other groups may overtake them', async ({ kit }) => {
    await enqueueRows(kit, row(kit, 'first', 'g'), row(kit, 'second', 'g'), row(kit, 'other'))
    expect((await claim(kit))?.payload).toEqual({ name: 'first' })
    expect((await claim(kit))?.payload).toEqual({ name: 'other' })
    expect(await claim(kit)).toBeNull()
  })

  test('of the listed topics the first is claimed first, and jobs of other topics are not claimed', async ({ kit }) => {
    const now = kit.deps.clock.now()
    const jobOf = (topic: string, name: string, inMs: number) => ({
      ...row(kit, name),
      topic,
      runAt: new Date(now.getTime() + inMs),
    })
    const later = jobOf('lock', 'later', -1000)
    const earlier = jobOf('card', 'earlier', -2000)
    const future = jobOf('lock', 'future', 1000)
    await enqueueRows(kit, row(kit, 'unlisted'), earlier, later, future)
    const claimListed = () => claimJob(kit.deps.db, now, 8_000, ['lock', 'card'])
    const claimed = [await claimListed(), await claimListed(), await claimListed()]
    expect(claimed.map((job) => job?.payload)).toEqual([{ name: 'later' }, { name: 'earlier' }, undefined])
  })

  test('a worker that lost the lease can no longer settle the job', async ({ kit }) => {
    await enqueueRows(kit, row(kit, 'one'))
    const slow = await claim(kit)
    await expireLeases(kit)
    const fast = await claim(kit)
    if (!slow || !fast) throw new Error('both claims should have found the row')
    const settle = (job: typeof slow) => kit.deps.db.transaction((tx) => settleDone(tx, job, kit.deps.clock.now()))
    expect(await settle(slow)).toBe(false)
    expect(await settle(fast)).toBe(true)
  })

  test('the writes of a worker without a lease are rolled back', async ({ kit }) => {
    await enqueueRows(kit, row(kit, 'one'))
    const job = await claim(kit)
    if (!job) throw new Error('nothing claimed')
    const handler = {
      handle: async () => {
        await expireLeases(kit)
        await claim(kit)
        return (tx: Parameters<typeof enqueue>[0]) => enqueue(tx, [row(kit, 'follow-up')])
      },
    }
    await runJob(kit.deps, { test: handler }, job)
    expect(await kit.deps.db.$count(outbox)).toBe(1)
  })

  test('a claim commits asynchronously; a checkpoint that an external call depends on does not', async ({ kit }) => {
    await enqueueRows(kit, row(kit, 'one'))
    const synchronousCommitAfter = async (act: (tx: Tx) => Promise<unknown>) =>
      kit.deps.db.transaction(async (tx) => {
        await tx.execute(sql`set local synchronous_commit = on`)
        expect(await act(tx)).toBeTruthy()
        const [setting] = await tx.select({ value: sql<string>`current_setting('synchronous_commit')` }).from(outbox)
        return setting?.value
      })
    const claimedJobs: Job[] = []
    const claimNext = (tx: Tx) => claimJob(tx, kit.deps.clock.now(), 8_000).then((job) => job && claimedJobs.push(job))
    expect(await synchronousCommitAfter(claimNext)).toBe('off')
    const [job] = claimedJobs
    if (!job) throw new Error('nothing claimed')
    expect(await synchronousCommitAfter((tx) => extendLease(tx, job, 8_000))).toBe('off')
    expect(await synchronousCommitAfter((tx) => holdsLease(tx, job, { isDurable: false }))).toBe('off')
    expect(await synchronousCommitAfter((tx) => holdsLease(tx, job, { isDurable: true }))).toBe('on')
    expect(await synchronousCommitAfter((tx) => settleDone(tx, job, kit.deps.clock.now()))).toBe('on')
  })

  test.for([60020, 301042])(
    'a job waits until WeCom trusts the address of the server, without using up an attempt: %i',
    async (errcode, { kit }) => {
      await enqueueRows(kit, row(kit, 'one'))
      const run = async (handle: () => Promise<typeof noWrites>) => {
        const job = await claim(kit)
        if (!job) throw new Error('the row should be due')
        await runJob(kit.deps, { test: { handle } }, job)
      }
      await run(() => Promise.reject(new WecomRefusedError(errcode, 'message/send')))
      const refused = { attempts: 0, lastError: String(errcode), deadAt: null, doneAt: null }
      expect(await kit.deps.db.select().from(outbox)).toMatchObject([refused])
      expect(await claim(kit)).toBeNull()
      kit.deps.clock.advanceSeconds(60)
      await run(async () => noWrites)
      expect((await kit.deps.db.select().from(outbox))[0]?.doneAt).not.toBeNull()
    },
  )

  test('a failing job is retried with backoff and ends as a dead letter with its cause', async ({ kit }) => {
    await enqueueRows(kit, row(kit, 'one'))
    const busy = { handle: () => Promise.reject(new WecomRefusedError(-1, 'user/update')) }
    for (const delay of [...retryDelaysMs, 0]) {
      const job = await claim(kit)
      if (!job) throw new Error('the row should be due')
      await runJob(kit.deps, { test: busy }, job)
      kit.deps.clock.advanceSeconds(delay / 1000)
    }
    expect(await claim(kit)).toBeNull()
    expect(await kit.deps.db.select().from(outbox)).toMatchObject([{ attempts: 8, lastError: '-1', doneAt: null }])
    expect((await kit.deps.db.select().from(outbox))[0]?.deadAt).not.toBeNull()
  })
})
