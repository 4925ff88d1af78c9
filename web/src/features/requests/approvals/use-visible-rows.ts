import { useEventListener } from '@vueuse/core'
import { onMounted, onScopeDispose, onUpdated, type Ref } from 'vue'

/** Returns the lower edge of the visible area: rows behind the sticky bottom bar do not count as visible. */
const visibleBottom = (): number =>
  document.querySelector('.bar, .bottom-stack')?.getBoundingClientRect().top ?? window.innerHeight

/** Reports the keys of rows (`data-row`) whose lower end has been visible. */
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
      return bottom > 0 && bottom <= limit + 1
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
