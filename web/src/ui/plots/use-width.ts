import { onScopeDispose, type ShallowRef, shallowRef, watch } from 'vue'

/**
 * Returns the width of an element in pixels, which is `start` before it is measured. Replaces `useElementSize` of VueUse,
 * which would be in the start bundle.
 */
export function useWidth(
  element: Readonly<ShallowRef<HTMLElement | null>>,
  start: number,
): Readonly<ShallowRef<number>> {
  const width = shallowRef(start)
  if (typeof ResizeObserver === 'undefined') return width
  const observer = new ResizeObserver(([entry]) => {
    if (entry) width.value = entry.contentRect.width
  })
  watch(element, (now, before) => {
    if (before) observer.unobserve(before)
    if (now) observer.observe(now)
  })
  onScopeDispose(() => observer.disconnect())
  return width
}
