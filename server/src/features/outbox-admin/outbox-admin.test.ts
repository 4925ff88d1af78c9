import { HOUR_MS } from '@desk/shared/kernel/durations'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, members, notices, outbox, policyMailings } from '../../db/schema/index.ts'
import { nameKeysOf } from '../../directory/name-search-keys.ts'
import { WecomRefusedError } from '../../kernel/app-error.ts'
import { claimJob, enqueue } from '../../outbox/outbox-queries.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { createActiveGroup } from '../../testing/fixtures/groups.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { agree, decisionOn, refuse, smallCompany, submitInfoChange } from '../../testing/request-fixtures.ts'
import { decideRequest } from '../requests/commands/decide-request.ts'
import { getRequest } from '../requests/inbox/get-request.ts'
import { getOutbox } from './get-outbox.ts'
import { countBacklogByTopic } from './outbox-admin-queries.ts'
import { outboxGauges } from './outbox-gauges.ts'
import type { OutboxHealth } from '@desk/shared/outbox/outbox-schemas'

/** Creates an approved change that WeCom refuses permanently, and a member of ops. */
async function arrangeDeadLetter(kit: Kit) {
  const { applicant, admin, department } = await smallCompany(kit)
  const ops = await kit.given.member({ userid: 'chenhaiyan', department, roles: ['ops'] })
  const view = await submitInfoChange(kit, applicant)
  await drainOutbox(kit.deps)
  await decideRequest(kit.deps, admin, decisionOn(view, { position: agree, telephone: refuse }))
  const { updateMember } = kit.deps.wecom
  kit.deps.wecom.updateMember = () => Promise.reject(new WecomRefusedError(40058, 'user/update'))
  await drainOutbox(kit.deps)
  kit.deps.wecom.updateMember = updateMember
  const { requestAs } = createTestClient(kit.deps)
  const readHealth = async () => (await (await requestAs(ops, 'GET', '/api/settings/outbox')).json()) as OutboxHealth
  const [dead] = (await readHealth()).dead
  if (!dead) throw new Error('the job should be a dead letter')
  const post = (path: string, body: unknown = {}) => requestAs(ops, 'POST', `/api/settings/outbox/${path}`, body)
  return { applicant, view, ops, dead, readHealth, post, read: () => getRequest(kit.deps, applicant, view.id) }
}
const listActions = async (kit: Kit) =>
  (await kit.deps.db.select().from(auditEntries).orderBy(auditEntries.seq)).map(({ action }) => action)

