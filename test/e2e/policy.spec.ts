import type { PeoplePage, ReminderReach } from '@desk/shared/policies/board-schemas'
import type { MyReceipts, PolicyReadingView } from '@desk/shared/policies/policy-schemas'
import { waitForDirectory } from '../lib/directory-read.ts'
import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { openPhone } from '../lib/phone-session.ts'
import { infoRow, openInfoField } from '../lib/info-form.ts'
import { until } from '../lib/wait-until.ts'
import { expect, test } from './fixtures.ts'
import { countTaps, expectTaps, printTaps } from './count-taps.ts'
import { signThroughApi, AFTER_READING_MS } from '../lib/sign-policy.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import { accessGateTests } from './policy.access-gate.ts'
import { checkReading } from './policy.reading.ts'
import { approve, countsOf, publish, readToTheEnd, templateId, withBody, firstClauses } from './policy.steps.ts'
import { waitForCounts } from './wait-for-counts.ts'
import { chatText } from './chat-text.ts'

const TODAY = '2026-03-17'
const TAPS = 2
const TAPS_TO_PUBLISH = 4

test.describe.configure({ mode: 'serial' })
// The numbers below are those of the first version of the template.
test.use({ company: 'policy' })
test.setTimeout(180_000)

let id = ''
let required = 0

test('the template is published by two people to all members including partners', async ({
  openAs,
  stack,
  simulator,
}) => {
  // The directory must be read completely before the number of members is checked.
  await waitForDirectory(stack.gatewayUrl)
  id = await templateId(stack.gatewayUrl)
  const ops = await openPhone(stack.gatewayUrl, 'chenhaiyan')
  await postOrThrow(ops, '/api/settings/partners', {
    userid: 'wei',
    company: '顺达货运',
    sponsor: 'limin',
    endsOn: '2026-12-31',
  })
  await approve(stack.gatewayUrl, id, firstClauses(20))

  const page = await openAs('chenhaiyan', '/settings/policies')
  const { tap, taps } = countTaps()
  await tap(page.getByRole('link', { name: /企业微信使用规范/ }))
  await expect(page.getByText(/\d+ 人需签收，共 20 条/)).toBeVisible()
  await expect(page.getByText('其中外部合作人员 2 人')).toBeVisible()
  await tap(page.getByRole('button', { name: /^发布，通知 \d+ 人/ }))
  await expect(page.getByText('已发布')).toBeVisible()
  expectTaps('publish an approved version', taps(), TAPS_TO_PUBLISH)
  const counts = await countsOf(stack.gatewayUrl, id)
  required = counts.pending
  expect(required).toBeGreaterThan(50)
  expect(counts.signed).toBe(0)
  await until('a card for 郭𠮷', async () =>
    (await chatText(simulator, 'guoji')).includes('待签收：企业微信使用规范') ? true : null,
  )
})

test('郭𠮷 reads and signs in two taps, and the receipt can be verified on its page', async ({ openAs, stack }) => {
  const page = await openAs('guoji')
  const { tap, taps } = countTaps()
  await tap(page.getByRole('link', { name: '去签收' }))
  await checkReading(page)
  await readToTheEnd(page)
  await tap(page.getByRole('button', { name: '签收 1.0 版' }))
  await expect(page.getByRole('heading', { name: '签收完成' })).toBeVisible()
  expectTaps('sign a policy, first time', taps(), TAPS)
  await expect(page.getByText('以后有新版，只用看变了的条款')).toBeVisible()
  await expect(page.getByRole('link', { name: '完成' })).toBeVisible()
  await page.getByRole('link', { name: /查看凭证/ }).click()
  await expect(page.getByRole('heading', { name: '有效' })).toBeVisible()
  await expect(page.getByText(/^11 条，\d+ 秒；签收全文 20 条/)).toBeVisible()
  await expect(page.getByText('全文未被修改')).toBeVisible()
  await expect(page.getByRole('img', { name: '凭证二维码' })).toBeVisible()
  expect(await countsOf(stack.gatewayUrl, id)).toMatchObject({ signed: 1, pending: required - 1 })

  await test.step('a colleague verifies the receipt by its code', async () => {
    const address = new URL(page.url()).pathname
    const colleague = await openAs('limin', address)
    await expect(colleague.getByText('郭𠮷').first()).toBeVisible()
    await expect(colleague.getByRole('button', { name: '下载凭证' })).toHaveCount(0)
  })
})

