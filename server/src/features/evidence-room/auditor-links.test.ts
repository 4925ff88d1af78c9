import { DAY_MS, SECOND_MS } from '@desk/shared/kernel/durations'
import { type RouteKey, routeRules } from '@desk/shared/pages/route-rules'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, auditorLinks, members, roleGrants } from '../../db/schema/index.ts'
import { markMembersLeft } from '../../directory/sync-members-queries.ts'
import { auditedVisits, ROOM, createEvidenceRoom, TODAY } from '../../testing/fixtures/evidence-room.ts'
import { clause, draftOf, publishNextVersion, readAndSign } from '../../testing/fixtures/policy.ts'
import { test } from '../../testing/kit.ts'
import { loadPage } from '../../testing/load-page.ts'
import { getPolicyEdit } from '../policies/authoring/get-policy-editor.ts'
import { confirmRetirement, requestRetirement } from '../policies/authoring/retire-policy.ts'
import { snapshotBoards } from '../policies/roster/jobs/snapshot-board.ts'

describe('a link to the evidence room', () => {
  test('compliance creates links to the evidence room; ops, auditors and others do not', async ({ kit }) => {
    const { postLink, author, auditor, person, requestAs } = await createEvidenceRoom(kit)
    const compliance = await kit.given.member({ roles: ['compliance'] })
    const statuses = []
    for (const actor of [compliance, author, auditor, person]) statuses.push((await postLink({}, actor)).status)
    expect(statuses).toEqual([201, 404, 404, 404])
    expect((await requestAs(author, 'GET', `${ROOM}/links`)).status).toBe(404)
  })

  test('the token of a link to the evidence room is shown once and stored as a hash', async ({ kit }) => {
    const { createLink, tokenOf, requestAs, lead } = await createEvidenceRoom(kit)
    const link = await createLink()
    const stored = JSON.stringify([
      await kit.deps.db.select().from(auditorLinks),
      await kit.deps.db.select().from(auditEntries),
      await (await requestAs(lead, 'GET', `${ROOM}/links`)).json(),
    ])
    expect(link.url).toBe(`http://desk.test/evidence-room/enter#${tokenOf(link)}`)
    expect(stored).not.toContain(tokenOf(link))
  })

  test.for([
    [{ days: 31 }, 'days'],
    [{ days: 0 }, 'days'],
    [{ policies: [] }, 'policies'],
    [{ policies: ['pol_unknown1'] }, 'policies'],
    [{ fromDay: '2026-03-18', toDay: '2026-03-18' }, 'fromDay'],
    [{ fromDay: TODAY, toDay: '2026-03-16' }, 'toDay'],
    [{ name: ' ' }, 'name'],
  ] as const)('a link with %o is refused, and the response names the field %s', async ([overrides, path], { kit }) => {
    const { postLink } = await createEvidenceRoom(kit)
    const response = await postLink(overrides)
    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({ error: { details: { fields: [{ path }] } } })
  })

  test('a link to the evidence room works in the first browser that opens it, again there, and in no other', async ({
    kit,
  }) => {
    const { createLink, tokenOf, open, cookieOf, visit } = await createEvidenceRoom(kit)
    const token = tokenOf(await createLink())
    const first = await open(token)
    const cookie = cookieOf(first)
    expect([first.status, (await visit(cookie)).status]).toEqual([200, 200])
    expect(cookieOf(await open(token, cookie))).toBe(cookie)
    const second = await open(token)
    expect([second.status, second.headers.get('set-cookie')]).toEqual([409, null])
    expect(await second.json()).toMatchObject({ error: { code: 'room.link_opened_elsewhere' } })
    expect((await open('x'.repeat(32))).status).toBe(404)
    expect((await visit('desk_room=' + 'x'.repeat(32))).status).toBe(404)
    expect((await visit('')).status).toBe(401)
  })

  test('a browser that opened two links can open the first one again, and another browser cannot', async ({ kit }) => {
    const { createLink, tokenOf, open, cookieOf, visit } = await createEvidenceRoom(kit)
    const [first, second] = [tokenOf(await createLink()), tokenOf(await createLink())]
    const cookie = cookieOf(await open(second, cookieOf(await open(first))))
    const again = await open(first, cookie)
    expect([again.status, (await visit(cookieOf(again))).status]).toEqual([200, 200])
    expect((await open(first)).status).toBe(409)
  })

  test('a link of one day does not shorten how long the browser can use a link of thirty days', async ({ kit }) => {
    const { createLink, tokenOf, open, cookieOf } = await createEvidenceRoom(kit)
    const [long, short] = [tokenOf(await createLink({ days: 30 })), tokenOf(await createLink({ days: 1 }))]
    const second = await open(short, cookieOf(await open(long)))
    const [, seconds] = /Max-Age=(\d+)/i.exec(second.headers.get('set-cookie') ?? '') ?? []
    expect(Number(seconds) * SECOND_MS).toBeGreaterThan(30 * DAY_MS)
  })

  test('a link to the evidence room shows its policies, days and the people whom they concern, and every view is audited', async ({
    kit,
  }) => {
    const { enter, visit, view, person, id, other, south } = await createEvidenceRoom(kit)
    const { code } = await readAndSign(kit, person, id)
    const hidden = await readAndSign(kit, person, other)
    await kit.given.member({ userid: 'new', name: '罗新', department: south, isSearchable: true, status: 4 })
    kit.deps.clock.advanceHours(24)
    await snapshotBoards(kit.deps)
    const { cookie } = await enter({ toDay: TODAY })
    const found = await view(cookie, '?q=lwj')
    expect(found).toMatchObject({
      reader: { kind: 'link', name: '四大之一', toDay: TODAY, policies: 1, mayShare: false },
      answer: { day: TODAY, isToday: false, signature: { receipt: code }, policies: [{ id }] },
    })
    expect((await view(cookie, `?q=${hidden.code}`)).hits).toEqual([])
    for (const query of [
      `?person=luo&policy=${other}`,
      `?person=luo&policy=${id}&day=2026-03-18`,
      `?person=qinyue&policy=pol_unknown1`,
    ])
      expect((await visit(cookie, query)).status).toBe(404)
    const [row] = await kit.deps.db.select().from(auditorLinks)
    expect(row?.views).toBe(3)
    expect((await auditedVisits(kit)).slice(-4)).toEqual([
      'auditor_links.open link:alk',
      'evidence_room.searched link:alk',
      'evidence_room.read link:alk',
      'evidence_room.searched link:alk',
    ])
  })

  test('a link to the evidence room shows a person who had not signed on a day before the policy was retired', async ({
    kit,
  }) => {
    const { enter, view, visit, author, lead, id } = await createEvidenceRoom(kit)
    const { cookie } = await enter()
    kit.deps.clock.advanceHours(24)
    await snapshotBoards(kit.deps)
    const readEdition = async () => ({ id, edition: (await getPolicyEdit(kit.deps, author, { id })).edition })
    await requestRetirement(kit.deps, author, { ...(await readEdition()), reason: '已并入信息安全制度' })
    await confirmRetirement(kit.deps, lead, await readEdition())
    kit.deps.clock.advanceHours(24)
    const found = await view(cookie, `?q=lwj&day=${TODAY}`)
    expect(found).toMatchObject({
      hits: [{ userid: 'luo', policy: id }],
      answer: { day: TODAY, state: 'pending', signature: null, policies: [{ id }] },
    })
    // The policy bound nobody on a later day.
    expect((await visit(cookie, `?person=luo&policy=${id}&day=2026-03-19`)).status).toBe(404)
  })

  test('a link whose last day is over shows no later changes of the person, the text and the titles', async ({
    kit,
  }) => {
    const { enter, view, viewAs, author, lead, id } = await createEvidenceRoom(kit)
    const { deps } = kit
    const { cookie } = await enter({ toDay: TODAY })
    const [hit] = (await view(cookie, '?q=lwj')).hits
    expect(hit).toMatchObject({ userid: 'luo', department: expect.arrayContaining(['北']) })
    deps.clock.advanceHours(24)
    await snapshotBoards(deps)
    const renamed = draftOf([clause('1', '改过的内容。')], { zh: { title: '新名', consent: '好。' } })
    await publishNextVersion(kit, { author, lead }, id, 'major', renamed, '2026-03-18')
    await deps.db.update(members).set({ position: '主管' }).where(eq(members.userid, 'luo'))
    const at = deps.clock.now()
    await deps.db.transaction((tx) => markMembersLeft(deps, tx, ['luo'], { at, source: 'test' }))
    const { hits, answer } = await view(cookie, '?q=lwj')
    expect(hits).toMatchObject([{ userid: 'luo', department: [], isActive: true }])
    expect(answer).toMatchObject({
      person: { department: [], position: '', isActive: true },
      policy: { id, title: '使用规范' },
      policies: [{ id, title: '使用规范' }],
      text: { label: '1.0', isCurrent: true, lastDay: TODAY },
      state: 'pending',
    })
    // A member with a role sees the present.
    const present = (await viewAs(`?person=luo&policy=${id}&day=${TODAY}`)).answer
    expect(present).toMatchObject({
      person: { position: '主管', isActive: false },
      text: { label: '1.0', isCurrent: false, lastDay: null },
    })
    expect(present?.person.department).not.toEqual([])
    expect(present?.policies.map(({ title }) => title)).toContain('新名')
  })

  test('the end of a link to the evidence room takes effect at the next view, and the page says so', async ({
    kit,
  }) => {
    const { enter, visit, requestAs, lead, person, open, tokenOf } = await createEvidenceRoom(kit)
    const { link, cookie } = await enter()
    const end = async () => (await requestAs(lead, 'POST', `${ROOM}/links/${link.view.id}/end`, {})).status
    expect(await end()).toBe(200)
    const over = await visit(cookie)
    expect([over.status, await over.json()]).toMatchObject([410, { error: { code: 'room.link_ended' } }])
    expect((await open(tokenOf(link))).status).toBe(410)
    expect(await end()).toBe(404)
    const token = cookie.split('=')[1] ?? ''
    const { page } = await loadPage(kit.deps, person, '/evidence-room', { roomToken: token })
    // Without data the page states that the link ended.
    expect(page).toMatchObject({ name: 'evidence-room', data: null })
    const html = await requestAs(null, 'GET', '/evidence-room', undefined, { cookie, accept: 'text/html' })
    expect(html.status).toBe(200)
  })

  test('a link to the evidence room ends after its days', async ({ kit }) => {
    const { enter, visit } = await createEvidenceRoom(kit)
    const { cookie } = await enter({ days: 2 })
    kit.deps.clock.advanceHours(47)
    expect((await visit(cookie)).status).toBe(200)
    kit.deps.clock.advanceHours(1)
    expect((await visit(cookie)).status).toBe(410)
  })

  test('the holder of a link to the evidence room reaches no other route: each answers as it does without the link', async ({
    kit,
  }) => {
    const { enter, requestAs } = await createEvidenceRoom(kit)
    const { cookie } = await enter()
    const answerOf = async (route: string, headers: Record<string, string>) => {
      const [method = '', pattern = ''] = route.split(' ')
      const path = pattern.replace(/:(\w+)(\{.*\})?/g, 'req_000000')
      const body = method === 'GET' ? undefined : {}
      return (await requestAs(null, method, path, body, { accept: 'text/html', ...headers })).status
    }
    const closed = (Object.keys(routeRules) as RouteKey[]).filter(
      (route) => !['anyone', 'platform', 'room'].includes(routeRules[route]),
    )
    const answers = new Set<number>()
    for (const route of closed) {
      const status = await answerOf(route, { cookie })
      expect([route, status]).toEqual([route, await answerOf(route, {})])
      answers.add(status)
    }
    // Redirected to the sign-in, or refused.
    expect([...answers].sort()).toEqual([302, 401])
  })

  test('a link to the evidence room ends with the role of its creator, opened or not, and the list says so', async ({
    kit,
  }) => {
    const { postLink, createLink, tokenOf, open, cookieOf, visit, lead, requestAs } = await createEvidenceRoom(kit)
    const compliance = await kit.given.member({ roles: ['compliance'] })
    const createToken = async () =>
      tokenOf((await (await postLink({}, compliance)).json()) as Awaited<ReturnType<typeof createLink>>)
    const [opened, waiting] = [await createToken(), await createToken()]
    const cookie = cookieOf(await open(opened))
    expect((await visit(cookie)).status).toBe(200)
    const endedAt = kit.deps.clock.now()
    await kit.deps.db.update(roleGrants).set({ endedAt }).where(eq(roleGrants.userid, compliance.userid))
    for (const response of [await visit(cookie), await open(opened, cookie), await open(waiting)])
      expect([response.status, await response.json()]).toMatchObject([410, { error: { code: 'room.link_ended' } }])
    const { items } = (await (await requestAs(lead, 'GET', `${ROOM}/links`)).json()) as { items: { state: string }[] }
    expect(items.map(({ state }) => state)).toEqual(['ended', 'ended'])
  })

  test('a member whose role ends loses access to the evidence room', async ({ kit }) => {
    const { requestAs, auditor } = await createEvidenceRoom(kit)
    expect((await requestAs(auditor, 'GET', ROOM)).status).toBe(200)
    await kit.deps.db.update(roleGrants).set({ endedAt: kit.deps.clock.now() }).where(eq(roleGrants.userid, 'qinyue'))
    expect((await requestAs(auditor, 'GET', ROOM)).status).toBe(404)
  })
})

test('the page that verifies evidence needs no sign-in, and its content security policy allows no connection', async ({
  kit,
}) => {
  const { requestAs } = await createEvidenceRoom(kit)
  const page = await requestAs(null, 'GET', '/verify', undefined, { accept: 'text/html' })
  expect(page.status).toBe(200)
  expect(page.headers.get('content-security-policy')).toContain("connect-src 'none'")
  const other = await requestAs(null, 'GET', '/evidence-room/enter', undefined, { accept: 'text/html' })
  expect(other.headers.get('content-security-policy')).toContain("connect-src 'self'")
})
