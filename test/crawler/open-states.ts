import type { Page } from '@playwright/test'

type Check = () => Promise<string[]>

/** Rows of a list and days of a month open the same sheet: the first button of each name stands for all. */
const MOST = 4

/** Every sheet that a button of the page announces, opened and looked at, and closed again as the keyboard does it. */
export async function sheetFaults(page: Page, check: Check): Promise<string[]> {
  const buttons = page.locator('button[aria-haspopup="dialog"]:visible:not(.button-soft-disabled)')
  const names = await buttons.evaluateAll((all) => all.map(({ textContent }) => (textContent ?? '').trim()))
  const faults: string[] = []
  const alike = names.map((name) => name.replace(/\d+/g, ''))
  for (const name of [...new Set(alike)].slice(0, MOST)) {
    await buttons.nth(alike.indexOf(name)).click()
    const dialog = page.getByRole('dialog')
    const isOpen = await dialog.waitFor({ timeout: 2_000 }).then(
      () => true,
      () => false,
    )
    if (!isOpen) {
      faults.push(`"${name}" opens no sheet`)
      continue
    }
    faults.push(...(await check()).map((fault) => `sheet "${name}": ${fault}`))
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  }
  return faults
}

/** As the device tells it. The pages of a person share their network, so it is told to this one alone. */
export async function offlineFaults(page: Page, check: Check): Promise<string[]> {
  const say = (event: 'offline' | 'online') => page.evaluate((name) => dispatchEvent(new Event(name)), event)
  await say('offline')
  const banner = page.locator('.offline')
  const isSaid = await banner.waitFor({ timeout: 2_000 }).then(
    () => true,
    () => false,
  )
  const faults = isSaid ? await check() : ['it is not said']
  await say('online')
  await banner.waitFor({ state: 'detached' })
  return faults.map((fault) => `offline: ${fault}`)
}
