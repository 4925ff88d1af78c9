/** Gives back what `extractInlineStyles` took out of the markup. By `cssText`, which the policy for content allows. Call before mounting. */
export function restoreInlineStyles(): void {
  for (const element of document.querySelectorAll<HTMLElement>('[data-s]')) {
    element.style.cssText = element.dataset['s'] ?? ''
    element.removeAttribute('data-s')
  }
}
