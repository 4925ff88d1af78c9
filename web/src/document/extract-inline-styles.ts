const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}
const decode = (text: string): string =>
  text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity)

/** Characters that could end the declarations or the stylesheet. No style of the app contains them. */
const isUnsafe = (declarations: string): boolean => /[<>{}\\@"]/.test(declarations)

/**
 * Replaces each `style=""` with `data-style` and a CSS rule: the content security policy forbids inline styles in markup.
 * `restoreInlineStyles()` restores them in the browser. Quotes in texts are escaped, so that only attributes match.
 */
export function extractInlineStyles(markup: string): { markup: string; css: string } {
  const rules = new Map<string, string>()
  const moved = markup.replace(/ style="([^"]*)"/g, (_, escaped: string) => {
    const declarations = decode(escaped)
    if (declarations === '') return ''
    if (!isUnsafe(declarations)) rules.set(declarations, `[data-style="${declarations}"]{${declarations}}`)
    return ` data-style="${escaped}"`
  })
  return { markup: moved, css: [...rules.values()].join('') }
}