test('a minor version requests no signature; a major one requests the changed clauses, or all from new signers', async ({
  openAs,
  stack,
  simulator,
}) => {
  await publish(stack.gatewayUrl, id, 'minor', withBody(['1.1'], '统一做法。'), TODAY)
  expect(await countsOf(stack.gatewayUrl, id)).toMatchObject({ signed: 1, pending: required - 1 })
  await publish(stack.gatewayUrl, id, 'major', withBody(['1.3b', '2.1c'], '改过的两条。'), TODAY)
  expect(await countsOf(stack.gatewayUrl, id)).toMatchObject({ signed: 0, pending: required })

  const newSigner = await openPhone(stack.gatewayUrl, 'wangfang')
  expect((await newSigner.get<PolicyReadingView>(`/api/policies/${id}`)).task).toMatchObject({
    toRead: 11,
    isDelta: false,
  })

  const page = await openAs('guoji')
  const { tap, taps } = countTaps()
  await tap(page.getByRole('link', { name: '去签收' }))
  await expect(page.getByText('2.0 版，只看变了的 2 条')).toBeVisible()
  await expect(page.getByText('前言 至 1.3①，4 条没变，3 月 17 日已签')).toBeVisible()
  await expect(page.locator('ins').first()).toBeVisible()
  await readToTheEnd(page)
  await tap(page.getByRole('button', { name: '签收 2.0 版' }))
  await expect(page.getByRole('heading', { name: '签收完成' })).toBeVisible()
  expectTaps('sign a new version', taps(), TAPS)
  await page.getByRole('link', { name: /查看凭证/ }).click()
  await expect(page.getByText(/变化的 2 条/)).toBeVisible()
  await simulator.advanceClock(AFTER_READING_MS)
  expect(await countsOf(stack.gatewayUrl, id)).toMatchObject({ signed: 1, pending: required - 1 })
})

test('a question does not count as a signature; after the answer the member still has to sign', async ({
  openAs,
  stack,
}) => {
  const page = await openAs('limin', `/policies/${id}`)
  await page.getByRole('button', { name: '有疑问' }).click()
  await page.getByLabel('疑问内容').fill('平板算不算手机？')
  await page.getByRole('button', { name: '发送给管理部门' }).click()
  await expect(page.getByText('等待回复').first()).toBeVisible()
  expect(await countsOf(stack.gatewayUrl, id)).toMatchObject({ questioned: 1, pending: required - 2 })

  const ops = await openAs('chenhaiyan', `/policies/${id}/board`)
  await ops.getByRole('textbox', { name: '回复' }).fill('算。')
  await ops.getByRole('button', { name: '发送回复' }).click()
  await expect(ops.getByText('已回复')).toBeVisible()
  expect(await countsOf(stack.gatewayUrl, id)).toMatchObject({ questioned: 0, pending: required - 1 })
})

