import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { pathInRepository } from '../lib/repository-paths.ts'
import { openPhone } from '../lib/phone-session.ts'
import { until } from '../lib/wait-until.ts'
import { signThroughApi, AFTER_READING_MS } from '../lib/sign-policy.ts'
import { requestInfoChange, approveAll } from './info-change.steps.ts'
import { type Cluster, expect, test } from './whole-day.fixtures.ts'
import { listRepeatedEffects, listRepeatedMessages, listNotifiedMembers, listWrites } from './whole-day.effects.ts'
import { advanceClockTo, lastSeq, listTitlesTo, waitForRequest } from './whole-day.steps.ts'
import { SATURDAY, story } from './whole-day.state.ts'
import { waitForMessage } from './chat-text.ts'
import { todayOf } from './days.ts'

const SUNDAY = '2026-05-10'
const MONDAY = '2026-05-11'

/** Runs `npm run audit -- verify` while the servers are running. */
async function verify({ database, dataDir }: Cluster): Promise<string> {
  const env = { PATH: process.env['PATH'], DATABASE_URL: database.url, DATA_DIR: dataDir }
  const program = [pathInRepository('server/dist/audit-cli.js'), 'verify']
  return (await promisify(execFile)(process.execPath, program, { env })).stdout
}

/** Tests a working Saturday, a free Sunday, and the final checks on Monday. */
export function weekendTests(): void {
  test('on the working Saturday, postponed messages are sent and scheduled changes are written', async ({
    openAs,
    cluster,
    stack,
    simulator,
  }) => {
    const fridaySeq = await lastSeq(simulator)
    await simulator.clock.toWorkday()
    expect(await todayOf(simulator)).toBe(SATURDAY)
    const morning = await simulator.clock.now()
    await waitForMessage(simulator, 'guoji', '已改为 老郭')
    await expect.poll(async () => (await simulator.member('guoji')).telephone).toBe('0755-8601-2099')
    await waitForMessage(simulator, 'guoji', '已改为 0755-8601-2099')
    await advanceClockTo(simulator, 9, 40)
    // A restarted server sends the postponed messages at once.
    await cluster.restart(1, 'SIGTERM')
    for (const [userid, title] of [
      ['sunhao', '信息部保密守则'],
      ['limin', '企业微信使用规范'],
    ] as const)
      await until(`the card of what ${userid} has to sign`, async () => {
        const chat = await simulator.chat(userid)
        const since = chat.filter(({ at }) => at > morning)
        return JSON.stringify(since).includes(title) ? true : null
      })
    expect(await listTitlesTo(simulator, 'sunhao', fridaySeq)).toHaveLength(1)

    await test.step('陈海燕 approves the request that moved with 孙浩', async () => {
      const page = await openAs('chenhaiyan', `/requests/${story.requests.moved}`)
      await expect(page.getByRole('button', { name: '同意 1 项' })).toBeVisible()
      await approveAll(stack, 'chenhaiyan', story.requests.moved)
      await expect.poll(async () => (await simulator.member('sunhao')).telephone).toBe('0755-8601-3091')
      const own = await openAs('sunhao', `/requests/${story.requests.moved}`)
      await expect(own.getByText('已生效').first()).toBeVisible()
    })
  })

  test('a request of Saturday night is due on Monday, and no message is sent on Sunday', async ({
    openAs,
    cluster,
    stack,
    simulator,
  }) => {
    const { gatewayUrl } = stack
    await signThroughApi(gatewayUrl, 'maxiaoyu', story.rules, () => simulator.advanceClock(AFTER_READING_MS))
    await advanceClockTo(simulator, 20, 45)
    const nightSeq = await lastSeq(simulator)
    const request = await requestInfoChange(gatewayUrl, 'maxiaoyu', {
      position: { from: '检验员', to: '检验组副组长' },
    })
    story.requests.saturday = request.id
    const page = await openAs('maxiaoyu', `/requests/${request.id}`)
    await expect(page.getByText(/5\s月\s11\s日 18:00/).first()).toBeVisible()
    await approveAll(stack, 'limin', request.id)
    await waitForRequest(await openPhone(gatewayUrl, 'maxiaoyu'), request.id, ({ state }) => state === 'done')
    await simulator.clock.toMorning()
    expect(await todayOf(simulator)).toBe(SUNDAY)
    await until('the message waits for Monday', async () => {
      const [held] = await cluster.database.query(
        `select 1 from outbox where topic = 'notice.result' and done_at is null and leased_until is null
           and run_at >= '${MONDAY}'`,
      )
      return held ? true : null
    })
    expect(await listTitlesTo(simulator, 'maxiaoyu', nightSeq)).toEqual([])
    await simulator.clock.toWorkday()
    expect(await todayOf(simulator)).toBe(MONDAY)
    await waitForMessage(simulator, 'maxiaoyu', '已改为 检验组副组长')
  })

  test('at the end no job is pending, no effect is duplicated, and the audit is intact', async ({
    openAs,
    cluster,
    simulator,
  }) => {
    await until('nothing is due any more', async () => {
      const nowMs = await simulator.clock.now()
      const [row] = await cluster.database.query<{ due: number; dead: number; topics: string | null }>(
        `select count(*) filter (where dead_at is null and run_at <= '${new Date(nowMs).toISOString()}')::int as due,
           count(*) filter (where dead_at is not null)::int as dead, string_agg(distinct topic, ', ') as topics
         from outbox where done_at is null`,
      )
      expect(row?.dead, row?.topics ?? '').toBe(0)
      return row?.due === 0 ? true : null
    })
    const effects = await simulator.effects()
    expect(listRepeatedEffects(effects)).toEqual([])
    const people = listNotifiedMembers(effects)
    expect(people.length).toBeGreaterThan(50)
    for (const userid of people) expect(listRepeatedMessages(await simulator.chat(userid)), userid).toEqual([])
    expect(listWrites(effects)).toEqual([
      'guoji alias 老郭',
      'guoji position 高级质检工程师',
      'guoji telephone 0755-8601-2099',
      'maxiaoyu position 检验组副组长',
      'sunhao position 资深检验员',
      'sunhao telephone 0755-8601-3091',
      'zhaolixia position 高级检验员',
    ])
    const count = (effect: string) => effects.filter((entry) => entry.effect === effect).length
    // Group messages: the welcome, and the change of the owner after 赵丽霞 left.
    expect([count('member.disable'), count('member.enable'), count('group.create'), count('group.message')]).toEqual([
      2, 1, 1, 2,
    ])

    await test.step('秦悦 verifies the audit in the app and with the command, up to the last entry', async () => {
      const [written] = await cluster.database.query<{ rows: number }>(
        `select count(*)::int as rows from audit_entries`,
      )
      // A restarted server seals the written entries.
      await cluster.restart(0, 'SIGTERM')
      const checked = await until('a log that contains everything', async () => {
        const report = await verify(cluster)
        return Number(/Checked: (\d+) entries/.exec(report)?.[1]) >= (written?.rows ?? 0) ? report : null
      })
      expect(checked).toContain('The evidence log is intact.')
      const page = await openAs('qinyue', '/audit')
      await page.getByRole('button', { name: '验证' }).click()
      await expect(page.getByText(/验证通过，共 \d+ 条。/).first()).toBeVisible()
    })
    await test.step('郭𠮷 sees no open task at the end', async () => {
      const page = await openAs('guoji')
      await expect(page.getByText('都办完了')).toBeVisible()
      const own = await openAs('guoji', '/requests')
      await expect(own.getByText('已生效').first()).toBeVisible()
    })
  })
}
