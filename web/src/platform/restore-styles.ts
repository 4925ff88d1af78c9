/** Gives back what `moveStyles` took out of the markup. By `cssText`, which the policy for content allows. Call before mounting. */
export function restoreStyles(): void {
  for (const element of document.querySelectorAll<HTMLElement>('[data-s]')) {
    element.style.cssText = element.dataset['s'] ?? ''
    element.removeAttribute('data-s')
  }
}
