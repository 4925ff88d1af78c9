import type { DirectoryHealth, MemberPage } from '@desk/shared/directory/directory-schemas'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, members } from '../../db/schema/index.ts'
import { syncMembers } from '../../directory/sync-members-queries.ts'
import { saveRefusal } from '../../kernel/wecom-refusals-queries.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { syncDirectory } from './jobs/sync-directory.ts'

/** Stores members as WeCom lists them, with the search keys that the sync fills. */
async function createMembers({ deps, given }: Kit, names: readonly string[]) {
  for (const [index, name] of names.entries()) await given.member({ userid: `u${index}`, name, department: 3 })
  await deps.db.delete(members)
  const reading = { at: deps.clock.now(), source: 'test' }
  await deps.db.transaction((tx) => syncMembers(deps, tx, [...deps.wecom.members.values()], reading))
}

async function setUp(kit: Kit, names: readonly string[]) {
  await kit.given.department({ id: 1, name: '澜江精密' })
  await kit.given.department({ id: 3, name: '客服部', parent: 1 })
  await createMembers(kit, names)
  const actor = { kind: 'member', userid: 'u0', roles: [], adminOf: [] } as const
  const app = createTestClient(kit.deps)
  const search = async (q: string, after?: string) => {
    const query = new URLSearchParams({ q, ...(after && { after }) })
    const response = await app.requestAs(actor, 'GET', `/api/members?${query}`)
    return { status: response.status, body: (await response.json()) as MemberPage }
  }
  return { search, findNames: async (q: string) => (await search(q)).body.items.map(({ name }) => name), app, actor }
}

describe('GET /api/members', () => {
  test('the member search finds members by name, pinyin and initials', async ({ kit }) => {
    const { findNames } = await setUp(kit, ['李敏', '李明亮', '刘梅', '单雄信', 'Bob Li', '欧阳若楠'])
    expect(await findNames('李')).toEqual(['李敏', '李明亮'])
    expect(await findNames('李敏')).toEqual(['李敏'])
    expect((await findNames('lm')).toSorted()).toEqual(['刘梅', '李敏', '李明亮'].toSorted())
    expect((await findNames('limin')).toSorted()).toEqual(['李敏', '李明亮'].toSorted())
    expect(await findNames('SHAN xiong')).toEqual(['单雄信'])
    expect(await findNames('oyrn')).toEqual(['欧阳若楠'])
    expect(await findNames('bob')).toEqual(['Bob Li'])
  })

  test('the member search returns only userid, name and department, and only active members', async ({ kit }) => {
    const { search } = await setUp(kit, ['李敏', '李明'])
    await kit.deps.db.update(members).set({ status: 2 }).where(eq(members.userid, 'u1'))
    expect((await search('李')).body).toEqual({
      items: [{ userid: 'u0', name: '李敏', department: ['客服部'] }],
      next: null,
    })
  })

  test('the member search pages through both search keys without gaps or duplicates', async ({ kit }) => {
    const names = Array.from({ length: 30 }, (_, index) => `安娜${'甲乙丙丁'[index % 4]}`)
    const { search } = await setUp(kit, [...names, ...Array.from({ length: 15 }, () => '安')])
    const seen: string[] = []
    let after: string | undefined
    do {
      const { body } = await search('an', after)
      expect(body.items.length).toBeLessThanOrEqual(20)
      seen.push(...body.items.map(({ userid }) => userid))
      after = body.next ?? undefined
    } while (after)
    expect(seen).toHaveLength(45)
    expect(new Set(seen).size).toBe(45)
  })

  test.for(['', ' ', 'a', '%', '_', 'x'.repeat(65), '李\0', '\u202e李'])(
    'the member search refuses the query %j',
    async (q, { kit }) => {
      const { search } = await setUp(kit, ['李敏'])
      expect((await search(q)).status).toBe(422)
    },
  )

  test.for(['%%', '__', "' or 1=1--", '(.*)+$(.*)+$', '\\\\', '敏'])(
    'the member search finds no member by %j',
    async (q, { kit }) => {
      const { search } = await setUp(kit, ['李敏'])
      expect(await search(q)).toMatchObject({ status: 200, body: { items: [] } })
    },
  )

  test.for(['x', 'WyJuYW1lS2V5IiwiYSJd', Buffer.from('["nameKey","\\u0000","a"]').toString('base64url')])(
    'the member search refuses the cursor %s',
    async (after, { kit }) => {
      const { search } = await setUp(kit, ['李敏'])
      expect((await search('李', after)).status).toBe(422)
    },
  )

  test('the member search is limited to 30 searches per minute and member', async ({ kit }) => {
    const { search, app } = await setUp(kit, ['李敏', '李明'])
    for (let i = 0; i < 30; i += 1) expect((await search('李')).status).toBe(200)
    expect((await search('李')).status).toBe(429)
    const other = { kind: 'member', userid: 'u1', roles: [], adminOf: [] } as const
    expect((await app.requestAs(other, 'GET', '/api/members?q=%E6%9D%8E')).status).toBe(200)
    kit.deps.clock.advanceSeconds(61)
    expect((await search('李')).status).toBe(200)
  })
})

