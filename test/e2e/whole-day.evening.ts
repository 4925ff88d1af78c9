import { openPhone } from '../lib/phone-session.ts'
import { until } from '../lib/wait-until.ts'
import { requestInfoChange, approveAll } from './info-change.steps.ts'
import { doAftercare, expectLocked, recover } from './lost-device.steps.ts'
import { expect, test } from './whole-day.fixtures.ts'
import { advanceClockTo, lastSeq, listTitlesTo, waitForRequest } from './whole-day.steps.ts'
import { story } from './whole-day.state.ts'
import { waitForMessage } from './chat-text.ts'

/** Tests the hours from 17:00 to 21:15: a locked member returns, and the quiet hours begin. */
export function eveningTests(): void {
  test('two people unlock the account of 李敏, who gets the cards of the requests that still wait', async ({
    openAs,
    stack,
    simulator,
  }) => {
    const { gatewayUrl } = stack
    await advanceClockTo(simulator, 17)
    await requestInfoChange(gatewayUrl, 'guoji', { alias: { from: '', to: '老郭' } }).then(
      ({ id }) => (story.requests.evening = id),
    )
    expect(await listTitlesTo(simulator, 'limin', story.lockedAtSeq)).toEqual([])
    const before = await lastSeq(simulator)
    await recover((userid) => openAs(userid, story.lostDevicePath), { admin: 'maxiaoyu', ops: 'chenhaiyan' })
    await waitForMessage(simulator, 'limin', '你的账号已恢复')
    const own = await openAs('limin', story.lostDevicePath)
    await expect(own.getByText('账号已恢复，还有 3 项待完成')).toBeVisible()
    await doAftercare(own)
    await expect(own.getByText('办结').first()).toBeVisible()

    await test.step('the open requests are assigned to them again, and their pages show it', async () => {
      await until('a card of an open request', async () =>
        (await listTitlesTo(simulator, 'limin', before)).includes('待审批：郭𠮷 改 1 项') ? true : null,
      )
      const page = await openAs('limin')
      await expect(page.getByText('待我审批')).toBeVisible()
      await expect(page.getByText(/签收《企业微信使用规范》/)).toBeVisible()
      const applicantPage = await openAs('guoji', `/requests/${story.requests.evening}`)
      await expect(applicantPage.getByText('等李敏审批').first()).toBeVisible()
    })
    expect(await listTitlesTo(simulator, 'limin', before)).not.toContain('待审批：孙浩 改 1 项')
  })

  test('after 20:30 normal messages wait, but the account of a lost phone is locked even when a server is killed', async ({
    openAs,
    cluster,
    stack,
    simulator,
  }) => {
    const { gatewayUrl } = stack
    await advanceClockTo(simulator, 20, 30)
    const atQuietHours = await lastSeq(simulator)
    await approveAll(stack, 'limin', story.requests.evening)
    const applicant = await openPhone(gatewayUrl, 'guoji')
    await waitForRequest(applicant, story.requests.evening, ({ state }) => state === 'done')
    const done = await openAs('guoji', `/requests/${story.requests.evening}`)
    await expect(done.getByText('已生效').first()).toBeVisible()

    await advanceClockTo(simulator, 21, 15)
    const reporter = await openPhone(gatewayUrl, 'gaofeng')
    const lastSeenAt = new Date((await simulator.clock.now()) - 600_000).toISOString()
    const report = { subjectId: 'wangfang', label: '王芳', why: 'stolen', lastSeenAt, note: '' }
    const key = { 'idempotency-key': 'whole-day-lost-0001' }
    const { body } = await reporter.post<{ id: string }>('/api/lost-device/reports', report, key)
    const card = await until('the card of 周启明', async () => {
      const chat = await simulator.chat('zhouqiming')
      return chat.find((entry) => JSON.stringify(entry).includes('紧急：有人上报王芳的手机丢失')) ?? null
    })
    await waitForMessage(simulator, 'wangfang', '有人上报你的手机丢失')
    const back = cluster.restart(0, 'SIGKILL')
    const [, lock = ''] = /"key":"(lost:lock:[0-9a-f]{64})"/.exec(JSON.stringify(card)) ?? []
    await simulator.click({ userid: 'zhouqiming', taskId: card.taskId ?? '', key: lock })
    const page = await openAs('gaofeng', `/lost-device/${body.id}`)
    await expectLocked(page)
    await back
    for (const userid of ['gaofeng', 'zhouqiming', 'chenhaiyan'])
      await waitForMessage(simulator, userid, '已锁定：王芳的账号')
    expect(await listTitlesTo(simulator, 'guoji', atQuietHours)).toEqual([])
    expect(await listTitlesTo(simulator, 'wangfang', atQuietHours)).toEqual(['有人上报你的手机丢失'])
  })
}
