import type { Page } from '@playwright/test'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { expect, test } from './fixtures.ts'

/** Tests the first reading by a member without duties: folds, the jump to the next unread clause, and a reload. */
export async function checkReading(page: Page): Promise<void> {
  const jump = page.getByRole('button', { name: /^还差 \d+ 条/ })
  await expect(jump).toBeVisible()
  const clauses = page.locator('article[data-reading]')
  await expect(clauses).toHaveCount(11)

  await test.step('clauses about duties of others are folded, with a note that they are signed as well', async () => {
    const fold = page.locator('details', { hasText: '管理部门的职责，5 条' })
    await expect(fold.getByText('可以不看，但同样属于签收内容')).toBeVisible()
    await expect(page.getByText('部门管理员的职责，4 条')).toBeVisible()
    await expect(fold.getByRole('article').first()).toBeHidden()
    await fold.locator('summary').click()
    await expect(fold.getByRole('article')).toHaveCount(5)
    await expect(clauses).toHaveCount(11)
  })

  await test.step('the button scrolls and moves the focus to the next unread clause', async () => {
    await page.evaluate(() => {
      scrollTo(0, 0)
    })
    await expect(clauses.first()).toHaveAttribute('data-reading', 'read')
    await jump.click()
    const clause = page.locator('article:has(h2:focus)')
    await expect(clause).toHaveAttribute('data-reading', 'read')
    await expect(clause).toBeInViewport({ ratio: 1 })
  })

  await test.step('a page that is reloaded keeps the reading progress', async () => {
    const ids = await page.locator('[data-reading="read"]').evaluateAll((read) => read.map(({ id }) => id))
    await page.reload()
    await waitForHydration(page)
    for (const id of ids) await expect(page.locator(`[id="${id}"]`)).toHaveAttribute('data-reading', 'read')
  })
}
