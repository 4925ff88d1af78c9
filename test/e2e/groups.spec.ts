import { expect, test } from './fixtures.ts'
import { groupIdOf, groupOnPhone, waitForDecision, waitForGroup } from './groups.steps.ts'
import { countTaps, expectTaps, printTaps } from './count-taps.ts'
import { simulatedPhone } from './simulated-phone.ts'

type ForcedDevice = Window & { __wecomDevice?: { force: (name: string, answer: object) => void } }

// Each test continues the one before: a group from its request to its archiving.
test.describe.configure({ mode: 'serial' })
test.use({ company: 'groups' })
test.setTimeout(180_000)

const NAME = '来料异常-来料检验组-专项-至26年6月'
const RENEWED = '来料异常-来料检验组-专项-至26年9月'

let requestId = ''
let groupId = ''

test('郭𠮷 requests a group in four taps with WeCom’s member picker', async ({ page, stack }) => {
  const phone = simulatedPhone(page)
  await page.goto(stack.simulatorUrl)
  await phone.become('郭𠮷')
  await phone.show('工作台')
  await phone.appTile().click()
  const { app } = phone
  await phone.tap(app.getByRole('link', { name: '申请建群' }))
  await phone.tap(app.getByText('专项', { exact: true }))
  await app.getByRole('textbox', { name: '事项' }).fill('来料异常')
  await app.getByRole('textbox', { name: '建群原因' }).fill('来料连续三批不合格，当天拉齐质检和采购')
  await expect(app.getByText(NAME).first()).toBeAttached()
  await phone.tap(app.getByRole('button', { name: /从企业微信/ }))
  const picker = page.locator('#sheet')
  for (const name of [/赵丽霞/, /孙浩/, /马晓宇/, /选好了/]) await picker.getByRole('button', { name }).click()
  await expect(app.getByRole('button', { name: '提交，建 4 人群' })).toBeVisible()
  await phone.tap(app.getByRole('button', { name: '提交，建 4 人群' }))
  await expect(app.getByRole('heading', { level: 1, name: /^等李敏/ })).toBeVisible()
  requestId = await app.locator('body').evaluate(() => location.pathname.split('/').at(-1) ?? '')
  expectTaps('ask for a group, text not counted', phone.taps(), 4)
})

test('郭𠮷 withdraws the request and submits it again in two taps', async ({ page, openAs }) => {
  await openAs('guoji', `/requests/${requestId}`)
  await page.getByRole('button', { name: '更多' }).click()
  await page.getByRole('button', { name: /^撤回申请/ }).click()
  await expect(page.getByText('已撤回，没有建群').first()).toBeVisible()
  const again = countTaps()
  await again.tap(page.getByRole('link', { name: '再次提交' }))
  await expect(page.getByRole('textbox', { name: '事项' })).toHaveValue('来料异常')
  await again.tap(page.getByRole('button', { name: '提交，建 4 人群' }))
  await expect(page.getByRole('heading', { level: 1, name: /^等李敏/ })).toBeVisible()
  requestId = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  expectTaps('submit a withdrawn request for a group again', again.taps(), 2)
})

test('李敏 approves in the chat, and the group is created with its welcome message', async ({
  page,
  stack,
  simulator,
}) => {
  const phone = simulatedPhone(page)
  await page.goto(stack.simulatorUrl)
  await phone.become('李敏')
  await phone.show('消息')
  await expect(phone.screen.getByText('待审批：郭𠮷 申请建群').last()).toBeVisible()
  // The approver sees what the applicant's screen showed.
  await expect(phone.screen.getByText(NAME).last()).toBeVisible()
  await phone.tap(phone.screen.getByRole('button', { name: '同意', exact: true }).last())
  expectTaps('approve a group from the message', phone.taps(), 1)
  await waitForDecision(stack.gatewayUrl, 'guoji', requestId)
  await simulator.clock.advance({ minutes: 2 })
  const made = await groupOnPhone(simulator, 'zhaolixia', ({ name, messages }) => name === NAME && messages.length > 0)
  expect(made.owner).toBe('guoji')
  expect([...made.userlist].sort()).toEqual(['guoji', 'maxiaoyu', 'sunhao', 'zhaolixia'])
  expect(made.messages[0]?.text).toContain('来料连续三批不合格')
  groupId = await groupIdOf(stack.gatewayUrl, 'guoji', requestId)
  await phone.become('郭𠮷')
  await phone.show('消息')
  await expect(phone.screen.getByText(NAME).last()).toBeVisible()
})

