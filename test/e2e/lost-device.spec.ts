import { openPhone } from '../lib/phone-session.ts'
import { until } from '../lib/until.ts'
import { expect, test } from './fixtures.ts'
import { countTaps } from './info-change.steps.ts'
import {
  alive,
  disablesOf,
  doAftercare,
  expectLocked,
  makeGuardian,
  recover,
  sayTaps,
  slide,
} from './lost-device.steps.ts'

const GUARDIAN_TAPS = 3
const GUARDIAN_SECONDS = 15
const COLLEAGUE_TAPS = 4

const caseIdOf = (url: string): string => new URL(url).pathname.split('/').at(-1) ?? ''

test('a guardian locks from his own phone, and sees the proof; the thief’s session is over', async ({
  openAs,
  stack,
  simulator,
}) => {
  await makeGuardian(stack.gatewayUrl, 'zhaolixia', 'sunhao')
  const { time } = { time: Math.floor((await simulator.clock.now()) / 1000) - 120 }
  await simulator.protect({
    operations: [{ time, userid: 'zhaolixia', oper_type: 4, ip: '183.40.88.*' }],
    devices: [{ device_code: 'pc-zhao', userid: 'zhaolixia', type: 1, pc_name: 'ZHAO-PC' }],
  })
  const subject = await openPhone(stack.gatewayUrl, 'zhaolixia')
  const page = await openAs('sunhao')
  const { tap, taps } = countTaps()
  const began = performance.now()
  await tap(page.getByRole('link', { name: /手机丢了/ }))
  await tap(page.getByRole('radio', { name: /赵丽霞/ }))
  await slide(page, /锁定赵丽霞的账号/)
  await expect(page.getByRole('timer')).toBeVisible()
  const seconds = (performance.now() - began) / 1000
  sayTaps('guardian: home to lock', taps() + 1, GUARDIAN_TAPS, seconds)
  expect(taps() + 1).toBeLessThanOrEqual(GUARDIAN_TAPS)
  expect(seconds).toBeLessThanOrEqual(GUARDIAN_SECONDS)

  await expectLocked(page)
  await expect(page.getByText('发现 1 条要看的记录')).toBeVisible()
  await expect(page.getByText('新设备登录')).toBeVisible()
  await expect(page.getByText(/撤了 1 台电脑的信任/)).toBeVisible()
  expect(await disablesOf(simulator, 'zhaolixia')).toBe(1)
  expect((await simulator.member('zhaolixia')).status).toBe(2)
  const after = await subject.post('/api/sign-out', {}).catch(() => ({ status: 0 }))
  expect(after.status).toBe(401)

  await test.step('what is about him, and nothing else, comes to reporter, admin and ops', async () => {
    for (const userid of ['sunhao', 'limin', 'chenhaiyan'])
      await until(`the receipt of ${userid}`, async () =>
        JSON.stringify(await simulator.chat(userid)).includes('锁上了：赵丽霞的账号') ? true : null,
      )
    expect(JSON.stringify(await simulator.chat('zhaolixia'))).not.toContain('锁上了')
  })

  await test.step('two people bring him back, read back as status 1', async () => {
    await recover(stack.gatewayUrl, caseIdOf(page.url()), { admin: 'limin', ops: 'chenhaiyan' })
    await until('status 1', async () => ((await simulator.member('zhaolixia')).status === 1 ? true : null))
    await expect(page.getByText('还有几件事要做')).toBeVisible({ timeout: 20_000 })
    const own = await openAs('zhaolixia', new URL(page.url()).pathname)
    await expect(own.getByText('上报人：孙浩')).toBeVisible()
    await doAftercare(own)
    await expect(own.getByText('办结').first()).toBeVisible()
  })
})

