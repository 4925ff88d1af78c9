import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { expect, test } from './fixtures.ts'
import { declareGroup } from './groups.steps.ts'
import { columnOf, expectNoPage, fillReport, sendUnnamed, takeMeasure } from './incidents.steps.ts'
import { DESK } from './viewports.ts'
import { chatText } from './chat-text.ts'

const NAME = '供应商对账'
const [OWNER, MEMBER] = ['gaofeng', 'xujiaqi'] as const

/** Tests reports of violations in a group, to its owner and as incidents. */
export function groupTests(): void {
  let group = ''

  test('a member reports an off-topic message to the group’s owner, who answers it', async ({
    openAs,
    stack,
    simulator,
  }) => {
    const { id, version } = await declareGroup(stack.gatewayUrl, OWNER, NAME, [MEMBER, 'wangfang'])
    await postOrThrow(await openPhone(stack.gatewayUrl, OWNER), `/api/groups/${id}/charter`, { version })
    group = `/groups/${id}`
    const page = await openAs(MEMBER, group)
    await page.getByRole('button', { name: '反映违规' }).click()
    const toOwner = page.getByRole('region', { name: '向群主反映' })
    await toOwner.getByRole('button', { name: '偏离群主题' }).click()
    await expect(page.getByRole('status').filter({ hasText: '已提交' }).first()).toBeVisible()
    await openAs(OWNER, group)
    await page.getByRole('button', { name: '答复：偏离群主题' }).click()
    await page.getByRole('button', { name: '已提醒' }).click()
    await expect(page.getByText('已提醒').first()).toBeVisible()
    await simulator.waitForEffect(
      (entry) => entry.effect === 'message' && entry.title === '你反映的违规：已提醒' && entry.to.includes(MEMBER),
    )
  })

  test('a violation becomes an incident, whose handler reminds the owner without saying why', async ({
    openAs,
    page,
    simulator,
  }) => {
    await page.setViewportSize(DESK)
    await openAs(MEMBER, group, { ua: 'windows' })
    await waitForHydration(page)
    await page.getByRole('button', { name: '反映违规' }).click()
    const toManagement = page.getByRole('region', { name: '向管理部门反映' })
    await toManagement.getByRole('button', { name: '言语不文明' }).click()
    await expect(page.getByRole('status').filter({ hasText: '已提交' }).first()).toBeVisible()
    await openAs(OWNER, group)
    await expect(page.getByRole('heading', { name: NAME })).toBeVisible()
    await expect(page.getByText('言语不文明')).toHaveCount(0)

    await openAs('hujianing', '/incidents/cases', { ua: 'windows' })
    await waitForHydration(page)
    await columnOf(page, '待受理')
      .getByRole('link', { name: `群「${NAME}」：言语不文明` })
      .click()
    const pane = page.getByRole('region', { name: '不当言论' })
    await expect(pane.getByText('言语不文明')).toBeVisible()
    await expect(pane.getByRole('link', { name: NAME })).toBeVisible()
    await expect(pane.getByText('涉及：高峰')).toBeVisible()
    const id = new URL(page.url()).searchParams.get('open') ?? ''
    await pane.getByRole('button', { name: '受理', exact: true }).click()
    await takeMeasure(page, { action: '提醒群主', text: '请群主重申群规' })
    await expect.poll(() => chatText(simulator, OWNER)).toContain('请提醒群成员遵守群规')
    expect(await chatText(simulator, OWNER)).not.toMatch(/上报|不文明|徐佳琪/)
    await expectNoPage(await openAs(OWNER, `/incidents/cases/${id}`))
  })

  test('from the group’s page a report is sent without a name, but not to a department of three', async ({
    openAs,
    page,
  }) => {
    await page.setViewportSize(DESK)
    await openAs(MEMBER, group, { ua: 'windows' })
    await waitForHydration(page)
    await page.getByRole('button', { name: '反映违规' }).click()
    await page.getByRole('link', { name: /匿名上报/ }).click()
    await expect(page.getByText(`涉及群「${NAME}」`)).toBeVisible()
    await fillReport(page, { kind: '泄密', to: '部门管理员', text: '群里发了另一家的报价' })
    await page.getByRole('radio', { name: /^匿名/ }).click()
    const tooFew = page.getByText('部门人数少于 5 人，匿名上报请交给管理部门')
    await expect(tooFew).toBeVisible()
    await page.getByRole('radio', { name: /^管理部门/ }).click()
    await expect(tooFew).toHaveCount(0)
    await sendUnnamed(page)
    await openAs('linshuqing', '/incidents/cases', { ua: 'windows' })
    await waitForHydration(page)
    await columnOf(page, '待受理').getByRole('link', { name: '群里发了另一家的报价' }).click()
    await expect(page.getByRole('region', { name: '泄密' }).getByRole('link', { name: NAME })).toBeVisible()
  })
}
