import type { FrameLocator, Page } from '@playwright/test'
import { countTaps } from './count-taps.ts'

/** Returns the phone on the page of the simulator; `tap` counts the taps that `taps` returns. */
export function simulatedPhone(page: Page) {
  const { taps, tap } = countTaps()
  const app: FrameLocator = page.frameLocator('iframe[title="应用页面"]')
  return {
    app,
    taps,
    tap,
    become: (name: string) => page.getByRole('radio', { name: new RegExp(name) }).click(),
    show: (tab: '消息' | '通讯录' | '工作台') => page.getByRole('tab', { name: tab }).click(),
    // The tile of the workbench, not a message of the app.
    appTile: () => page.getByRole('tabpanel').getByRole('button', { name: /企微自助 点开就办/ }),
    closeApp: () => page.getByRole('button', { name: '关闭' }).click(),
    /** The clock of the simulator's page, and its buttons. */
    clock: {
      text: (pattern: RegExp) => page.locator('#clock').filter({ hasText: pattern }),
      advance: (button: '快进 1 小时' | '到明天 09:00' | '到下一个工作日 09:00') =>
        page.getByRole('button', { name: button }).click(),
    },
    screen: page.getByRole('tabpanel'),
  }
}
