import { jobKinds, topicsOfKind } from '@desk/shared/outbox/job-kinds'
import type { OutboxHealth } from '@desk/shared/outbox/outbox-schemas'
import { describe, expect } from 'vitest'
import { outbox } from '../../db/schema/index.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'

type Row = typeof outbox.$inferInsert

/** Adds jobs, by default pending ones that are due; the key of a row is also its group. */
async function given(kit: Kit, rows: readonly (Pick<Row, 'dedupeKey'> & Partial<Row>)[]): Promise<void> {
  const row = { topic: 'notice.ask', payload: {}, runAt: kit.deps.clock.now(), attempts: 0, fence: 1 }
  await kit.deps.db.insert(outbox).values(rows.map((own) => ({ ...row, groupKey: own.dedupeKey, ...own })))
}

/** Returns a function that reads the page of the outbox, with a query. */
async function reading(kit: Kit) {
  const department = await kit.given.department({ id: 1 })
  const ops = await kit.given.member({ userid: 'chenhaiyan', department, roles: ['ops'] })
  const { requestAs } = createTestClient(kit.deps)
  return async (query = '') => {
    const response = await requestAs(ops, 'GET', `/api/settings/outbox${query}`)
    expect([query, response.status]).toEqual([query, 200])
    return (await response.json()) as OutboxHealth
  }
}

describe('the kinds of jobs', () => {
  test('a kind narrows both lists, with a search as well, and leaves the figures', async ({ kit }) => {
    const deadAt = kit.deps.clock.now()
    const stopped = { attempts: 1, deadAt, lastError: '60020' }
    await given(kit, [
      { dedupeKey: 'a', topic: 'notice.ask' },
      { dedupeKey: 'b', topic: 'account.create' },
      { dedupeKey: 'c', topic: 'groups.apply' },
      { dedupeKey: 'd', topic: 'directory.sync' },
      { dedupeKey: 'e', topic: 'a.later.release' },
      { dedupeKey: 'f', topic: 'policy.mail', ...stopped },
      { dedupeKey: 'g', topic: 'group_create.make', ...stopped },
      { dedupeKey: 'h', topic: 'group_create.make', ...stopped, lastError: '81013' },
    ])
    const read = await reading(kit)
    const topicsIn = (list: readonly { topic: string }[]) => list.map(({ topic }) => topic).toSorted()
    const listed = async (query: string) => {
      const { jobs, dead } = await read(query)
      return [topicsIn(jobs), topicsIn(dead)]
    }
    expect(await listed('?kind=messages')).toEqual([['notice.ask'], ['policy.mail']])
    expect(await listed('?kind=people')).toEqual([['account.create'], []])
    expect(await listed('?kind=groups')).toEqual([['groups.apply'], ['group_create.make', 'group_create.make']])
    expect(await listed('?kind=other')).toEqual([['a.later.release', 'directory.sync'], []])
    expect(await listed('?kind=groups&q=60020')).toEqual([[], ['group_create.make']])
    const { topics, deadCount } = await read('?kind=people')
    expect([topics.length, deadCount]).toEqual([5, 3])
  })

  test('a topic is of one kind', () => {
    const topics = Object.values(topicsOfKind).flat()
    expect(new Set(topics).size).toBe(topics.length)
    expect([...Object.keys(topicsOfKind), 'other']).toEqual([...jobKinds])
  })
})
