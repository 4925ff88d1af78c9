import { afterEach, describe, expect, it } from 'vitest'
import { restoreInlineStyles } from '../platform/restore-styles.ts'
import { extractInlineStyles } from './extract-inline-styles.ts'

afterEach(() => {
  document.body.innerHTML = ''
})

describe('styles in the markup', () => {
  it('become rules of the sheet, each once, and empty ones nothing', () => {
    const { markup, css } = extractInlineStyles('<i style="width:50%;"></i><b style="width:50%;"></b><s style=""></s>')
    expect(markup).toBe('<i data-s="width:50%;"></i><b data-s="width:50%;"></b><s></s>')
    expect(css).toBe('[data-s="width:50%;"]{width:50%;}')
  })

  it('reach the sheet only when they cannot end it', () => {
    expect(extractInlineStyles('<i style="a:url(&quot;x&quot;)}&lt;/style&gt;"></i>').css).toBe('')
    expect(extractInlineStyles('<p>&quot; style=&quot;a:b&quot;</p>').markup).toBe(
      '<p>&quot; style=&quot;a:b&quot;</p>',
    )
  })

  it('are given back before the page is taken over', () => {
    document.body.innerHTML = extractInlineStyles('<i style="width: 50%;"></i>').markup
    restoreInlineStyles()
    const element = document.querySelector('i')
    expect(element?.style.width).toBe('50%')
    expect(element?.hasAttribute('data-s')).toBe(false)
  })
})