test('an exempt member need not sign, and a reminder shows the number of its recipients', async ({ openAs, stack }) => {
  await (await openPhone(stack.gatewayUrl, 'wangfang2')).get(`/api/policies/${id}`)
  const ops = await openPhone(stack.gatewayUrl, 'chenhaiyan')
  await until('the time at which 王芳 opened the policy', async () => {
    const { items } = await ops.get<PeoplePage>(`/api/policies/${id}/people?state=pending`)
    return items.find(({ userid }) => userid === 'wangfang2')?.openedAt ?? null
  })
  const page = await openAs('chenhaiyan', `/policies/${id}/people?state=pending`)
  await page.getByRole('button', { name: '王芳：签收记录' }).first().click()
  await expect(page.getByText('首次打开：今天')).toBeVisible()
  await page.getByLabel('理由').fill('产假')
  await page.getByLabel('豁免到哪天').fill('2026-09-30')
  await page.getByRole('dialog').getByRole('button', { name: '豁免', exact: true }).click()
  await expect(page.getByText('已完成，数字已更新')).toBeVisible()
  expect(await countsOf(stack.gatewayUrl, id)).toMatchObject({ exempt: 1, pending: required - 2 })
  await page.goto(`${stack.gatewayUrl}/`)
  const { tap, taps } = countTaps()
  await tap(page.getByRole('link', { name: '签收进度' }))
  await tap(page.getByRole('button', { name: `催办 ${String(required - 2)} 人` }))
  // The recipients are shown before sending, which takes one more tap.
  await tap(page.getByRole('button', { name: `发送给 ${String(required - 2)} 人` }))
  await expect(page.getByText('今天都催过了')).toBeVisible()
  expectTaps('who has not signed: see and remind them', taps(), TAPS + 1)
  // After a reminder on the same day, the page counts the remaining members itself.
  await until('a reminder to everybody', async () => {
    const { reached } = await ops.get<ReminderReach>(`/api/policies/${id}/reach`)
    return reached === 0 || null
  })
  await page.reload()
  await expect(page.getByText('今天都催过了')).toBeVisible()
})

test('the evidence is reached in two taps by the signer and by an auditor', async ({ openAs, stack }) => {
  const page = await openAs('guoji')
  const own = countTaps()
  await own.tap(page.getByRole('link', { name: '我的凭证' }))
  await own.tap(page.getByRole('link', { name: /2\.0/ }))
  await expect(page.getByRole('heading', { name: '有效' })).toBeVisible()
  expectTaps('verify or show my receipt', own.taps(), TAPS)

  const auditor = await openAs('qinyue', `/policies/${id}/board`)
  const proof = countTaps()
  await proof.tap(auditor.getByRole('button', { name: '网页版签收记录' }))
  const link = auditor.getByRole('link', { name: '下载' })
  await expect(link).toBeVisible()
  const file = await fetch(stack.gatewayUrl + String(await link.getAttribute('href')))
  const offline = await auditor.context().newPage()
  const saved = test.info().outputPath('evidence.html')
  writeFileSync(saved, await file.text())
  await offline.goto(pathToFileURL(saved).href)
  await expect(offline.locator('#roster')).toContainText('1 人已签')
  await expect(offline.getByText(/郭𠮷/).first()).toBeVisible()
  expectTaps('answer an auditor who asks to prove it', proof.taps() + 1, TAPS)
})

test('a member who leaves is removed from the board with the date', async ({ openAs, stack, simulator }) => {
  const before = await countsOf(stack.gatewayUrl, id)
  await simulator.deleteMember('zhaolixia')
  await waitForCounts(stack.gatewayUrl, id, ({ excluded }) => excluded === before.excluded + 1)
  expect(await countsOf(stack.gatewayUrl, id)).toMatchObject({ pending: before.pending - 1, signed: before.signed })
  const page = await openAs('chenhaiyan', `/policies/${id}/people?state=excluded`)
  await expect(page.getByText('3 月 17 日离职')).toBeVisible()
})

test('the policy pages are shown in English', async ({ openAs, context, stack }) => {
  await context.addCookies([{ name: 'desk_lang', value: 'en', url: stack.gatewayUrl }])
  const page = await openAs('wei', `/policies/${id}?language=en`)
  await expect(page.getByText('Why these rules exist')).toBeVisible()
  await expect(page.getByText('Version 2.0, 20 clauses')).toBeVisible()
  await page.goto(`${stack.gatewayUrl}/`)
  await expect(page.getByText('Sign “Rules for using WeCom”')).toBeVisible()
})

test('the board counts the signatures of four more members', async ({ stack, simulator }) => {
  const before = await countsOf(stack.gatewayUrl, id)
  const people = ['wei', 'penglei', 'zhouqiming', 'duanzhiyuan']
  for (const userid of people)
    await signThroughApi(stack.gatewayUrl, userid, id, () => simulator.advanceClock(AFTER_READING_MS))
  const after = await countsOf(stack.gatewayUrl, id)
  expect(after.signed).toBe(before.signed + people.length)
  expect(after.pending).toBe(before.pending - people.length)
})

