import { useTimeoutFn } from '@vueuse/core'
import { onScopeDispose, type ShallowRef, shallowRef, watch } from 'vue'
import type { DraftPreview } from '@desk/shared/policies/authoring-schemas'
import type { PolicyDraft } from '@desk/shared/policies/policy-draft'
import { usePolicyApi } from '../../api/policy-api.ts'

const PAUSE_MS = 400

/**
 * Compares the draft with the version in force shortly after each change. The server compares, since it also publishes:
 * the preview shows the text as it would be published. While the draft is incomplete, or the network fails, the last
 * comparison stays.
 */
export function useDraftPreview(id: string, draft: ShallowRef<PolicyDraft>, initial: DraftPreview) {
  const api = usePolicyApi()
  const preview = shallowRef(initial)
  let request: AbortController | undefined
  async function update(): Promise<void> {
    const { signal } = (request = new AbortController())
    try {
      preview.value = await api.previewDraft(id, draft.value, signal)
    } catch {
      // The next change tries again; saving reports what is wrong.
    }
  }
  const { start } = useTimeoutFn(() => void update(), PAUSE_MS, { immediate: false })
  watch(draft, () => {
    request?.abort()
    start()
  })
  onScopeDispose(() => request?.abort())
  return preview
}
