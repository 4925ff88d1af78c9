import { useEventListener } from '@vueuse/core'
import { onMounted, onScopeDispose, onUpdated, type Ref } from 'vue'

/** Edges that touch differ by fractions of a pixel on a zoomed page. */
const ROUNDING_PX = 1

/** Returns the lower edge of the visible area: rows behind the sticky bottom bar do not count as visible. */
const visibleBottom = (): number =>
  document.querySelector('[data-bottom-bar]')?.getBoundingClientRect().top ?? window.innerHeight

/** Reports the keys of rows (`data-row`) whose lower edge is visible, after each scroll, resize and update. */
export function useVisibleRows(
  root: Readonly<Ref<HTMLElement | null>>,
  onSeen: (keys: readonly string[]) => void,
): void {
  let frame = 0
  function report(): void {
    frame = 0
    const limit = visibleBottom()
    const rows = [...(root.value?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
    const seen = rows.filter((row) => {
      const { bottom } = row.getBoundingClientRect()
      return bottom > 0 && bottom <= limit + ROUNDING_PX
    })
    onSeen(seen.map((row) => row.dataset['row'] ?? ''))
  }
  function schedule(): void {
    if (frame === 0) frame = requestAnimationFrame(report)
  }
  onMounted(schedule)
  onUpdated(schedule)
  useEventListener(['scroll', 'resize'], schedule, { passive: true })
  onScopeDispose(() => {
    if (frame !== 0) cancelAnimationFrame(frame)
  })
}
