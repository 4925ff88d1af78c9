const signs: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }
const plain = (text: string): string => text.replace(/&(?:amp|lt|gt|quot|#39);/g, (sign) => signs[sign] ?? sign)

/** What could end the declarations, or the sheet. Nothing that is drawn here needs it. */
const isHarmless = (declarations: string): boolean => !/[<>{}\\@"]/.test(declarations)

/**
 * The policy for content allows no `style=""` in the markup. Each becomes `data-s`, drawn by a rule of the page's own sheet
 * until `restoreInlineStyles()` gives it back. A quote in a text is escaped, so what is found is an attribute.
 */
export function extractInlineStyles(markup: string): { markup: string; css: string } {
  const rules = new Map<string, string>()
  const moved = markup.replace(/ style="([^"]*)"/g, (_, escaped: string) => {
    const declarations = plain(escaped)
    if (declarations === '') return ''
    if (isHarmless(declarations)) rules.set(declarations, `[data-s="${declarations}"]{${declarations}}`)
    return ` data-s="${escaped}"`
  })
  return { markup: moved, css: [...rules.values()].join('') }
}