test('a form that requires a signed policy links to it and keeps the typed text; a lost-device report is never blocked', async ({
  openAs,
  stack,
}) => {
  const page = await openAs('limin', '/requests/new/info-change')
  const field = await openInfoField(page, '岗位')
  await field.fill('高级来料检验员')
  await publish(stack.gatewayUrl, id, 'minor', (draft) => ({ ...draft, isBeforeUse: true }), TODAY)
  await page.getByRole('button', { name: '提交 1 项变更' }).click()
  await expect(page.getByRole('heading', { name: '先签《企业微信使用规范》' })).toBeVisible()
  await expect(page.getByText('已填写的内容会保留')).toBeVisible()
  await page.getByRole('link', { name: '阅读 2.1 版' }).click()
  await readToTheEnd(page)
  await page.getByRole('button', { name: '签收 2.1 版' }).click()
  await page.getByRole('link', { name: '返回继续填写' }).click()
  await expect(field).toHaveValue('高级来料检验员')
  await page.getByRole('button', { name: '提交 1 项变更' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page).toHaveURL(/\/requests\/req_/)

  await test.step('a member who has not signed sees the policy first and can still report a phone', async () => {
    const other = await openAs('chenhaiyan', '/requests/new/info-change')
    await expect(other.getByRole('link', { name: '阅读 2.1 版' })).toBeVisible()
    await expect(infoRow(other, '岗位')).toHaveCount(0)
    await expect(other.getByRole('button', { name: /提交/ })).toHaveCount(0)
    await other.goto(`${stack.gatewayUrl}/lost-device`)
    await expect(other.getByText(/滑/).first()).toBeVisible()
  })
})

test('a file that is added to a version can be opened by its readers, by a link that works once', async ({
  openAs,
  stack,
}) => {
  const page = await openAs('chenhaiyan', `/settings/policies/${id}`)
  await page.getByRole('button', { name: '起草新版本' }).click()
  await page
    .getByLabel('加附件')
    .setInputFiles({ name: 'a.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') })
  await expect(page.getByText('不支持此文件')).toBeVisible()
  const pdf = { name: '附件一.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n% 附件') }
  await page.getByLabel('加附件').setInputFiles(pdf)
  await expect(page.getByText('附件一.pdf', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: '保存草稿' }).click()
  await expect(page.getByText('草稿已保存')).toBeVisible()
  await publish(stack.gatewayUrl, id, 'minor', (draft) => draft, TODAY)

  const reader = await openAs('guoji', `/policies/${id}`)
  await reader.getByRole('button', { name: '打开“附件一.pdf”' }).click()
  const path = await reader.getByRole('link', { name: '下载' }).getAttribute('href')
  const file = await fetch(stack.gatewayUrl + String(path))
  expect([file.status, (await file.text()).slice(0, 8)]).toEqual([200, '%PDF-1.7'])
  expect((await fetch(stack.gatewayUrl + String(path))).status).toBe(410)
})

test('after the key of a signer’s name is destroyed, the receipt is valid without the name', async ({
  openAs,
  stack,
}) => {
  const phone = await openPhone(stack.gatewayUrl, 'penglei')
  const { items } = await phone.get<MyReceipts>('/api/receipts')
  const before = await countsOf(stack.gatewayUrl, id)
  const page = await openAs('tangzhenhua', `/policies/${id}/people?state=signed`)
  await page.getByRole('button', { name: '彭磊：签收记录' }).first().click()
  await page.getByRole('combobox', { name: '操作' }).selectOption('forget')
  await expect(page.getByText('在职成员需重新签收')).toBeVisible()
  await page.getByRole('button', { name: '销毁密钥' }).click()
  await expect(page.getByText('已完成，数字已更新')).toBeVisible()
  expect((await countsOf(stack.gatewayUrl, id)).signed).toBe(before.signed - 1)
  await page.goto(`${stack.gatewayUrl}/receipts/${String(items[0]?.code)}`)
  await expect(page.getByText('已匿名')).toBeVisible()
  await expect(page.getByText('全文未被修改')).toBeVisible()
})

accessGateTests(() => id)

test.afterAll(printTaps)
