import type { Page } from '@playwright/test'
import type { AxeResults } from 'axe-core'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const injectAxe = (page: Page): Promise<unknown> => page.evaluate(source)

type Axe = {
  run: (context: string, options: object) => Promise<AxeResults>
  /** Each rule has one impact, which its violations get. axe has no option to select by impact. */
  _audit: { rules: { id: string; impact: string | null }[] }
}

/**
 * Returns the serious and critical violations inside the selected element; the rules of the others do not run. Contrast is left to
 * `contrastFaults`, which is faster and checks it in every look.
 */
export async function axeViolations(page: Page, selector = 'html'): Promise<string[]> {
  const { violations } = await page.evaluate((context) => {
    const { axe } = window as unknown as { axe: Axe }
    // A rule without an impact runs: a later version of axe may leave it out.
    const isMild = (impact: string | null) => impact === 'minor' || impact === 'moderate'
    const left = axe._audit.rules.filter(({ id, impact }) => id === 'color-contrast' || isMild(impact))
    const rules = Object.fromEntries(left.map(({ id }) => [id, { enabled: false }]))
    return axe.run(context, { resultTypes: ['violations'], rules })
  }, selector)
  return violations.map(({ id, nodes }) => `axe ${id}: ${nodes[0]?.html.slice(0, 90) ?? ''} (${String(nodes.length)})`)
}
