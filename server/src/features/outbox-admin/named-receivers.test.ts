import type { OutboxQuery } from '@desk/shared/outbox/outbox-schemas'
import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { members, notices, policyMailings } from '../../db/schema/index.ts'
import { nameKeysOf } from '../../directory/name-search-keys.ts'
import { enqueue } from '../../outbox/outbox-queries.ts'
import { test } from '../../testing/kit.ts'
import { smallCompany } from '../../testing/request-fixtures.ts'
import { getOutbox } from './get-outbox.ts'

const MAIL = 'policy.mail'
const OFFER = 'accounts.offer.tell'
const REVIEW = 'groups.drift'

test('the outbox names who receives a mailing about a policy, but not who receives another mailing or an offer', async ({
  kit,
}) => {
  const { department } = await smallCompany(kit)
  const ops = await kit.given.member({ userid: 'chenhaiyan', department, roles: ['ops'] })
  const { db, clock } = kit.deps
  await db
    .update(members)
    .set(await nameKeysOf('郭𠮷'))
    .where(eq(members.userid, 'guoji'))
  const card = { title: '请查看', subtitle: '', path: '/', rows: [] }
  const ofPolicies = ['daily:2026-03-17', 'policy.returned:ver_1:1']
  const others = ['departure.answered:1', 'answer:1:2026', 'question:1', 'api_key.stopped:1:', 'closing.opened:1:']
  const keys = [...ofPolicies, ...others]
  await db
    .insert(policyMailings)
    .values(keys.map((batchKey) => ({ id: batchKey, batchKey, policyIds: [], userids: ['guoji'], card })))
  await db.insert(notices).values({
    taskId: 'crd_offer',
    event: 'closing.offered',
    objectId: '1',
    userid: 'guoji',
    dedupeKey: 'offer',
    state: 'waiting',
    plannedAt: clock.now(),
  })
  const job = (topic: string, dedupeKey: string, payload: object) => ({
    topic,
    payload,
    dedupeKey,
    groupKey: dedupeKey,
    runAt: clock.now(),
  })
  await db.transaction((tx) =>
    enqueue(tx, [
      ...keys.map((id) => job(MAIL, id, { id })),
      job(OFFER, 'offer', { closingId: '1', userid: 'guoji', taskId: 'crd_offer' }),
      job(REVIEW, 'review', { userid: 'guoji' }),
    ]),
  )
  const listNames = async (topic: string, query: OutboxQuery = {}) =>
    (await getOutbox(kit.deps, {}, ops, query)).jobs.filter((job) => job.topic === topic).map(({ about }) => about)
  const named = ofPolicies.map(() => '郭𠮷')
  expect((await listNames(MAIL)).toSorted()).toEqual([...others.map(() => ''), ...named])
  expect(await listNames(OFFER)).toEqual([''])
  expect(await listNames(REVIEW)).toEqual(['郭𠮷'])
  const search = { q: '郭' }
  expect(await listNames(MAIL, search)).toEqual(named)
  expect(await listNames(OFFER, search)).toEqual([])
  expect(await listNames(REVIEW, search)).toEqual(['郭𠮷'])
})
