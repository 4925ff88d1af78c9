import { type Component, computed, nextTick, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useIsDesk } from './use-is-desk.ts'

/**
 * Opens an object in a pane beside its list on a wide screen, with its id as `open` in the URL; on a phone, and before
 * hydration, its link leads to its own page. `load`: imports the component that shows it, which a phone does not need.
 */
export function useDeskPane(pathOf: (id: string) => string, load: () => Promise<{ default: Component }>) {
  const route = useRoute()
  const router = useRouter()
  const isWide = useIsDesk()

  const query = computed(() =>
    Object.fromEntries(Object.entries(route.query).flatMap(([key, value]) => (value ? [[key, String(value)]] : []))),
  )
  const open = computed(() => (isWide.value ? (query.value['open'] ?? null) : null))
  const pane = shallowRef<Component | null>(null)
  watch(open, async (id) => {
    if (id === null) return
    try {
      pane.value ??= (await load()).default
    } catch {
      // A newer build has replaced the files of this one: the object's own page loads the new ones.
      location.assign(pathOf(id))
    }
  })
  const link = (id: string) => ({
    to: isWide.value ? `${route.path}?${String(new URLSearchParams({ ...query.value, open: id }))}` : pathOf(id),
    // The router compares paths only, and would mark every link as the current one.
    'aria-current': id === open.value ? ('true' as const) : undefined,
    'data-opens': id,
  })

  /** Closes the object, and returns the focus to its link. */
  async function close(): Promise<void> {
    const { open: id, ...rest } = query.value
    await router.replace({ query: rest })
    await nextTick()
    const links = [...document.querySelectorAll<HTMLElement>('[data-opens]')]
    links.find(({ dataset }) => dataset['opens'] === id)?.focus()
  }
  return { open, pane, link, close }
}
