import { DAY_MS } from '@desk/shared/kernel/durations'
import type { BoardView } from '@desk/shared/policies/board-schemas'
import type { PolicyEditView } from '@desk/shared/policies/authoring-schemas'
import type { Page } from '@playwright/test'
import { waitForDirectory } from '../lib/directory-read.ts'
import { openPhone } from '../lib/phone-session.ts'
import { press, tabTo } from '../lib/press-keys.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import { signThroughApi } from '../lib/sign-policy.ts'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { until } from '../lib/wait-until.ts'
import { keyboardActionTests } from './desk.keyboard-actions.ts'
import { expect, test } from './fixtures.ts'
import { publish, templateId, firstClauses } from './policy.steps.ts'
import { DESK } from './viewports.ts'

const PUBLISHED_ON = '2026-03-17'
const OPS = 'chenhaiyan'
const AUDITOR = 'qinyue'
const [AUTHOR, SECOND] = ['zhouqiming', 'maxiaoyu'] as const

/** Tests the journeys at a desk without a mouse. */
export function keyboardTests(): void {
  let id = ''
  const openDesk = async (
    open: (userid: string, path: string, device: { ua: 'windows' }) => Promise<Page>,
    who: string,
    path: string,
  ) => {
    const page = await open(who, path, { ua: 'windows' })
    await page.setViewportSize(DESK)
    await waitForHydration(page)
    return page
  }

  test.beforeAll(async ({ stack }) => {
    await waitForDirectory(stack.gatewayUrl)
    id = await templateId(stack.gatewayUrl)
    await publish(stack.gatewayUrl, id, 'major', firstClauses(3), PUBLISHED_ON)
    await signThroughApi(stack.gatewayUrl, 'limin', id, () => stack.simulator.advanceClock(60_000))
    const lead = await openPhone(stack.gatewayUrl, 'tangzhenhua')
    for (const userid of [AUTHOR, SECOND])
      await postOrThrow(lead, '/api/settings/roles', { role: 'compliance', userid })
  })

  test('by keyboard alone: an auditor finds whether 李敏 signed, and the sidebar stays beside other pages', async ({
    openAs,
  }) => {
    const page = await openDesk(openAs, AUDITOR, '/audit')
    const nav = page.getByRole('navigation', { name: '主导航' })
    await press(page, nav.getByRole('link', { name: '签收记录' }))
    await expect(page).toHaveURL(/signing-records/)
    await tabTo(page, page.getByRole('searchbox', { name: '姓名、拼音或凭证码' }))
    await page.keyboard.type('limin')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('listitem').filter({ hasText: '企业微信使用规范' })).toContainText('已签')
    await press(page, page.getByRole('link', { name: '李敏的签收记录' }))
    await expect(page.getByRole('heading', { name: '李敏' })).toBeFocused()

    await press(page, nav.getByRole('link', { name: '群聊' }))
    await expect(page.getByRole('heading', { name: '我的群聊', exact: true })).toBeFocused()
    await press(page, nav.getByRole('link', { name: '全部群聊' }))
    await expect(page.getByRole('heading', { name: '全部群聊' })).toBeFocused()
    await press(page, page.getByRole('link', { name: /我的与显示设置/ }))
    await expect(page).toHaveURL(/\/me$/)
    await expect(nav).toBeVisible()
  })

  test('by keyboard alone: everybody who has not signed is reminded after a preview', async ({ openAs }) => {
    const page = await openDesk(openAs, OPS, `/policies/${id}/people?state=pending`)
    const opener = page.getByRole('button', { name: '催办名单里的人…' })
    await press(page, opener)
    const dialog = page.getByRole('dialog', { name: '催办预览' })
    await expect(dialog).toContainText(/\d+ 人会收到/)
    await press(page, dialog.getByRole('button', { name: /^催办 \d+ 人$/ }))
    const result = page.getByRole('dialog', { name: '催办结果' })
    await expect(result).toContainText(/企业微信已接收 \d+ 人/)
    await page.keyboard.press('Escape')
    await expect(result).toHaveCount(0)
    await expect(opener).toBeFocused()
  })

  test('by keyboard alone: a version is published with a second person', async ({ openAs, stack }) => {
    const path = `/settings/policies/${id}`
    const author = await openPhone(stack.gatewayUrl, AUTHOR)
    const view = await author.get<PolicyEditView>(`/api${path}`)
    await postOrThrow(author, `/api${path}/start`, { edition: view.edition })

    const page = await openDesk(openAs, AUTHOR, path)
    const clauses = page.getByRole('navigation', { name: '条款' })
    await press(page, clauses.getByRole('listitem').nth(1).getByRole('button'))
    await tabTo(page, page.getByLabel('正文（Markdown）').first())
    await page.keyboard.press('Control+a')
    await page.keyboard.type('在工作群里不谈与工作无关的事。')
    await press(page, page.getByRole('button', { name: '提交审核' }))
    await expect(page.getByText(/待.*审核，起草人不能审核自己的版本/)).toBeVisible()

    await openDesk(openAs, SECOND, '/settings/policies')
    await press(page, page.getByRole('link', { name: /企业微信使用规范/ }).first())
    await tabTo(page, page.getByLabel('意见（退回时必填）'))
    await page.keyboard.type('可以发布')
    await press(page, page.getByRole('button', { name: '批准此版本' }))
    await expect(page.getByText('已批准：可以发布').first()).toBeVisible()

    await openDesk(openAs, AUTHOR, path)
    await press(page, page.getByRole('button', { name: /^发布，通知 \d+ 人/ }))
    await expect(page.getByRole('status').filter({ hasText: '已发布' })).toBeVisible()
  })

  test('by keyboard alone: a past day is opened in the calendar and exported', async ({ openAs, stack }) => {
    await stack.simulator.advanceClock(DAY_MS)
    const ops = await openPhone(stack.gatewayUrl, OPS)
    await until(
      'the board of the first day',
      async () =>
        (await ops.get<BoardView>(`/api/policies/${id}/board`)).storedDays.before === PUBLISHED_ON ? true : null,
      90_000,
    )
    const page = await openDesk(openAs, OPS, `/policies/${id}/board`)
    await press(page, page.getByRole('link', { name: /^3 月 17 日，当天签收/ }))
    await expect(page.getByText(/只能查看和导出，不能催办/)).toBeVisible()
    await press(page, page.getByRole('button', { name: /^CSV/ }))
    const download = page.waitForEvent('download')
    await press(page, page.getByRole('link', { name: '下载' }))
    expect((await download).suggestedFilename()).toMatch(/ 2026-03-17\.csv$/)
  })

  const cast = { ops: OPS, lead: 'tangzhenhua', auditor: AUDITOR, author: AUTHOR, second: SECOND }
  keyboardActionTests(() => id, openDesk, cast)
}
