import { onMounted, shallowReadonly, shallowRef, type Ref } from 'vue'
import { isRecord } from '../../platform/is-record.ts'
import { useDevice } from '../../platform/device.ts'
import { useSessionStore } from '../../stores/session.ts'

/** A named state of a table, as the parameters of its URL. */
export type SavedView = { name: string; query: Record<string, string> }

const MAX_VIEWS = 12
const isView = (value: unknown): value is SavedView => isRecord(value) && 'name' in value && 'query' in value

/** Returns the named views of one table. They are private: kept on this device, for this member. */
export function useSavedViews(table: string): {
  views: Readonly<Ref<readonly SavedView[]>>
  save: (view: SavedView) => void
  remove: (name: string) => void
} {
  const { storage } = useDevice()
  const { me } = useSessionStore()
  const key = `views ${me.corpId} ${me.userid} ${table}`
  const views = shallowRef<readonly SavedView[]>([])
  const keep = (next: readonly SavedView[]) => {
    views.value = next
    try {
      storage?.setItem(key, JSON.stringify(next))
    } catch {
      // Full or blocked: the view exists until the page is left.
    }
  }
  // After mounting: the server does not know the views.
  onMounted(() => {
    try {
      const stored: unknown = JSON.parse(storage?.getItem(key) ?? '[]')
      views.value = Array.isArray(stored) ? stored.filter(isView) : []
    } catch {
      views.value = []
    }
  })
  return {
    views: shallowReadonly(views),
    save: (view) => {
      keep([...views.value.filter(({ name }) => name !== view.name), view].slice(-MAX_VIEWS))
    },
    remove: (name) => {
      keep(views.value.filter((view) => view.name !== name))
    },
  }
}
