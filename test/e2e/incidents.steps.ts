import type { Locator, Page } from '@playwright/test'
import { expect } from './fixtures.ts'

/** Returns a column of the board of incidents. */
export const columnOf = (page: Page, name: string): Locator =>
  page.getByRole('region', { name: new RegExp(`^${name}`) })

type Report = { kind: string; to: '部门管理员' | '管理部门'; text: string }

/** Fills the form of a report, except the field for the people it is about. */
export async function fillReport(page: Page, { kind, to, text }: Report): Promise<void> {
  await page.getByRole('radio', { name: kind, exact: true }).click()
  await page.getByRole('radio', { name: new RegExp(`^${to}`) }).click()
  await page.getByRole('textbox', { name: /补充说明/ }).fill(text)
}

/** Names a person whom the report is about, and who therefore does not receive it. */
export async function leaveOut(page: Page, name: string): Promise<void> {
  await page.getByRole('combobox', { name: /涉及谁/ }).fill(name)
  await page.getByRole('option', { name: new RegExp(name) }).click()
}

/** Sends a named report, and returns the path of its page for handlers. */
export async function sendNamed(page: Page): Promise<string> {
  await page.getByRole('button', { name: /^报给/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: '上报进展' })).toBeVisible()
  return `/incidents/cases/${new URL(page.url()).pathname.split('/').at(-1) ?? ''}`
}

/** Sends an unnamed report, confirms that its receipt is noted, and returns the receipt. */
export async function sendUnnamed(page: Page): Promise<string> {
  await page.getByRole('button', { name: /^报给/ }).click()
  const noted = page.getByRole('button', { name: '我记下了' })
  await expect(noted).toBeVisible()
  const receipt = await page.getByRole('textbox', { name: '查询码，只有你有' }).inputValue()
  await noted.click()
  await expect(page.getByRole('heading', { level: 1, name: '我的上报' })).toBeVisible()
  return receipt
}

/** Takes a measure on the open incident. `choose` fills the fields that only this measure has. */
export async function takeMeasure(
  page: Page,
  { action, text }: { action: string; text: string },
  choose: (sheet: Locator) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  await page.getByRole('button', { name: '采取措施' }).click()
  const sheet = page.getByRole('dialog')
  await sheet.getByRole('radio', { name: action, exact: true }).click()
  await choose(sheet)
  await sheet.getByRole('textbox', { name: '措施说明' }).fill(text)
  await sheet.getByRole('button', { name: '采取措施' }).click()
  await expect(page.getByText(text)).toBeVisible()
}

/** Chooses a command of the open incident from the menu of those that are rarely needed. */
export async function chooseCommand(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: '更多', exact: true }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .click()
}

/** Expects the page that is shown to somebody who may not read the incident. */
export async function expectNoPage(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: '页面不存在' })).toBeVisible()
}