test('郭𠮷 opens the chat from the group’s page in one tap, and reads how to find it when WeCom refuses', async ({
  page,
  stack,
  openAs,
}) => {
  await openAs('guoji', `/groups/${groupId}`)
  await page.evaluate(() => {
    const refusal = { err_msg: 'openExistedChatWithMsg:fail_invalid_chatid' }
    ;(window as ForcedDevice).__wecomDevice?.force('openExistedChatWithMsg', refusal)
  })
  await page.getByRole('button', { name: '打开群聊' }).click()
  await expect(page.getByText('企业微信未能打开群聊')).toBeVisible()
  await expect(page.getByRole('textbox', { name: '群名' })).toHaveValue(NAME)

  const phone = simulatedPhone(page)
  await page.goto(stack.simulatorUrl)
  await phone.become('郭𠮷')
  await phone.show('工作台')
  await phone.appTile().click()
  await phone.app.getByRole('link', { name: '我的群聊' }).click()
  await phone.app.getByRole('link', { name: new RegExp(NAME) }).click()
  await phone.tap(phone.app.getByRole('button', { name: '打开群聊' }))
  await expect(phone.screen.getByText(NAME).last()).toBeVisible()
  expectTaps('open the chat from its page', phone.taps(), 1)
})

test('郭𠮷 signs the three duties', async ({ page, openAs, stack }) => {
  await openAs('guoji', `/groups/${groupId}`)
  await expect(page.getByRole('heading', { name: NAME })).toBeVisible()
  await page.getByRole('button', { name: '签署三条职责' }).click()
  await expect(page.getByText(/郭𠮷 .*签署/)).toBeVisible()
  await waitForGroup(stack.gatewayUrl, 'guoji', groupId, ({ state }) => state === 'active')
})

test('a member who requests a similar group is shown the existing one and joins at once', async ({
  page,
  openAs,
  simulator,
}) => {
  await openAs('limin', '/requests/new/group')
  await page.getByRole('textbox', { name: '事项' }).fill('来料异常处理')
  await expect(page.getByText('可能已有类似的群')).toBeVisible()
  await page.getByRole('button', { name: /直接加入/ }).click()
  await groupOnPhone(simulator, 'limin', ({ name }) => name === NAME)
})

test('a member of another department requests to join, and the owner accepts from home', async ({
  page,
  openAs,
  simulator,
}) => {
  await openAs('gaofeng', '/requests/new/group')
  await page.getByRole('textbox', { name: '事项' }).fill('来料异常处理')
  await page.getByRole('button', { name: /申请进群/ }).click()
  await expect(page.getByText('已发给群主，同意后自动进群').first()).toBeVisible()
  await openAs('guoji', '/')
  await expect(page.getByText('待处理的群')).toBeVisible()
  await page.getByRole('region', { name: '待我处理' }).getByRole('link', { name: '去处理' }).click()
  await page.getByRole('button', { name: '同意：高峰', exact: true }).click()
  await groupOnPhone(simulator, 'gaofeng', ({ name }) => name === NAME)
})