describe('dead letters', () => {
  test('a dead letter shows its subject, its cause and the possible actions', async ({ kit }) => {
    const { dead, view } = await arrangeDeadLetter(kit)
    expect(dead).toMatchObject({
      topic: 'info_change.apply',
      about: `${view.no} · 郭𠮷`,
      path: `/requests/${view.id}`,
      cause: '40058',
      attempts: 1,
      canBeClosedManually: true,
    })
  })

  test('dead letters are found by request number, cause and name; the figures of the day count ended jobs', async ({
    kit,
  }) => {
    const { ops, view } = await arrangeDeadLetter(kit)
    await kit.deps.db
      .update(members)
      .set(await nameKeysOf('郭𠮷'))
      .where(eq(members.userid, 'guoji'))
    const { requestAs } = createTestClient(kit.deps)
    const readHealth = async (q: string) =>
      (await (await requestAs(ops, 'GET', `/api/settings/outbox?q=${encodeURIComponent(q)}`)).json()) as OutboxHealth
    for (const q of [view.no, view.no.toLowerCase(), '40058', '郭'])
      expect([q, (await readHealth(q)).dead.length]).toEqual([q, 1])
    const nothing = await readHealth('60020')
    expect([nothing.dead, nothing.deadCount, nothing.day.isPartial]).toEqual([[], 1, false])
    expect(nothing.day.slots.reduce((sum, { stopped }) => sum + stopped, 0)).toBe(1)
    expect(nothing.day.slots.reduce((sum, { once }) => sum + once, 0)).toBeGreaterThan(0)
  })

  test('a requeued dead letter reopens its failed request and completes it', async ({ kit }) => {
    const { post, dead, read, readHealth } = await arrangeDeadLetter(kit)
    expect((await read()).state).toBe('failed')
    expect((await post(`${String(dead.id)}/retry`)).status).toBe(200)
    expect((await read()).state).toBe('executing')
    await drainOutbox(kit.deps)
    const view = await read()
    expect(view).toMatchObject({ state: 'done', proof: { reached: 3 } })
    expect(view.timeline.find(({ type }) => type === 'write_resumed')?.actor?.userid).toBe('chenhaiyan')
    expect((await readHealth()).deadCount).toBe(0)
    // The applicant was notified of the failure, and is notified of the success.
    expect(kit.deps.wecom.sent.filter(({ userid }) => userid === 'guoji').map(({ card }) => card.title)).toEqual([
      '信息变更未写入企业微信',
      '已生效 1 项，未通过 1 项',
    ])
    expect(await listActions(kit)).toContain('outbox.retry')
  })

  test('a dead letter cannot be requeued twice', async ({ kit }) => {
    const { post, dead } = await arrangeDeadLetter(kit)
    await post(`${String(dead.id)}/retry`)
    const second = await post(`${String(dead.id)}/retry`)
    expect([second.status, await second.json()]).toMatchObject([409, { error: { code: 'outbox.not_dead' } }])
  })

  test('all dead letters of a cause are requeued by one action, and those of other causes stay', async ({ kit }) => {
    const { post, readHealth } = await arrangeDeadLetter(kit)
    const now = kit.deps.clock.now()
    const stopped = (dedupeKey: string, lastError: string) => ({
      topic: 'feedback.over',
      payload: {},
      dedupeKey,
      groupKey: dedupeKey,
      runAt: now,
      attempts: 1,
      fence: 1,
      deadAt: now,
      lastError,
    })
    const again = {
      ...stopped('a', '60020'),
      groupKey: 'again',
      deadAt: null,
      runAt: new Date(now.getTime() + HOUR_MS),
    }
    await kit.deps.db
      .insert(outbox)
      .values([stopped('a', '60020'), stopped('b', '60020'), stopped('d', '60020'), stopped('c', '81013'), again])
    const before = await readHealth()
    expect(before.causes).toMatchObject([
      { cause: '60020', count: 3 },
      { cause: '40058', count: 1 },
      { cause: '81013', count: 1 },
    ])
    expect(before.deadCount).toBe(5)
    // The oldest already has a pending duplicate: it is left out, and the others are requeued.
    await post(`${String(before.causes[0]?.id)}/retry`, { isForCause: true })
    const after = await readHealth()
    expect(after.causes.map(({ cause, count }) => `${cause} ${String(count)}`).sort()).toEqual([
      '40058 1',
      '60020 1',
      '81013 1',
    ])
    expect(after.jobs.filter(({ topic, state }) => topic === 'feedback.over' && state === 'due')).toHaveLength(2)
    expect((await listActions(kit)).filter((action) => action === 'outbox.retry')).toHaveLength(2)
  })

  test('a dead letter is checked against WeCom before it is closed manually', async ({ kit }) => {
    const { post, dead, read } = await arrangeDeadLetter(kit)
    const path = `${String(dead.id)}/done-by-hand`
    const early = await post(path, { reason: '在后台改了' })
    expect([early.status, await early.json()]).toMatchObject([409, { error: { code: 'outbox.not_so' } }])
    expect((await read()).state).toBe('failed')

    const member = kit.deps.wecom.members.get('guoji')
    if (member) kit.deps.wecom.members.set('guoji', { ...member, position: '高级质检工程师' })
    expect((await post(path, { reason: '在后台改了' })).status).toBe(200)
    const view = await read()
    expect(view.state).toBe('done')
    expect(view.timeline.slice(-2).map(({ type }) => type)).toEqual(['done_by_hand', 'read_back_equal'])
    expect(kit.deps.wecom.updates).toEqual([])
  })

  test('a dead letter requires a reason to be closed manually', async ({ kit }) => {
    const { post, dead } = await arrangeDeadLetter(kit)
    expect((await post(`${String(dead.id)}/done-by-hand`, { reason: ' ' })).status).toBe(422)
  })
})

test('a search finds the messages to a person, also those that were sent, but none about an incident', async ({
  kit,
}) => {
  const { ops } = await arrangeDeadLetter(kit)
  const { db, clock } = kit.deps
  const now = clock.now()
  await db
    .update(members)
    .set(await nameKeysOf('郭𠮷'))
    .where(eq(members.userid, 'guoji'))
  const card = { title: '请签收', subtitle: '', path: '/', rows: [] }
  const userids = ['guoji', 'limin']
  await db.insert(policyMailings).values({ id: 'crd_mailed', batchKey: 'urge:1', policyIds: [], userids, card })
  await db.insert(notices).values({
    taskId: 'crd_told',
    event: 'incident.progress',
    objectId: '1',
    userid: 'guoji',
    dedupeKey: 'told',
    state: 'waiting',
    plannedAt: now,
  })
  const job = (topic: string, payload: object) => ({ topic, payload, dedupeKey: topic, groupKey: topic, runAt: now })
  await db.transaction((tx) =>
    enqueue(tx, [job('policy.mail', { id: 'crd_mailed' }), job('incidents.tell', { taskId: 'crd_told' })]),
  )
  const { requestAs } = createTestClient(kit.deps)
  const jobsOf = async (query: string) =>
    ((await (await requestAs(ops, 'GET', `/api/settings/outbox${query}`)).json()) as OutboxHealth).jobs
  const waiting = (await jobsOf('')).filter(({ topic }) => ['policy.mail', 'incidents.tell'].includes(topic))
  expect(waiting.map(({ topic, about, state }) => [topic, about, state])).toEqual([
    ['policy.mail', '郭𠮷 +1', 'due'],
    ['incidents.tell', '', 'due'],
  ])
  const theirs = await jobsOf(`?q=${encodeURIComponent('郭')}`)
  expect(theirs.find(({ topic }) => topic === 'policy.mail')?.about).toBe('郭𠮷 +1')
  expect(theirs.some(({ state }) => state === 'done')).toBe(true)
  expect(theirs.some(({ topic }) => topic === 'incidents.tell')).toBe(false)
})

