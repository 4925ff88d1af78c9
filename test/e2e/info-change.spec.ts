import { infoField, infoRow } from '../lib/info-form.ts'
import { expect, onlyBeforeRelease, test } from './fixtures.ts'
import { batchTests } from './info-change.batch.ts'
import { cardTests } from './info-change.card.ts'
import { clockTests } from './info-change.clock.ts'
import { crashTests } from './info-change.crash.ts'
import { decidingTests } from './info-change.deciding.ts'
import { inListTests } from './info-change.in-list.ts'
import { preHydrationTests } from './info-change.before-hydration.ts'
import { disputeTests, followUpTests } from './info-change.follow-up.ts'
import { returningTests } from './info-change.returning.ts'
import { expectTaps, printTaps } from './count-taps.ts'
import { commentTests } from './info-change.comments.ts'
import { reminderTests } from './info-change.reminders.ts'
import { simulatedPhone } from './simulated-phone.ts'
import { atDesk, widths } from './viewports.ts'
import { AFTER_UNDO_MS } from '../lib/after-undo.ts'

test.afterAll(printTaps)

test.describe('in the simulated phone', () => {
  test.use(atDesk)

  test('郭𠮷 changes position and office phone, 李敏 approves one of them, and directory and card show the result', async ({
    page,
    stack,
    simulator,
  }) => {
    // Read at once, because the response is lost when the WebView closes.
    const registered = page
      .waitForResponse((response) => response.url().endsWith('/__device__/verify'))
      .then((response): Promise<unknown> => response.json())
    const phone = simulatedPhone(page)
    await page.goto(stack.simulatorUrl)

    await test.step('the app opens from the workbench and shows the member’s name', async () => {
      await phone.become('郭𠮷')
      await phone.show('工作台')
      const before = phone.taps()
      await phone.tap(phone.appTile())
      await expect(phone.app.getByRole('heading', { name: /^郭𠮷，/ })).toBeVisible()
      expectTaps('enter the app', phone.taps() - before, 1)
    })

    await test.step('two fields are changed and submitted', async () => {
      await phone.tap(phone.app.getByRole('link', { name: '改我的信息' }))
      await expect(infoRow(phone.app, '岗位')).toContainText('质检工程师')
      await phone.tap(infoRow(phone.app, '岗位'))
      await infoField(phone.app, '岗位').fill('高级质检工程师')
      const taps = phone.taps()
      await phone.tap(infoRow(phone.app, '座机'))
      await infoField(phone.app, '座机').fill('0755-8601-2099')
      const second = phone.taps() - taps
      await phone.tap(phone.app.getByRole('button', { name: '提交 2 项变更' }))
      await expect(phone.app.getByText('等李敏审批').first()).toBeVisible()
      // Typing is not counted, nor are the taps on the second field: the target is for one field.
      expectTaps('change my position, from the workbench', phone.taps() - second, 4)
      await phone.closeApp()
    })

    await test.step('the request is decided field by field from the card', async () => {
      await phone.become('李敏')
      await phone.show('消息')
      await expect(phone.screen.getByText('待审批：郭𠮷 改 2 项')).toBeVisible()
      await phone.screen.getByRole('button', { name: '去审批' }).last().click()
      const officePhone = phone.app.getByRole('group', { name: /座机/ })
      await officePhone.getByRole('button', { name: '不同意' }).click()
      await phone.app.getByRole('button', { name: /和实际不符/ }).click()
      await phone.app.getByRole('button', { name: '同意 1 项，不同意 1 项' }).click()
      await expect(phone.app.getByText('已决定，待写入').first()).toBeVisible()
      // The undo window is over, and the change is written.
      await simulator.advanceClock(AFTER_UNDO_MS)
      await expect(phone.app.getByText('部分生效').first()).toBeVisible()
      await phone.closeApp()
      await expect(phone.screen.getByText(/李敏已(同意|审批)/)).toBeVisible()
    })

    await test.step('the directory contains the new position and the old office phone', async () => {
      expect(await simulator.member('guoji')).toMatchObject({ position: '高级质检工程师', telephone: '0755-8601-2046' })
    })

    await test.step("the applicant's card shows the result", async () => {
      await phone.become('郭𠮷')
      await phone.show('消息')
      await expect(phone.screen.getByText('已生效 1 项，未通过 1 项')).toBeVisible()
      await expect(phone.screen.getByText('已改为 高级质检工程师')).toBeVisible()
      await expect(phone.screen.getByText('未通过，仍是 0755-8601-2046（和实际不符）')).toBeVisible()
    })

    await test.step('the contacts token wrote, the agent token read back afterwards', async () => {
      const calls = await simulator.calls()
      // The self-check also uses the contacts token, with a member who does not exist.
      const write = calls.find(
        ({ path, body }) => path === '/cgi-bin/user/update' && JSON.stringify(body).includes('guoji'),
      )
      expect(write).toMatchObject({ token: 'contacts', errcode: 0 })
      const readBack = calls.find(({ path, seq }) => path === '/cgi-bin/user/get' && seq > (write?.seq ?? 0))
      expect(readBack).toMatchObject({ token: 'agent', errcode: 0 })
    })

    await test.step('the unmodified JSSDK registered with a signature that the platform accepts', async () => {
      expect(await registered).toMatchObject({ ok: true })
    })
  })

  cardTests({ applicant: 'zhaolixia', name: '赵丽霞' })
})

test.describe('under misuse and failures', () => {
  preHydrationTests({ applicant: 'zhaolixia' })
  crashTests({ applicant: 'zhaolixia' })
})

test.describe('on the phone', () => {
  const applicant = 'maxiaoyu'
  const officePhone = '0755-8601-2082'
  const people = { applicant: 'zhaolixia', name: '赵丽霞', position: '检验员' }
  test.use(widths.phone)
  returningTests(people)
  inListTests(people)
  reminderTests({ applicant, position: '检验员' })
  batchTests('0755-8601-7200')
  decidingTests({ applicant, officePhone })
  commentTests({ applicant, officePhone: `${officePhone}9` })
  followUpTests({ applicant, mobile: '13800138002' })
})

test.describe('over days, and in dispute', onlyBeforeRelease, () => {
  test.use(widths.phone)
  disputeTests({ applicant: 'maxiaoyu' })
  clockTests({ applicant: 'maxiaoyu' })
})

// Covers what differs with a wide window and a mouse; the other journeys use the same parts as on a phone.
test.describe('at a desk', () => {
  test.use(widths.desk)
  inListTests({ applicant: 'sunhao', name: '孙浩', position: '检验员' })
})

test.describe('at a desk, as on the phone', onlyBeforeRelease, () => {
  test.use(widths.desk)
  decidingTests({ applicant: 'sunhao', officePhone: '0755-8601-2081' })
})
