import type { Locator, Page } from '@playwright/test'
import { withCamera } from '../lib/photo.ts'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { expect, test } from './fixtures.ts'
import {
  chooseCommand,
  columnOf,
  expectNoPage,
  fillReport,
  leaveOut,
  sendNamed,
  sendUnnamed,
  takeMeasure,
} from './incidents.steps.ts'
import { DESK } from './viewports.ts'
import { chatText } from './chat-text.ts'

const FILE_TEXT = '报价单发给了另一家供应商'
const CAMERA = 'Phone of Sun Hao'
const PASSWORDS = '共享盘里有一份写着密码的表格'
const RUMOUR = '群里在传还没有核实的裁员消息'

/** Tests reporters at a desk, the people whom a report is about, measures, and what restricts its readers. */
export function deskTests(): void {
  let wrongFile = ''
  let rumour = ''
  let receipt = ''

  test('孙浩 reports a wrongly sent file to the department, and the admin whom it is about cannot read it', async ({
    openAs,
    page,
  }) => {
    await page.setViewportSize(DESK)
    await openAs('sunhao', '/incidents/new', { ua: 'windows' })
    await waitForHydration(page)
    await fillReport(page, { kind: '发错文件', to: '部门管理员', text: FILE_TEXT })
    await expect(page.getByText(/只有李敏会看到/)).toBeVisible()
    await leaveOut(page, '李敏')
    await expect(page.getByText(/只有周启明会看到/)).toBeVisible()
    const buffer = withCamera(await page.screenshot({ type: 'jpeg' }), CAMERA)
    await page.getByLabel('加图片').setInputFiles({ name: '截图.jpg', mimeType: 'image/jpeg', buffer })
    await expect(page.getByText('已选图片：截图.jpg')).toBeVisible()
    wrongFile = await sendNamed(page)
    await expect(page.getByText(/周启明可以看到/)).toBeVisible()
    await openAs('zhouqiming', wrongFile, { ua: 'windows' })
    await waitForHydration(page)
    await expect(page.getByText('涉及：李敏')).toBeVisible()
    await page.getByRole('button', { name: '受理', exact: true }).click()
    await takeMeasure(page, { action: '其他措施', text: '已请对方删除' })
    await openAs('limin', wrongFile)
    await expectNoPage(page)
  })

  test('the picture of an incident does not name its camera, and HR reads the incident once it is handed to them', async ({
    openAs,
    page,
  }) => {
    await page.setViewportSize(DESK)
    await openAs('xiaolan', wrongFile)
    await expectNoPage(page)
    await openAs('zhouqiming', wrongFile, { ua: 'windows' })
    await waitForHydration(page)
    await page.getByRole('button', { name: '查看图片' }).click()
    const source = (await page.getByRole('img', { name: '上报附图' }).getAttribute('src')) ?? ''
    const picture = Buffer.from(source.slice('data:image/jpeg;base64,'.length), 'base64')
    expect(picture.length).toBeGreaterThan(1000)
    for (const trace of ['Exif', CAMERA]) expect(picture.includes(trace), trace).toBe(false)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await takeMeasure(page, { action: '转人事', text: '请提醒发送前核对收件人' }, async (sheet) => {
      // The report is about no group.
      await expect(sheet.getByRole('radio', { name: '提醒群主' })).toHaveCount(0)
      await sheet.getByRole('radio', { name: '肖岚' }).click()
    })
    await openAs('xiaolan', wrongFile)
    await expect(page.getByRole('heading', { level: 1, name: '发错文件' })).toBeVisible()
    await expect(page.getByText('请提醒发送前核对收件人')).toBeVisible()
    await expect(page.getByText('孙浩')).toHaveCount(0)
  })

  test('the measure that asks for the lock of an account opens a lost-device case, to which the incident links', async ({
    openAs,
    page,
  }) => {
    await page.setViewportSize(DESK)
    await openAs('zhouqiming', wrongFile, { ua: 'windows' })
    await waitForHydration(page)
    await takeMeasure(page, { action: '申请锁定账号', text: '账号还在外发，先锁定' }, async (sheet) => {
      await sheet.getByRole('combobox', { name: '锁定谁的账号' }).fill('董强')
      await sheet.getByRole('option', { name: /董强/ }).click()
    })
    await page.getByRole('link', { name: '关联的手机丢失' }).click()
    await expect(page.getByText('未锁定，待决定').first()).toBeVisible()
  })

  test('马晓宇 reports a rumour without a name; its handler makes it urgent and restricts it', async ({
    openAs,
    page,
  }) => {
    await page.setViewportSize(DESK)
    await openAs('maxiaoyu', '/incidents/new', { ua: 'windows' })
    await waitForHydration(page)
    await fillReport(page, { kind: '不当言论', to: '管理部门', text: RUMOUR })
    await page.getByRole('radio', { name: /^匿名/ }).click()
    await expect(page.getByText(/只有(林书晴、胡嘉宁|胡嘉宁、林书晴)会看到/)).toBeVisible()
    receipt = await sendUnnamed(page)
    await openAs('linshuqing', '/incidents/cases', { ua: 'windows' })
    await waitForHydration(page)
    await columnOf(page, '待受理').getByRole('link', { name: RUMOUR }).click()
    const pane = page.getByRole('region', { name: '不当言论' })
    await expect(pane.getByText(/^匿名上报/)).toBeVisible()
    rumour = `/incidents/cases/${new URL(page.url()).searchParams.get('open') ?? ''}`
    await pane.getByRole('button', { name: '受理', exact: true }).click()
    const card = columnOf(page, '处理中').getByRole('listitem').filter({ hasText: RUMOUR })
    await expect(card).toBeVisible()
    await expect(page.getByRole('button', { name: '查看上报人' })).toHaveCount(0)
    await chooseCommand(page, '紧急程度')
    const sheet = page.getByRole('dialog')
    await sheet.getByRole('radio', { name: /^紧急/ }).click()
    await sheet.getByRole('button', { name: '紧急程度' }).click()
    await expect(card.getByText('紧急', { exact: true })).toBeVisible()
    await chooseCommand(page, '仅受理人可见')
    await expect(pane.getByText('仅受理人可见', { exact: true })).toBeVisible()
    await openAs('hujianing', rumour)
    await expectNoPage(page)
  })

  test('a handler who recuses themselves cannot read the incident any more, and the mailbox names its new reader', async ({
    openAs,
    page,
  }) => {
    await page.setViewportSize(DESK)
    await openAs('linshuqing', rumour, { ua: 'windows' })
    await waitForHydration(page)
    await chooseCommand(page, '回避')
    const sheet = page.getByRole('dialog')
    await sheet.getByRole('textbox', { name: '回避原因' }).fill('消息是我部门的人发的')
    await sheet.getByRole('button', { name: '回避' }).click()
    await expect(page.getByText('已回避，你不再能看到这条上报')).toBeVisible()
    await page.reload()
    await expectNoPage(page)
    await openAs('maxiaoyu', '/incidents', { ua: 'windows' })
    await page.getByRole('main').getByRole('link', { name: '匿名信箱' }).click()
    await page.getByRole('textbox', { name: '查询码' }).fill(receipt)
    await page.getByRole('button', { name: '打开', exact: true }).click()
    await expect(page.getByText(RUMOUR)).toBeVisible()
    await expect(page.getByText(/^胡嘉宁可以看到/)).toBeVisible()
    await openAs('hujianing', rumour, { ua: 'windows' })
    await waitForHydration(page)
    await expect(page.getByText('消息是我部门的人发的')).toBeVisible()
    await page.getByRole('button', { name: '受理', exact: true }).click()
    await expect(page.getByRole('button', { name: '办结' })).toBeVisible()
  })

  test('王芳 reports both handlers for illegal content, and the independent contact closes the incident', async ({
    openAs,
  }) => {
    const page = await openAs('wangfang', '/incidents/new')
    await fillReport(page, { kind: '其他', to: '管理部门', text: '有人在群里发赌博网站的链接' })
    await leaveOut(page, '林书晴')
    await leaveOut(page, '胡嘉宁')
    await expect(page.getByText(/只有方建国会看到/)).toBeVisible()
    const illegal = await sendNamed(page)
    for (const handler of ['linshuqing', 'hujianing']) await expectNoPage(await openAs(handler, illegal))
    await openAs('fangjianguo', '/incidents/cases')
    await page.getByRole('row').filter({ hasText: '其他' }).getByRole('link').click()
    await page.getByRole('button', { name: '受理', exact: true }).click()
    await page.getByRole('button', { name: '办结' }).click()
    const sheet = page.getByRole('dialog')
    await sheet.getByRole('radio', { name: '属实', exact: true }).click()
    await sheet.getByRole('textbox', { name: '结果说明' }).fill('链接已删除，已通报批评')
    await sheet.getByRole('button', { name: '办结' }).click()
    await expect(page.getByText('链接已删除，已通报批评')).toBeVisible()
    await openAs('wangfang', '/incidents')
    await page.getByRole('link', { name: /其他/ }).click()
    await expect(page.getByText('链接已删除，已通报批评')).toBeVisible()
  })
}

