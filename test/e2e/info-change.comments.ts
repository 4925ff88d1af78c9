import { infoField, openInfoField } from '../lib/info-form.ts'
import { expect, test } from './fixtures.ts'
import { requestInfoChange, withdraw } from './info-change.steps.ts'
import { PNG_PIXEL } from '../lib/png-pixel.ts'

/** Tests comments on a request, and a form that is edited on two devices. */
export function commentTests(people: { applicant: string; officePhone: string }): void {
  const { applicant, officePhone } = people

  test('a comment with an image is written above an open keyboard and read by the approver', async ({
    openAs,
    page,
    stack,
    simulator,
  }) => {
    const { position } = await simulator.member(applicant)
    const request = await requestInfoChange(stack.gatewayUrl, applicant, {
      position: { from: position, to: `夜班${position}` },
    })
    await openAs(applicant, `/requests/${request.id}`)
    await page.getByText('留言', { exact: true }).click()
    await page.getByLabel('写留言').click()
    // The part of the screen above the keyboard.
    const { width = 375 } = page.viewportSize() ?? {}
    await page.setViewportSize({ width, height: 380 })
    await page.getByLabel('写留言').pressSequentially('调岗通知见图')
    const send = page.getByRole('button', { name: '发送留言' })
    await expect(send).toBeInViewport({ ratio: 1 })
    // The element at its centre is the button itself, so nothing covers it.
    expect(
      await send.evaluate((button) => {
        const { left, top, width: across, height } = button.getBoundingClientRect()
        return button.contains(document.elementFromPoint(left + across / 2, top + height / 2))
      }),
    ).toBe(true)
    const done = page.getByRole('link', { name: '完成' })
    await expect(done).not.toBeInViewport()
    // A press elsewhere ends the focus, and the bar stays where it is, so that the press hits what it was aimed at.
    const place = await done.boundingBox()
    await page.getByLabel('写留言').blur()
    expect(await done.boundingBox()).toEqual(place)
    await page
      .getByLabel('添加图片或 PDF')
      .setInputFiles({ name: '通知.png', mimeType: 'image/png', buffer: Buffer.from(PNG_PIXEL, 'base64') })
    await expect(page.getByRole('button', { name: '删除 通知.png' })).toBeVisible()
    await send.click()
    await expect(page.getByRole('button', { name: '打开“通知.png”' })).toBeVisible()
    await page.setViewportSize({ width, height: 812 })

    await openAs('limin', `/requests/${request.id}`)
    await page.getByText('留言', { exact: true }).click()
    await expect(page.getByText('调岗通知见图')).toBeVisible()
    await page.getByRole('button', { name: '打开“通知.png”' }).click()
    const downloading = page.waitForEvent('download')
    await page.getByRole('link', { name: '下载' }).click()
    expect(await (await downloading).failure()).toBeNull()
    await withdraw(stack.gatewayUrl, request)
  })

  test('a form that was submitted on another device opens that request when it is submitted again on the first', async ({
    openAs,
    browser,
    stack,
  }) => {
    const page = await openAs(applicant, '/requests/new/info-change')
    await (await openInfoField(page, '座机')).fill(officePhone)
    await expect(page.getByText(/可在其他设备继续/)).toBeVisible()

    const context = await browser.newContext({
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      viewport: page.viewportSize(),
    })
    const other = await context.newPage()
    const query = new URLSearchParams({ userid: applicant, to: '/requests/new/info-change' })
    await other.goto(`${stack.gatewayUrl}/__device__/open?${query.toString()}`)
    await expect(infoField(other, '座机')).toHaveValue(officePhone)
    await expect(other.getByText('已恢复草稿')).toBeVisible()
    await other.getByRole('button', { name: '提交 1 项变更' }).click()
    await expect(other.getByText('等李敏审批').first()).toBeVisible()
    const id = new URL(other.url()).pathname.split('/').at(-1) ?? ''

    // Both devices use the same key, so a second submission is the same request.
    await page.getByRole('button', { name: '提交 1 项变更' }).click()
    await expect(page).toHaveURL(new RegExp(`/requests/${id}$`))
    await withdraw(stack.gatewayUrl, { id, applicant: { userid: applicant } })
    await context.close()
  })
}
