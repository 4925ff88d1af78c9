import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import type { FirstDayView } from '@desk/shared/accounts/account-schemas'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { describe, expect, it } from 'vitest'
import zhCn from '../../locales/zh-CN/accounts.ts'
import { clickButton } from '../../testing/click-button.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import FirstDayPage from './pages/FirstDayPage.vue'

const messages = zhCn.day
const sample: FirstDayView = samplePages['first-day'].data

async function open(day: FirstDayView) {
  const fetch = async () => Promise.resolve(Response.json(day))
  const page = mountUi(FirstDayPage, {
    parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) },
  })
  await flushPromises()
  return page
}
const currentTitle = (page: Awaited<ReturnType<typeof open>>) => page.get('.day-now h2').text()

describe('FirstDayPage', () => {
  it('FirstDayPage shows how much is done, the first open step, and every other open step as a link with what it is for', async () => {
    const page = await open(sample)
    expect(page.get('.ring').attributes('aria-label')).toBe(messages.progress(2, 5))
    expect(page.get('[role=status]').text()).toBe('还有 3 件要办，约 5\u00a0分钟')
    expect(currentTitle(page)).toBe(messages.steps.data)
    expect(page.findAll('li a').map((link) => [link.attributes('href'), link.find('.sub').text()])).toEqual([
      [pagePaths.policy('pol_0sample1'), messages.policies(1)],
      [pagePaths.guardians, messages.about.guardian],
    ])
  })

  it('FirstDayPage opens the step that the address names, unless it is done', async () => {
    const onlyAdminDone = { ...sample, steps: sample.steps.map(({ step }) => ({ step, isDone: step === 'admin' })) }
    const page = await open(onlyAdminDone)
    const { $router } = page.vm
    await $router.push(`${pagePaths.firstDay}?part=password`)
    await flushPromises()
    expect(currentTitle(page)).toBe(messages.steps.password)
    expect(page.get('.day-now').text()).toContain(messages.passwordHint)
    await $router.push(`${pagePaths.firstDay}?part=admin`)
    await flushPromises()
    expect(currentTitle(page)).toBe(messages.steps.data)
  })

  it('the button below the statements on the password leads to the first one that is not ticked', async () => {
    const day = { ...sample, steps: sample.steps.map(({ step }) => ({ step, isDone: step !== 'password' })) }
    const page = await open(day)
    const boxes = page.findAll('[name=password]')
    await boxes[0]?.setValue(true)
    await clickButton(page)(messages.passwordDone)
    expect(document.activeElement).toBe(boxes[1]?.element)
  })
})
