import type { Page } from '@playwright/test'
import type { AxeResults } from 'axe-core'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const injectAxe = (page: Page): Promise<unknown> => page.evaluate(source)

/**
 * Returns the serious and critical violations inside the selected element. Contrast is left to `contrastFaults`, which is faster
 * and checks it in every look.
 */
export async function axeViolations(page: Page, selector = 'html'): Promise<string[]> {
  const { violations } = await page.evaluate((context) => {
    const { axe } = window as unknown as { axe: { run: (context: string, options: object) => Promise<AxeResults> } }
    return axe.run(context, { resultTypes: ['violations'], rules: { 'color-contrast': { enabled: false } } })
  }, selector)
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `axe ${id}: ${nodes[0]?.html.slice(0, 90) ?? ''} (${String(nodes.length)})`)
}
