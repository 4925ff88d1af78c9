import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { unzipSync } from 'fflate'
import type { BoardView } from '@desk/shared/policies/board-schemas'
import { openPhone } from '../lib/phone-session.ts'
import { until } from '../lib/wait-until.ts'
import { waitForDirectory } from '../lib/directory-read.ts'
import { signThroughApi } from '../lib/sign-policy.ts'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { forPeople, openAsOutsider, openPath, intactAndTampered, unfold } from './evidence.steps.ts'
import { expect, test } from './fixtures.ts'
import { countTaps, expectTaps, printTaps } from './count-taps.ts'
import { publish, templateId, withBody } from './policy.steps.ts'
import { PHONE } from './viewports.ts'
import { todayOf } from './days.ts'

const DESK = { width: 1280, height: 900 }
const TAPS = 3
const SEAL_EVERY_MS = 2_000

test.describe.configure({ mode: 'serial' })
test.use({ company: 'evidence', sealEveryMs: SEAL_EVERY_MS })
test.setTimeout(300_000)

/** The auditor asks about 李敏, who signs twice, and 孙浩, who never does. */
const [signer, unsigned] = ['limin', 'sunhao'] as const
let id = ''
let code = ''
let firstDay = ''
let bundle: Uint8Array = new Uint8Array()

test('a policy is signed by one of two people, and again after a change', async ({ stack, simulator }) => {
  await waitForDirectory(stack.gatewayUrl)
  id = await templateId(stack.gatewayUrl)
  firstDay = await todayOf(simulator)
  await publish(stack.gatewayUrl, id, 'major', forPeople([signer, unsigned]), firstDay)
  const read = () => simulator.clock.advance({ minutes: 2 })
  await signThroughApi(stack.gatewayUrl, signer, id, read)
  await simulator.clock.advance({ hours: 30 })
  // A job stores the day, with the version that is in force when it runs.
  const ops = await openPhone(stack.gatewayUrl, 'chenhaiyan')
  await until('the stored day', async () => {
    const { storedDays } = await ops.get<BoardView>(`/api/policies/${id}/board`)
    return storedDays.before === firstDay ? true : null
  })
  const today = await todayOf(simulator)
  await publish(stack.gatewayUrl, id, 'major', withBody(['1.1'], '改过的条款。'), today)
  ;({ code } = await signThroughApi(stack.gatewayUrl, signer, id, read))
})

const search = (page: Page) => page.getByRole('searchbox', { name: '姓名、拼音或凭证码' })
const answer = (page: Page) => page.getByRole('article')

for (const [device, size] of [
  ['desk', DESK],
  ['phone', PHONE],
] as const)
  test(`on the ${device} an auditor answers “did 李敏 sign, which text, prove it”`, async ({ openAs, page }) => {
    await page.setViewportSize(size)
    await openAs('qinyue', device === 'desk' ? '/audit' : '/me', { ua: device === 'desk' ? 'windows' : 'android' })
    await waitForHydration(page)
    const start = performance.now()
    const { tap, type, taps } = countTaps()
    await tap(page.getByRole('link', { name: '签收证据', exact: true }))
    await type(search(page), 'limin')
    await tap(page.getByRole('button', { name: '查证', exact: true }))
    const sheet = answer(page)
    await expect(sheet.getByRole('heading', { level: 2 })).toContainText('已签收。李敏在')
    await expect(sheet).toContainText('2.0 版')
    await expect(sheet).toContainText(code)
    await expect(sheet).toContainText('全文与签收时一致')
    await expect(sheet.getByRole('row', { name: /收到消息/ })).toContainText('待签通知')
    await expect(sheet.getByRole('row', { name: /与上一版/ })).toContainText('修改 1 条')
    await expect(sheet).toContainText('改过的条款')
    await expect(sheet.getByRole('row', { name: /之后/ })).toContainText(/此前的凭证 .+ 已由凭证 .+ 取代/)
    await expect(sheet).toContainText(/本次查看已记入审计，第 \d+ 条/)
    await expect(sheet.getByRole('row', { name: /全公司人数/ })).toContainText('2 应签 = 1 已签 + 1 待签 + 0 豁免')
    expectTaps(`did X sign, which text, prove it: ${device}`, taps(), TAPS, (performance.now() - start) / 1000)
    await expect
      .poll(
        async () => {
          await page.reload()
          return answer(page).textContent()
        },
        { intervals: [SEAL_EVERY_MS] },
      )
      .toContain('记录与存证一致')
  })