/** Tests an incident that nobody takes on for several working days. Other tests of the company must run before. */
export function escalationTests(): void {
  test('when nobody acknowledges an incident, its handlers are reminded, the lead learns who has it, then the contact takes it', async ({
    openAs,
    page,
    simulator,
  }) => {
    await page.setViewportSize(DESK)
    await openAs('gaofeng', '/incidents/new', { ua: 'windows' })
    await waitForHydration(page)
    await fillReport(page, { kind: '密码泄露', to: '管理部门', text: PASSWORDS })
    await expect(page.getByText('超时未处理会转给独立联系人方建国')).toBeVisible()
    const path = await sendNamed(page)
    // Opens a page as a person until it shows what a job did.
    const waitUntilShown = (userid: string, to: string, shown: (seen: Page) => Locator) =>
      expect(async () => {
        await openAs(userid, to, { ua: 'windows' })
        await expect(shown(page)).toBeVisible({ timeout: 2_000 })
      }).toPass({ timeout: 60_000 })
    // Each step is due a working day after the one before, so each is checked an hour later in the day than the one before.
    const nextWorkday = async (hours: number) => {
      await simulator.clock.toWorkday()
      await simulator.clock.advance({ hours })
    }

    for (let day = 0; day < 3; day += 1) await simulator.clock.toWorkday()
    await nextWorkday(1)
    await waitUntilShown('linshuqing', path, (seen) => seen.getByText('已提醒处理人').first())
    await expect(page.getByText('超时，已告知主管')).toHaveCount(0)
    await expect.poll(() => chatText(simulator, 'linshuqing')).toContain('有一条上报已超时')
    await expectNoPage(await openAs('fangjianguo', path))

    await nextWorkday(2)
    await waitUntilShown('linshuqing', path, (seen) => seen.getByText('超时，已告知主管').first())
    await openAs('tangzhenhua', '/settings/incidents', { ua: 'windows' })
    const overdue = page.getByRole('region', { name: '超时未处理的上报' })
    for (const handler of ['林书晴', '胡嘉宁']) await expect(overdue.getByText(handler)).toBeVisible()
    await expect.poll(() => chatText(simulator, 'tangzhenhua')).toContain('有一条上报超时未处理')
    expect(await chatText(simulator, 'tangzhenhua')).not.toMatch(/密码泄露|共享盘/)
    await expectNoPage(await openAs('tangzhenhua', path))

    await nextWorkday(3)
    await waitUntilShown('fangjianguo', path, (seen) => seen.getByRole('heading', { level: 1, name: '密码泄露' }))
    await waitForHydration(page)
    await page.getByRole('button', { name: '受理', exact: true }).click()
    await expect(page.getByRole('button', { name: '办结' })).toBeVisible()
    await openAs('gaofeng', path.replace('/cases', ''), { ua: 'windows' })
    await expect(page.getByText(/方建国.*可以看到/)).toBeVisible()
  })
}