test('a colleague reports; the admin taps 立即锁定 in the card; the proof follows', async ({
  openAs,
  stack,
  simulator,
}) => {
  const page = await openAs('wangfang')
  const { tap, taps } = countTaps()
  await tap(page.getByRole('link', { name: /手机丢了/ }))
  await tap(page.getByRole('radio', { name: /帮同事/ }))
  await page.getByRole('combobox').fill('马晓宇')
  await tap(page.getByRole('option', { name: /马晓宇/ }))
  await slide(page, /上报马晓宇/)
  sayTaps('colleague: home to report', taps() + 1, COLLEAGUE_TAPS)
  expect(taps() + 1).toBeLessThanOrEqual(COLLEAGUE_TAPS)
  await expect(page.getByText('等人决定，还没锁').first()).toBeVisible()

  const card = await until('the card of the admin', async () => {
    const chat = await simulator.chat('limin')
    return chat.find((entry) => JSON.stringify(entry).includes('急：有人报马晓宇丢了手机')) ?? null
  })
  const text = JSON.stringify(card)
  const key = /"key":"(lost:lock:[0-9a-f]{64})"/.exec(text)?.[1] ?? ''
  const taskId = /"task_?[iI]d":"([^"]+)"/.exec(text)?.[1] ?? ''
  expect(text).toContain('驳回')
  await test.step('the person can say that it is not so, which cancels nothing', async () => {
    const subject = await openPhone(stack.gatewayUrl, 'maxiaoyu')
    const { status } = await subject.post(`/api/lost-device/cases/${caseIdOf(page.url())}/contest`, { version: 1 })
    expect(status).toBe(200)
    await expect(page.getByText('等人决定，还没锁').first()).toBeVisible()
  })
  await simulator.click({ userid: 'limin', taskId, key })
  await expectLocked(page)
  expect(await disablesOf(simulator, 'maxiaoyu')).toBe(1)
})

test('the owner reports at a desk, and still sees the proof after his session ended', async ({ openAs, simulator }) => {
  const page = await openAs('gaofeng', '/lost-device', { ua: 'browser' })
  await page.getByRole('link', { name: /高峰/ }).click()
  await page.getByRole('button', { name: '不方便滑，点两下' }).click()
  await page.getByRole('button', { name: /再点一下，锁定高峰的账号/ }).click()
  await expectLocked(page)
  expect(await disablesOf(simulator, 'gaofeng')).toBe(1)
  await page.reload()
  await expectLocked(page)
  expect((await page.request.get(new URL('/api/home', page.url()).href)).status()).toBe(401)
})

test('a planned change of phone locks nothing and goes straight to what is to be done', async ({
  openAs,
  simulator,
}) => {
  const page = await openAs('xujiaqi', '/lost-device')
  await page.getByRole('button', { name: /走换机，不锁账号/ }).click()
  await page.getByRole('button', { name: '开始换机' }).click()
  await doAftercare(page)
  expect(await disablesOf(simulator, 'xujiaqi')).toBe(0)
})

test('on a weak network the page says that nothing was sent, offers the number, and sends once', async ({
  openAs,
  stack,
  simulator,
}) => {
  const ops = await openPhone(stack.gatewayUrl, 'chenhaiyan')
  const rows = [{ userid: 'chenhaiyan', phone: '138 0000 2046', from: 0, to: 0 }]
  expect((await ops.post('/api/settings/on-call', { rows, creator: null, version: 0 })).status).toBe(200)
  const page = await openAs('luowenjing', '/lost-device')
  await alive(page)
  await page.context().setOffline(true)
  await page.getByRole('button', { name: '不方便滑，点两下' }).click()
  await page.getByRole('button', { name: /再点一下，锁定罗文静/ }).click()
  await expect(page.getByText('还没发出去')).toBeVisible()
  await expect(page.getByRole('link', { name: /打给值班 陈海燕/ })).toHaveAttribute('href', 'tel:13800002046')
  expect(await disablesOf(simulator, 'luowenjing')).toBe(0)
  await page.context().setOffline(false)
  await expectLocked(page)
  expect(await disablesOf(simulator, 'luowenjing')).toBe(1)
})

test('a locked member does not pass the second factor', async ({ openAs, stack, simulator }) => {
  const link = new URL('https://open.weixin.qq.com/connect/oauth2/authorize')
  link.searchParams.set('redirect_uri', `${stack.gatewayUrl}/auth/second-factor`)
  await simulator.setSecondFactor({ on: true, url: link.href })
  const page = await openAs('dengchao', '/me')
  const pass = await simulator.openSecondFactor('dengchao')
  await page.goto(pass.url ?? '')
  await expect(page.getByText('验证通过')).toBeVisible()
  const ops = await openPhone(stack.gatewayUrl, 'chenhaiyan')
  await simulator.addFault({ endpoint: 'user/update', kind: 'errcode', errcode: -1 })
  const body = {
    subjectId: 'dengchao',
    label: '邓超',
    why: 'stolen',
    lastSeenAt: new Date((await simulator.clock.now()) - 600_000).toISOString(),
    note: '',
  }
  await ops.post('/api/lost-device/reports', body, { 'idempotency-key': 'second-factor-1' })
  await simulator.lockClient('dengchao')
  const stop = await simulator.openSecondFactor('dengchao')
  await page.goto(stop.url ?? 'about:blank')
  await expect(page.getByText('这个账号报了丢失，现在进不去')).toBeVisible()
  await simulator.clearFaults()
  await simulator.setSecondFactor({ on: false })
})
