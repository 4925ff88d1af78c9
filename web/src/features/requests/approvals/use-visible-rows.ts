import { onMounted, onScopeDispose, onUpdated, type Ref } from 'vue'

/** Above the bar that sticks to the bottom, what lies under it is not seen. */
const lowestVisible = (): number => document.querySelector('.bar')?.getBoundingClientRect().top ?? window.innerHeight

/** Tells the keys of rows (`data-row`) whose end was on screen. */
export function useVisibleRows(
  root: Readonly<Ref<HTMLElement | null>>,
  onSeen: (keys: readonly string[]) => void,
): void {
  let frame = 0
  function look(): void {
    frame = 0
    const limit = lowestVisible()
    const rows = [...(root.value?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
    const seen = rows.filter((row) => {
      const { bottom } = row.getBoundingClientRect()
      return bottom > 0 && bottom <= limit + 1
    })
    onSeen(seen.map((row) => row.dataset['row'] ?? ''))
  }
  function lookSoon(): void {
    if (frame === 0) frame = requestAnimationFrame(look)
  }
  onMounted(() => {
    lookSoon()
    addEventListener('scroll', lookSoon, { passive: true })
    addEventListener('resize', lookSoon)
  })
  onUpdated(lookSoon)
  onScopeDispose(() => {
    if (typeof window === 'undefined') return
    cancelAnimationFrame(frame)
    removeEventListener('scroll', lookSoon)
    removeEventListener('resize', lookSoon)
  })
}