test('a job that waits until WeCom trusts the address of the server is listed with its cause', async ({ kit }) => {
  const { readHealth } = await arrangeDeadLetter(kit)
  const runAt = kit.deps.clock.now()
  const job = { topic: 'feedback.over', payload: {}, dedupeKey: 'held', groupKey: 'held', runAt }
  await kit.deps.db.transaction((tx) => enqueue(tx, [job]))
  await drainOutbox(kit.deps, {
    'feedback.over': { handle: () => Promise.reject(new WecomRefusedError(60020, 'message/send')) },
  })
  const { jobs, deadCount } = await readHealth()
  const held = jobs.find(({ topic }) => topic === 'feedback.over')
  expect(held).toMatchObject({ state: 'later', cause: '60020', attempts: 0 })
  // Only the dead letter that `arrangeDeadLetter` created.
  expect(deadCount).toBe(1)
})

test('a job about a group names the group', async ({ kit }) => {
  const { people, group } = await createActiveGroup(kit)
  const job = { topic: 'groups.apply', payload: { groupId: group.id }, dedupeKey: 'named', groupKey: 'named' }
  await kit.deps.db.transaction((tx) => enqueue(tx, [{ ...job, runAt: kit.deps.clock.now() }]))
  const { jobs } = await getOutbox(kit.deps, {}, people.ops)
  expect(jobs.filter(({ topic }) => topic === 'groups.apply').map(({ about }) => about)).toContain(group.name)
})

describe('the paused outbox', () => {
  test('a paused outbox runs no jobs until it is resumed, and shows who paused it', async ({ kit }) => {
    const { post, readHealth, dead } = await arrangeDeadLetter(kit)
    await post('pause')
    await post(`${String(dead.id)}/retry`)
    kit.deps.clock.advanceSeconds(10)
    expect(await claimJob(kit.deps.db, kit.deps.clock.now(), 8_000)).toBeNull()
    const paused = await readHealth()
    expect(paused).toMatchObject({ paused: true, pausedBy: 'chenhaiyan' })
    expect(paused.topics.find(({ topic }) => topic === 'info_change.apply')).toMatchObject({ due: 1, inFlight: 0 })
    await post('resume')
    expect(await drainOutbox(kit.deps)).toContain('info_change.apply')
    expect((await listActions(kit)).filter((action) => action.startsWith('outbox.'))).toEqual([
      'outbox.pause',
      'outbox.retry',
      'outbox.resume',
    ])
  })
})

test('the metrics show the backlog, its delay and the dead letters', async ({ kit }) => {
  const { post, dead } = await arrangeDeadLetter(kit)
  const read = async () => {
    const rows = await Promise.all(outboxGauges(kit.deps).map(async (gauge) => [gauge.name, await gauge.read()]))
    return Object.fromEntries(rows) as Record<string, unknown>
  }
  expect(await read()).toMatchObject({ desk_outbox_dead: [{ value: 1 }], desk_outbox_paused: [{ value: 0 }] })
  await post('pause')
  await post(`${String(dead.id)}/retry`)
  kit.deps.clock.advanceSeconds(90)
  expect(await read()).toMatchObject({
    desk_outbox_backlog: expect.arrayContaining([{ value: 1, labels: { topic: 'info_change.apply' } }]) as unknown,
    desk_outbox_oldest_due_seconds: [{ value: 90 }],
    desk_outbox_dead: [{ value: 0 }],
    desk_outbox_paused: [{ value: 1 }],
  })
})

test('a job that waits behind a postponed one of its group is neither due nor late', async ({ kit }) => {
  const { db, clock } = kit.deps
  const shared = { topic: 'notice.over', payload: {}, groupKey: 'card:1' }
  const job = (dedupeKey: string, runAt: Date) => ({ ...shared, dedupeKey, runAt })
  const inAnHour = new Date(clock.now().getTime() + HOUR_MS)
  await db.transaction((tx) => enqueue(tx, [job('first', inAnHour), job('second', clock.now())]))
  const readDelay = async () => {
    const gauge = outboxGauges(kit.deps).find(({ name }) => name === 'desk_outbox_oldest_due_seconds')
    return (await gauge!.read())[0]?.value
  }
  clock.advanceSeconds(600)
  expect(await readDelay()).toBe(0)
  expect(await countBacklogByTopic(db, clock.now())).toMatchObject([{ due: 0, later: 2, oldestDueAt: null }])
  clock.advanceSeconds(3060)
  expect(await readDelay()).toBe(60)
  expect(await countBacklogByTopic(db, clock.now())).toMatchObject([{ due: 1, later: 1, oldestDueAt: inAnHour }])
})