test('the answer about a past day is as of that day, and names who did not sign', async ({ openAs, page }) => {
  await page.setViewportSize(DESK)
  await openAs('qinyue', '/evidence-room', { ua: 'windows' })
  await waitForHydration(page)
  await search(page).fill('limin')
  await page.getByLabel('截至').fill(firstDay)
  await page.getByRole('button', { name: '查证', exact: true }).click()
  await expect(answer(page).getByRole('heading', { level: 2 })).toContainText('1.0 版全文')
  await expect(answer(page)).not.toContainText(code)
  await search(page).fill('sunhao')
  await page.getByRole('button', { name: '查证', exact: true }).click()
  await expect(answer(page).getByRole('heading', { level: 2 })).toContainText('未签收')
  await search(page).fill('wuciren')
  await page.getByRole('button', { name: '查证', exact: true }).click()
  await expect(page.getByText('没有找到“wuciren”')).toBeVisible()
})

test('the answer prints on one A4 page with the changed clauses and without controls', async ({ openAs, page }) => {
  await openAs('qinyue', `/evidence-room?q=limin`, { ua: 'windows' })
  await waitForHydration(page)
  await page.emulateMedia({ media: 'print' })
  await expect(answer(page).getByRole('heading', { level: 3, name: /· 修改$/ })).toBeVisible()
  await expect(search(page)).toBeHidden()
  await expect(page.getByRole('button', { name: '打印' })).toBeHidden()
  await expect(page.getByRole('navigation', { name: '主导航' })).toBeHidden()
  const pdf = await page.pdf({ preferCSSPageSize: true })
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g)).toHaveLength(1)
})

