import { afterEach, describe, expect, it } from 'vitest'
import { restoreInlineStyles } from '../platform/restore-styles.ts'
import { extractInlineStyles } from './extract-inline-styles.ts'

afterEach(() => {
  document.body.innerHTML = ''
})

describe('extractInlineStyles', () => {
  it('each distinct inline style becomes one rule, and an empty one none', () => {
    const { markup, css } = extractInlineStyles('<i style="width:50%;"></i><b style="width:50%;"></b><s style=""></s>')
    expect(markup).toBe('<i data-style="width:50%;"></i><b data-style="width:50%;"></b><s></s>')
    expect(css).toBe('[data-style="width:50%;"]{width:50%;}')
  })

  it('a style that could end the stylesheet gets no rule, and a text that looks like a style stays as it is', () => {
    expect(extractInlineStyles('<i style="a:url(&quot;x&quot;)}&lt;/style&gt;"></i>').css).toBe('')
    expect(extractInlineStyles('<p>&quot; style=&quot;a:b&quot;</p>').markup).toBe(
      '<p>&quot; style=&quot;a:b&quot;</p>',
    )
  })

  it('restoreInlineStyles restores the styles before hydration', () => {
    document.body.innerHTML = extractInlineStyles('<i style="width: 50%;"></i>').markup
    restoreInlineStyles()
    const element = document.querySelector('i')
    expect(element?.style.width).toBe('50%')
    expect(element?.hasAttribute('data-style')).toBe(false)
  })
})
