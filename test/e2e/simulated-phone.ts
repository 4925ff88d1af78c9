import type { FrameLocator, Locator, Page } from '@playwright/test'

/** Returns the page of the simulator with its phone; counts every tap. */
export function simulatedPhone(page: Page) {
  let taps = 0
  const app: FrameLocator = page.frameLocator('iframe[title="应用页面"]')
  return {
    app,
    taps: () => taps,
    async tap(target: Locator): Promise<void> {
      taps += 1
      await target.click()
    },
    become: (name: string) => page.getByRole('radio', { name: new RegExp(name) }).click(),
    show: (tab: '消息' | '通讯录' | '工作台') => page.getByRole('tab', { name: tab }).click(),
    // The tile of the workbench, not a message of the app.
    openedApp: () => page.getByRole('tabpanel').getByRole('button', { name: /企微自助 点开就办/ }),
    closeApp: () => page.getByRole('button', { name: '关闭' }).click(),
    /** Advances the clock with the buttons of the simulator's page. */
    clock: {
      shows: (text: RegExp) => page.locator('#clock').filter({ hasText: text }),
      move: (how: '快进 1 小时' | '到明天 09:00' | '到下一个工作日 09:00') =>
        page.getByRole('button', { name: how }).click(),
    },
    screen: page.getByRole('tabpanel'),
  }
}
