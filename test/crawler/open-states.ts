import type { Page } from '@playwright/test'
import { withoutIds } from './keyboard-walk.ts'

type Check = () => Promise<string[]>

/** How long a sheet or the banner may take to appear. */
const OPEN_MS = 30_000
/** Maximum number of sheets per page. Buttons whose names differ only in digits open the same sheet. */
const MAX_SHEETS = 4

/**
 * Opens the first sheets that buttons announce, checks each and closes it with Escape; returns the faults. A sheet that another
 * visit of the page has `checked` is left out.
 */
export async function sheetFaults(page: Page, checked: Set<string>, check: Check): Promise<string[]> {
  const buttons = page.locator('button[aria-haspopup="dialog"]:visible:not(.button-soft-disabled)')
  const names = await buttons.evaluateAll((all) => all.map(({ textContent }) => (textContent ?? '').trim()))
  const faults: string[] = []
  const normalized = names.map((name) => name.replace(/\d+/g, ''))
  const path = withoutIds(new URL(page.url()).pathname)
  for (const name of [...new Set(normalized)].slice(0, MAX_SHEETS)) {
    if (checked.has(`${path} ${name}`)) continue
    checked.add(`${path} ${name}`)
    await buttons.nth(normalized.indexOf(name)).click()
    const dialog = page.getByRole('dialog')
    const isOpen = await dialog.waitFor({ timeout: OPEN_MS }).then(
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

/** Checks the page while it shows that it is offline. Sends it only the event: pages of one session share the network. */
export async function offlineFaults(page: Page, check: Check): Promise<string[]> {
  const dispatch = (event: 'offline' | 'online') => page.evaluate((name) => dispatchEvent(new Event(name)), event)
  await dispatch('offline')
  const banner = page.locator('.offline')
  const isShown = await banner.waitFor({ timeout: OPEN_MS }).then(
    () => true,
    () => false,
  )
  const faults = isShown ? await check() : ['no banner is shown']
  await dispatch('online')
  await banner.waitFor({ state: 'detached' })
  return faults.map((fault) => `offline: ${fault}`)
}