describe('GET /api/settings/directory', () => {
  const read = async (kit: Kit, method = 'GET', path = '/api/settings/directory') => {
    const actor = await kit.given.member({
      userid: `ops${Math.trunc(kit.deps.clock.now().getTime() / 1000)}`,
      roles: ['ops'],
    })
    const response = await createTestClient(kit.deps).requestAs(actor, method, path, method === 'POST' ? {} : undefined)
    expect(response.status).toBe(200)
    return (await response.json()) as DirectoryHealth
  }

  test('the directory settings contain the last sync, the changes and the refusals by WeCom', async ({ kit }) => {
    await kit.given.department({ id: 1 })
    await kit.given.member({ userid: 'limin' })
    await syncDirectory(kit.deps)
    const now = kit.deps.clock.now()
    const until = new Date(now.getTime() + 60_000)
    const refusal = { errcode: 40001, configuration: '', at: now, until }
    await saveRefusal(kit.deps.db, { ...refusal, kind: 'secret', subject: 'contacts_token' })
    await saveRefusal(kit.deps.db, { ...refusal, kind: 'ip', subject: 'agent_token 10.0.0.9', errcode: 60020 })
    await saveRefusal(kit.deps.db, { ...refusal, kind: 'gate', subject: 'user/get', errcode: 45009 })
    expect(await read(kit)).toMatchObject({
      departments: 1,
      last: { members: 1, departments: 1, calls: 2, claims: 1 },
      running: null,
      isAskedFor: false,
      drift: { joined: 0, left: 0 },
      callbacks: { lastDay: 0, waiting: 0, lastAt: null },
      secrets: [
        { name: 'agent_token', state: 'ok', addresses: ['10.0.0.9'] },
        { name: 'contacts_token', state: 'refused', errcode: 40001, until: until.toISOString(), addresses: [] },
      ],
      gates: [{ api: 'user/get', until: until.toISOString() }],
    })
  })

  test('a requested sync is enqueued once and recorded each time', async ({ kit }) => {
    await kit.given.department({ id: 1 })
    expect(await read(kit, 'POST', '/api/settings/directory/sync')).toMatchObject({ isAskedFor: true, last: null })
    kit.deps.clock.advanceSeconds(1)
    await read(kit, 'POST', '/api/settings/directory/sync')
    expect(await drainOutbox(kit.deps)).toEqual(['directory.sync'])
    kit.deps.clock.advanceSeconds(1)
    expect(await read(kit)).toMatchObject({ isAskedFor: false, last: { departments: 1 } })
    const recorded = (await kit.deps.db.select().from(auditEntries)).filter(
      ({ action }) => action === 'directory.sync_requested',
    )
    expect(recorded).toHaveLength(2)
  })
})
