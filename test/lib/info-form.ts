import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test'

/** Returns the input of a field. It is on the page once its row was tapped. */
export const infoField = (page: Page | FrameLocator | Locator, label: string): Locator =>
  page.getByRole('textbox', { name: label, exact: true })

/** Returns the row that opens a field. */
export const infoRow = (page: Page | FrameLocator | Locator, label: string): Locator =>
  page.locator('summary').filter({ has: page.getByText(label, { exact: true }) })

/** Opens a field, unless it is open, and returns its input. A draft that is loaded may open it at the same moment. */
export async function openInfoField(page: Page | FrameLocator | Locator, label: string): Promise<Locator> {
  const field = infoField(page, label)
  const row = infoRow(page, label)
  await expect(async () => {
    if (await row.isVisible()) await row.click({ timeout: 1_000 })
    await expect(field).toBeVisible({ timeout: 1_000 })
  }).toPass()
  return field
}
