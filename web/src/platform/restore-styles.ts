/**
 * Restores the styles that `extractInlineStyles` removed, through `cssText`, which the content security policy allows. Call
 * before mounting.
 */
export function restoreInlineStyles(): void {
  for (const element of document.querySelectorAll<HTMLElement>('[data-style]')) {
    element.style.cssText = element.dataset['style'] ?? ''
    element.removeAttribute('data-style')
  }
}
