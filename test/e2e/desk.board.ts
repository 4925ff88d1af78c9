import type { BoardView, PeoplePage } from '@desk/shared/policies/board-schemas'
import { DAY_MS } from '@desk/shared/kernel/durations'
import { readFileSync } from 'node:fs'
import { waitForDirectory } from '../lib/directory-read.ts'
import { openPhone } from '../lib/phone-session.ts'
import { signThroughApi } from '../lib/sign-policy.ts'
import { until } from '../lib/wait-until.ts'
import { expect, test } from './fixtures.ts'
import { countTaps, expectTaps } from './count-taps.ts'
import { publish, templateId, firstClauses } from './policy.steps.ts'

const PUBLISHED_ON = '2026-03-17'
const OPS = 'chenhaiyan'
const replaceHardSpaces = (text: string | null) => (text ?? '').replaceAll('\u00a0', ' ')

/** Tests the board: 21 people sign on the day of publication, and two on each of the next three working days. */
export function boardTests(): void {
  let id = ''

  test.beforeAll(async ({ stack }) => {
    const { gatewayUrl, simulator } = stack
    await waitForDirectory(gatewayUrl)
    id = await templateId(gatewayUrl)
    await publish(gatewayUrl, id, 'major', firstClauses(3), PUBLISHED_ON)
    const ops = await openPhone(gatewayUrl, OPS)
    const members: string[] = []
    for (let next: string | null = ''; next !== null;) {
      const path = `/api/policies/${id}/people?state=pending${next === '' ? '' : `&after=${next}`}`
      const page: PeoplePage = await ops.get(path)
      members.push(...page.items.map(({ userid }) => userid))
      next = page.next
    }
    const sign = async (count: number) => {
      for (const userid of members.splice(0, count))
        await signThroughApi(gatewayUrl, userid, id, () => simulator.advanceClock(60_000))
    }
    await sign(21)
    for (const day of ['2026-03-17', '2026-03-18', '2026-03-19']) {
      await simulator.advanceClock(DAY_MS)
      // A session ends overnight.
      const nextDay = await openPhone(gatewayUrl, OPS)
      await until(
        `the board of ${day}`,
        async () => {
          const { storedDays } = await nextDay.get<BoardView>(`/api/policies/${id}/board`)
          return storedDays.before === day ? true : null
        },
        90_000,
      )
      await sign(2)
    }
    await simulator.advanceClock(3 * DAY_MS)
  })

  test('the management department reads the forecast, opens a past day, drills down and exports that day', async ({
    openAs,
  }) => {
    const start = performance.now()
    const page = await openAs(OPS, `/policies/${id}/board`)
    const { tap, taps } = countTaps()
    await expect(page.getByRole('heading', { name: /^按目前速度，.*达到 95 %$/ })).toBeVisible()
    await expect(page.getByText('近 3 个工作日每天 2 人')).toBeVisible()
    await expect(page.getByText(/只是预测，不作为证据/)).toBeVisible()
    await expect(page.getByText(/^\d+ 应签 = 27 已签 \+ \d+ 待签 \+ 0 豁免$/)).toBeVisible()

    await page.getByLabel('查看哪一天').fill('2026-03-18')
    await tap(page.getByRole('button', { name: '查看', exact: true }))
    await expect(page.getByText(/只能查看和导出，不能催办/)).toBeVisible()
    await expect(page.getByText(/^\d+ 应签 = 23 已签 \+ \d+ 待签 \+ 0 豁免$/)).toBeVisible()
    await expect(page.getByRole('button', { name: /^催办/ })).toHaveCount(0)

    const worst = page.locator('.department-item a').first()
    const name = await worst.locator('.department-name').innerText()
    await tap(worst)
    await expect(page.getByRole('heading', { level: 2, name, exact: true })).toBeVisible()
    await expect(page).toHaveURL(/department=\d+&day=2026-03-18$/)
    const signed = Number(await page.locator('.board-big').innerText())

    await tap(page.getByRole('button', { name: /^CSV/ }))
    const download = page.waitForEvent('download')
    await tap(page.getByRole('link', { name: '下载' }))
    const file = await download
    expect(file.suggestedFilename()).toBe('企业微信使用规范 1.0 2026-03-18.csv')
    const lines = readFileSync(await file.path(), 'utf8').split('\r\n')
    expect(lines.filter((line) => /"?signed"?,/.test(line) && !line.includes('signed_at'))).toHaveLength(signed)
    expectTaps('a past day of a department, exported', taps(), 4, (performance.now() - start) / 1000)
  })

  test('by keyboard alone the points of the plot are read and a past day is opened', async ({ openAs }) => {
    const page = await openAs(OPS, `/policies/${id}/board`)
    const slider = page.getByRole('slider', { name: '逐点查看签收人数' })
    await expect(slider).toBeVisible()
    await page.waitForLoadState('networkidle')
    for (let stop = 0; stop < 60; stop += 1) {
      await page.keyboard.press('Tab')
      if (await slider.evaluate((element) => element === document.activeElement)) break
    }
    await expect(slider).toBeFocused()
    const valueText = async () => replaceHardSpaces(await slider.getAttribute('aria-valuetext'))
    expect(await valueText()).toMatch(/^3 月 23 日 \d\d:\d\d，已签 27 人$/)
    await page.keyboard.press('Home')
    expect(await valueText()).toMatch(/^3 月 17 日 \d\d:\d\d，已签 0 人$/)
    await page.keyboard.press('ArrowRight')
    expect(await valueText()).toMatch(/已签 1 人$/)
    await page.keyboard.press('End')
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowLeft')
    expect(await valueText()).toMatch(/^3 月 19 日 \d\d:\d\d，已签 25 人$/)
    await page.keyboard.press('Enter')
    await expect(page.getByText(/2026\s年\s3\s月\s19\s日结束时的样子/)).toBeVisible()
  })
}