test('the form of a new group restores the typed text when the member returns, until they discard it', async ({
  page,
  openAs,
}) => {
  await openAs('limin', '/requests/new/group')
  await page.getByRole('textbox', { name: '事项' }).fill('年会筹备')
  await page.getByRole('textbox', { name: '建群原因' }).fill('分工')
  await expect(page.getByText(/草稿已保存/)).toBeVisible()
  await openAs('limin', '/')
  await openAs('limin', '/requests/new/group')
  await expect(page.getByRole('textbox', { name: '事项' })).toHaveValue('年会筹备')
  await expect(page.getByRole('textbox', { name: '建群原因' })).toHaveValue('分工')
  await page.getByRole('button', { name: '放弃' }).click()
  await expect(page.getByRole('textbox', { name: '事项' })).toHaveValue('')
})

test('a name with an invisible character is refused with its position', async ({ page, openAs }) => {
  await openAs('limin', '/requests/new/group')
  await page.getByRole('textbox', { name: '事项' }).fill('来\u200b料')
  await expect(page.getByText('第 2 个字符不可见（U+200B），请删除')).toBeVisible()
})

test('a member who changed departments is preselected in the review, removed, and the removal is verified', async ({
  page,
  openAs,
  simulator,
  stack,
}) => {
  await simulator.editMember({ userid: 'sunhao', department: [8], mainDepartment: 8 })
  await waitForGroup(stack.gatewayUrl, 'guoji', groupId, ({ drifted }) => drifted.length === 1)
  await openAs('guoji', `/groups/${groupId}`)
  await expect(page.getByRole('heading', { name: '1 人待核对' })).toBeVisible()
  const { tap, taps } = countTaps()
  await expect(page.getByRole('radio', { name: '移出' })).toBeChecked()
  await tap(page.getByRole('button', { name: '移出 1 人' }))
  expectTaps('review a group', taps(), 1)
  await expect(page.getByRole('button', { name: '撤销刚才的移出' })).toBeVisible()
  await simulator.clock.advance({ minutes: 2 })
  const now = await groupOnPhone(simulator, 'guoji', ({ userlist }) => !userlist.includes('sunhao'))
  expect(now.userlist).toContain('maxiaoyu')
  await waitForGroup(stack.gatewayUrl, 'guoji', groupId, ({ isApplying, goneCount }) => !isApplying && goneCount === 0)
})

test('a violation is reported in two taps, and the reporter is not named', async ({ page, openAs, simulator }) => {
  await openAs('maxiaoyu', `/groups/${groupId}`)
  const { tap, taps } = countTaps()
  await tap(page.getByRole('button', { name: '反映违规' }))
  await tap(page.getByRole('region', { name: '向管理部门反映' }).getByRole('button', { name: '传播未核实的消息' }))
  await expect(page.getByText('已提交，不会透露反映人').last()).toBeVisible()
  expectTaps('report a violation', taps(), 2)
  const entry = await simulator.waitForEffect(
    (entry) => entry.effect === 'message' && entry.title === '有人反映群内违规，待你处理',
  )
  expect(JSON.stringify(entry)).not.toContain('maxiaoyu')
})

test('ops answers the report in two taps, and the reporter is notified', async ({ page, openAs, simulator }) => {
  await openAs('chenhaiyan', `/groups/${groupId}`)
  const { tap, taps } = countTaps()
  await tap(page.getByRole('button', { name: '答复：传播未核实的消息' }))
  await tap(page.getByRole('button', { name: '已提醒' }))
  await expect(page.getByText('已提醒').first()).toBeVisible()
  expectTaps('answer a report', taps(), 2)
  await simulator.waitForEffect(
    (entry) => entry.effect === 'message' && entry.title === '你反映的违规：已提醒' && entry.to.includes('maxiaoyu'),
  )
  // The report may be about the owner, who does not see it.
  await openAs('guoji', `/groups/${groupId}`)
  await expect(page.getByRole('heading', { name: NAME })).toBeVisible()
  await expect(page.getByText('传播未核实的消息')).toHaveCount(0)
})