test('an outsider looks a member up through a link, in one browser, until the link is ended', async ({
  openAs,
  page,
  browser,
  stack,
}) => {
  await page.setViewportSize(DESK)
  await openAs('tangzhenhua', '/evidence-room/links', { ua: 'windows' })
  await waitForHydration(page)
  await page.getByLabel('接收方').fill('某某会计师事务所')
  await page.getByRole('checkbox', { name: '企业微信使用规范' }).check()
  await page.getByLabel('可查的第一天').fill(firstDay)
  await page.getByLabel('可查的最后一天').fill('2026-12-31')
  await page.getByRole('button', { name: '生成链接' }).click()
  const url = await page.getByLabel('某某会计师事务所', { exact: true }).inputValue()
  const path = url.slice(stack.gatewayUrl.length)
  expect(path).toMatch(/^\/evidence-room\/enter#\w{32,}$/)

  const outsider = await openAsOutsider(browser, stack.gatewayUrl, path)
  await waitForHydration(outsider)
  await outsider.getByRole('button', { name: '在这个浏览器中打开' }).click()
  await expect(outsider.getByRole('heading', { name: '签收证据', exact: true })).toBeVisible()
  const { tap, type, taps } = countTaps()
  await type(search(outsider), code)
  await tap(outsider.getByRole('button', { name: '查证', exact: true }))
  await expect(answer(outsider).getByRole('heading', { level: 2 })).toContainText('已签收。李敏在')
  expectTaps('did X sign, through a link', taps(), TAPS)
  // The holder of the link is no member: other pages ask for a sign-in.
  await openPath(outsider, stack.gatewayUrl, '/audit')
  await expect(outsider.getByRole('heading', { name: '审计记录' })).toBeHidden()
  await openPath(outsider, stack.gatewayUrl, `/evidence-room?q=limin`)
  await expect(answer(outsider)).toContainText(code)

  const other = await openAsOutsider(browser, stack.gatewayUrl, path, PHONE.width)
  await waitForHydration(other)
  await other.getByRole('button', { name: '在这个浏览器中打开' }).click()
  await expect(other.getByRole('alert')).toContainText('已在另一个浏览器打开过')

  await page.getByRole('button', { name: '已复制，关闭' }).click()
  await page.getByRole('button', { name: '结束链接 某某会计师事务所' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '结束链接' }).click()
  await expect(page.getByRole('row', { name: /某某会计师事务所/ })).toContainText('已结束')
  await outsider.reload()
  await expect(outsider.getByRole('heading', { name: '查证链接已失效' })).toBeVisible()
})

test('the auditor downloads the evidence of the policy and learns when the file is complete', async ({
  openAs,
  page,
}) => {
  await page.setViewportSize(DESK)
  await openAs('qinyue', '/evidence-room?q=limin', { ua: 'windows' })
  await waitForHydration(page)
  await page.getByRole('button', { name: '签收证据（ZIP）' }).click()
  const downloading = page.waitForEvent('download')
  await page.getByRole('link', { name: '下载', exact: true }).click()
  bundle = await readFile(await (await downloading).path())
  await expect(page.getByText('文件已全部生成，请等浏览器保存完')).toBeVisible()
})

test('the board of a past day says that its roster is not in the log, and exports the evidence that puts it there', async ({
  openAs,
  page,
}) => {
  await page.setViewportSize(DESK)
  await openAs('qinyue', `/policies/${id}/board?day=${firstDay}`, { ua: 'windows' })
  await waitForHydration(page)
  await expect(page.getByText('当天的名单未存证')).toBeVisible()
  await page.getByRole('button', { name: '签收证据（ZIP，全公司）' }).click()
  const downloading = page.waitForEvent('download')
  await page.getByRole('link', { name: '下载', exact: true }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toContain(`签收证据 ${firstDay}.zip`)
  const files = unzipSync(await readFile(await download.path()))
  const report = new TextDecoder().decode(files['report.html'])
  expect(report).toContain(`版，${firstDay}</h2>`)
  expect(report).toMatch(/2 应签 = 1 已签 \+ 1 待签 \+ 0 豁免（50\.0 %）/)
  await page.reload()
  await expect(page.getByText('当天的名单已存证')).toBeVisible()
})

test('the evidence of all policies is exported before anybody is looked up', async ({ openAs, page }) => {
  await page.setViewportSize(PHONE)
  await openAs('qinyue', '/evidence-room')
  await waitForHydration(page)
  const exported = page.getByRole('region', { name: '全部制度的签收证据' })
  await exported.getByRole('button', { name: '签收证据（ZIP）' }).click()
  const downloading = page.waitForEvent('download')
  await exported.getByRole('link', { name: '下载', exact: true }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toMatch(/^全部制度 签收证据 .+\.zip$/)
  const manifest = JSON.parse(
    new TextDecoder().decode(unzipSync(await readFile(await download.path()))['manifest.json']),
  ) as { scope: unknown }
  expect(manifest.scope).toMatchObject({ policy: 'all' })
})

test('an export comes with a warning about its recipients, and is compared with the log in one step; a changed file is not found there', async ({
  openAs,
  page,
}) => {
  await page.setViewportSize(DESK)
  await openAs('qinyue', '/audit', { ua: 'windows' })
  await waitForHydration(page)
  // Rows name people and objects. Ids are shown only in the opened row.
  const table = page.getByRole('table', { name: '审计记录' })
  await expect(table).toContainText('《企业微信使用规范》')
  const cells = (await table.locator('tbody tr > :nth-child(-n+5)').allInnerTexts()).join('\n')
  expect(cells).not.toMatch(/\b[a-z]{3}_[0-9a-z]{6,}|\b[a-z]+\.[a-z]+_?[a-z]*\b/)
  await (await unfold(page, /^导出（|^导出这/)).getByRole('button', { name: '网页', exact: true }).click()
  await expect(page.getByText(/发送前看清收件人，敏感文件加密（.*4\.1②/)).toBeVisible()
  const downloading = page.waitForEvent('download')
  await page.getByRole('link', { name: '下载', exact: true }).click()
  const buffer = await readFile(await (await downloading).path())
  const check = await unfold(page, '核对文件')
  const choose = (bytes: Buffer) =>
    check.getByLabel('选择文件').setInputFiles({ name: 'audit.html', mimeType: 'text/html', buffer: bytes })
  await choose(buffer)
  await expect(check).toContainText(/一致：audit\.html 就是 秦悦 在 .* 导出的文件，见审计记录第 \d+ 条/)
  await choose(Buffer.concat([buffer, Buffer.from(' ')]))
  await expect(check).toContainText('audit.html 没有登记过')
})

test('an auditor verifies the whole log in one tap', async ({ openAs, page }) => {
  await page.setViewportSize(PHONE)
  await openAs('qinyue', '/audit')
  await waitForHydration(page)
  await page.getByRole('button', { name: '验证', exact: true }).click()
  await expect(page.getByText(/^验证通过，共 \d+ 条。/).first()).toBeVisible()
})

test('an entry of the audit can be verified on its own', async ({ openAs, page, browser, stack }) => {
  await page.setViewportSize(DESK)
  await openAs('qinyue', `/audit?action=${encodeURIComponent('发布版本')}`, { ua: 'windows' })
  await waitForHydration(page)
  const row = page.getByRole('row').filter({ hasText: '发布版本' }).first()
  await row.getByText('展开').click()
  await row.getByRole('button', { name: '这一条的存证证明' }).click()
  const downloading = page.waitForEvent('download')
  await row.getByRole('link', { name: '下载', exact: true }).click()
  const proof = await readFile(await (await downloading).path())
  const verify = await openAsOutsider(browser, stack.gatewayUrl, '/verify')
  await waitForHydration(verify)
  const vkey = new TextDecoder().decode(unzipSync(bundle)['log.vkey'])
  await verify.getByLabel('日志公钥').fill(vkey.trim())
  await verify
    .getByLabel('选择文件，或拖到这里')
    .setInputFiles({ name: 'entry.txt', mimeType: 'text/plain', buffer: proof })
  await expect(verify.getByRole('heading', { name: '签名有效：记录在日志中' })).toBeVisible()
  await expect(verify.getByText('policy.published')).toBeVisible()
})

for (const [device, size] of [
  ['desk', DESK],
  ['phone', PHONE],
] as const)
  test(`on the ${device} an evidence bundle is verified without a network, and a tampered one is refused with the name of the changed file`, async ({
    browser,
    stack,
  }) => {
    const { intact, tampered, changedName, vkey } = intactAndTampered(bundle)
    const page = await openAsOutsider(browser, stack.gatewayUrl, '/verify', size.width)
    await waitForHydration(page)
    await page.waitForLoadState('networkidle')
    const requests: string[] = []
    await page.context().setOffline(true)
    page.on('request', (request) => requests.push(request.url()))
    const chooser = page.getByLabel('选择文件，或拖到这里')
    await chooser.setInputFiles(intact)
    await expect(page.getByRole('heading', { name: '文件前后一致，来源未核对' })).toBeVisible()
    await page.getByLabel('日志公钥').fill(vkey)
    await page.getByRole('button', { name: '重新核对 evidence.zip' }).click()
    await expect(page.getByRole('heading', { name: '签名有效，没有与检查点比较' })).toBeVisible()
    await expect(page.getByText('已签 1，待签 1')).toBeVisible()
    await chooser.setInputFiles(tampered)
    await expect(page.getByRole('heading', { name: '核对不通过' })).toBeVisible()
    await expect(page.getByText(changedName, { exact: true })).toBeVisible()
    await expect(page.getByText('文件内容与清单不一致')).toBeVisible()
    expect(requests).toEqual([])
  })

test.afterAll(printTaps)
