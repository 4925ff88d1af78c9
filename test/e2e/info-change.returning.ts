import { infoField } from '../lib/info-form.ts'
import { PNG_PIXEL } from '../lib/png-pixel.ts'
import { expect, test } from './fixtures.ts'
import { countTaps, expectTaps } from './count-taps.ts'
import { requestInfoChange, withdraw } from './info-change.steps.ts'

/** Tests returned, resubmitted and withdrawn requests. */
export function returningTests(people: { applicant: string; name: string; position: string }): void {
  const { applicant, name, position } = people

  test('a request that is returned with a reason and a clause is resubmitted to the same approver', async ({
    openAs,
    stack,
  }) => {
    const request = await requestInfoChange(stack.gatewayUrl, applicant, {
      position: { from: position, to: `高级${position}` },
    })

    const returning = countTaps()
    let page = await openAs('limin', `/requests/${request.id}`)
    await returning.tap(page.getByRole('button', { name: '退回' }))
    await returning.tap(page.getByRole('radio', { name: /内容不完整/ }))
    await returning.tap(page.getByRole('button', { name: `退回给${name}` }))
    await expect(page.getByText('李敏退回').or(page.getByText('你退回')).first()).toBeVisible()
    expectTaps('return with a useful reason', returning.taps(), 3)

    const resubmitting = countTaps()
    page = await openAs(applicant, `/requests/${request.id}`)
    await expect(page.getByText('内容不完整').first()).toBeVisible()
    await expect(page.getByText('依据 3.1②').first()).toBeVisible()
    await resubmitting.tap(page.getByRole('link', { name: '修改并重新提交' }))
    await expect(infoField(page, '岗位')).toHaveValue(`高级${position}`)
    await resubmitting.type(infoField(page, '岗位'), `首席${position}`)
    await page.getByRole('button', { name: '晋升' }).click()
    await page
      .getByLabel('附件', { exact: true })
      .last()
      .setInputFiles([
        { name: '晋升通知.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 晋升') },
        { name: '证书.png', mimeType: 'image/png', buffer: Buffer.from(PNG_PIXEL, 'base64') },
      ])
    await expect(page.getByRole('button', { name: '删除 证书.png' })).toBeVisible()
    await expect(page.getByRole('group', { name: '附件' }).getByText('正在上传')).toHaveCount(0)
    await resubmitting.tap(page.getByRole('button', { name: '重新提交 1 项变更' }))
    await expect(page.getByText('等李敏审批').first()).toBeVisible()
    expectTaps('correct and submit again', resubmitting.taps(), 3)

    page = await openAs('limin', `/requests/${request.id}`)
    await expect(page.getByText(`${name}修改后重新提交`)).toBeVisible()
    await expect(page.getByText(`首席${position}`).first()).toBeVisible()
    await expect(page.getByText('晋升', { exact: true })).toBeVisible()
    await expect(page.getByRole('button', { name: '打开“晋升通知.pdf”' })).toBeVisible()
    await expect(page.getByRole('button', { name: '同意 1 项' })).toBeVisible()

    const withdrawing = countTaps()
    page = await openAs(applicant, `/requests/${request.id}`)
    await withdrawing.tap(page.getByRole('button', { name: '更多' }))
    await withdrawing.tap(page.getByRole('button', { name: /^撤回申请/ }))
    await expect(page.getByText('已撤回，未作改动').first()).toBeVisible()
    expectTaps('withdraw', withdrawing.taps(), 2)

    const again = countTaps()
    await again.tap(page.getByRole('link', { name: '再次提交' }))
    await expect(infoField(page, '岗位')).toHaveValue(`首席${position}`)
    await page.getByRole('button', { name: '查看 证书.png' }).click()
    const image = page.getByRole('dialog').getByRole('img', { name: '证书.png' })
    await expect.poll(() => image.evaluate((shown: HTMLImageElement) => shown.naturalWidth)).toBe(1)
    await page.getByRole('dialog').getByRole('button', { name: '关闭' }).click()
    await again.tap(page.getByRole('button', { name: '提交 1 项变更' }))
    await expect(page.getByText('等李敏审批').first()).toBeVisible()
    expectTaps('submit a withdrawn request again', again.taps(), 2)
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    expect(id).not.toBe(request.id)
    await withdraw(stack.gatewayUrl, { id, applicant: { userid: applicant } })
  })

  test('a decision about a request that was withdrawn meanwhile is refused with the name and the time', async ({
    openAs,
    stack,
  }) => {
    const request = await requestInfoChange(stack.gatewayUrl, applicant, {
      position: { from: position, to: `值班${position}` },
    })
    const page = await openAs('limin', `/requests/${request.id}`)
    await expect(page.getByRole('button', { name: '同意 1 项' })).toBeVisible()
    await withdraw(stack.gatewayUrl, request)
    await page.getByRole('button', { name: '同意 1 项' }).click()
    await expect(page.getByText(new RegExp(`${name} \\d\\d:\\d\\d 撤回了，无需处理`))).toBeVisible()
    await expect(page.getByRole('button', { name: '同意 1 项' })).toBeHidden()
  })
}
