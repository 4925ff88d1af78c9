import axe from 'axe-core'

/** Returns the serious violations that axe finds, as `rule: selector`. The crawl tests colours and sizes, which need a layout. */
export async function axeViolations(elements: Element | readonly Element[]): Promise<string[]> {
  const parts = [elements].flat() as Element[]
  if (parts.length === 0) return []
  const { violations } = await axe.run(parts, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
    rules: {
      region: { enabled: false },
      'page-has-heading-one': { enabled: false },
      'color-contrast': { enabled: false },
    },
  })
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
}