test('after the owner leaves, the group belongs to the member who accepts it', async ({
  page,
  openAs,
  simulator,
  stack,
}) => {
  await simulator.deleteMember('guoji')
  await waitForGroup(stack.gatewayUrl, 'zhaolixia', groupId, ({ offeredTo }) => offeredTo.length > 0)
  await openAs('zhaolixia', `/groups/${groupId}`)
  await page.getByRole('button', { name: '同意担任群主' }).click()
  await groupOnPhone(simulator, 'zhaolixia', ({ owner, name }) => name === NAME && owner === 'zhaolixia')
  await waitForGroup(
    stack.gatewayUrl,
    'zhaolixia',
    groupId,
    ({ owner, isVacant }) => owner.userid === 'zhaolixia' && !isVacant,
  )
  // The new owner has to sign the duties, which a card requests.
  await simulator.waitForEffect(
    (entry) => entry.effect === 'message' && entry.title === '请签署群主的三条职责' && entry.to.includes('zhaolixia'),
  )
  await page.reload()
  await expect(page.getByText(/赵丽霞 .*签署/)).toHaveCount(0)
  await page.getByRole('button', { name: '签署三条职责' }).click()
  await expect(page.getByText(/赵丽霞 .*签署/)).toBeVisible()
})

test('the group is renewed with a reason and a new date in its name, then archived and restored', async ({
  page,
  openAs,
  simulator,
  stack,
}) => {
  await openAs('zhaolixia', `/groups/${groupId}`)
  await page.getByRole('button', { name: '更多' }).click()
  await page.getByRole('dialog').getByRole('button', { name: /^续期/ }).click()
  await page.getByRole('textbox', { name: '理由' }).fill('还有两批要跟')
  await page.getByRole('dialog').getByRole('button', { name: '续期' }).click()
  await groupOnPhone(simulator, 'zhaolixia', ({ name }) => name === RENEWED)
  await expect(page.getByRole('heading', { name: RENEWED })).toBeVisible()
  await page.getByRole('button', { name: '更多' }).click()
  await page.getByRole('dialog').getByRole('button', { name: /^归档/ }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /归档，移出 \d+ 人/ })
    .click()
  const archived = await groupOnPhone(simulator, 'zhaolixia', ({ name }) => name === `已归档-${RENEWED}`)
  expect(archived.userlist).toHaveLength(2)
  await waitForGroup(stack.gatewayUrl, 'zhaolixia', groupId, ({ isApplying }) => !isApplying)
  await page.reload()
  await page.getByRole('button', { name: '恢复群' }).click()
  const back = await groupOnPhone(simulator, 'maxiaoyu', ({ name }) => name === RENEWED)
  expect(back.userlist).toContain('limin')
})

test('a group that was created manually is declared, accepted by ops, and active once its owner signs the three duties', async ({
  page,
  openAs,
  stack,
}) => {
  await openAs('gaofeng', '/groups/declare')
  await page.getByRole('textbox', { name: '群名' }).fill('采购日常')
  await page.getByRole('textbox', { name: '建群原因' }).fill('供应商日常沟通')
  await page.getByRole('combobox').fill('徐佳琪')
  await page.getByRole('option', { name: /徐佳琪/ }).click()
  await page.getByRole('button', { name: '登记，共 2 人' }).click()
  await expect(page.getByRole('heading', { name: '采购日常' })).toBeVisible()
  await expect(page.getByText('待部门管理员确认')).toBeVisible()
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  await openAs('chenhaiyan', `/groups/${id}`)
  await page.getByRole('button', { name: '确认为部门的群' }).click()
  await waitForGroup(stack.gatewayUrl, 'gaofeng', id, ({ state }) => state === 'charter')
  await openAs('gaofeng', `/groups/${id}`)
  await page.getByRole('button', { name: '签署三条职责' }).click()
  await waitForGroup(
    stack.gatewayUrl,
    'gaofeng',
    id,
    ({ state, origin }) => state === 'active' && origin === 'declared',
  )
})

test.afterAll(printTaps)
