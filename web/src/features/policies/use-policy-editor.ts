import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { PolicyEditView } from '@desk/shared/policies/authoring-schemas'
import type { PolicyDraft } from '@desk/shared/policies/policy-draft'
import type { VersionKind } from '@desk/shared/policies/policy-flow'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { usePolicyApi } from '../../api/policy-api.ts'
import { useAction } from '../../composables/use-action.ts'
import { waitForHistory } from '../../composables/use-modal.ts'
import { usePageData } from '../../composables/use-async-data.ts'
import { useMessages } from '../../locales/use-messages.ts'
import { useToastsStore } from '../../stores/toasts.ts'

type Publication = { kind: VersionKind; effectiveOn: string; reason: string }

/** Loads a policy with its draft, and executes its commands; each returns the updated policy. */
export function usePolicyEditor() {
  const { manage, edit, editor, retirement } = useMessages('policy-authoring')
  const api = usePolicyApi()
  const router = useRouter()
  const { showToast } = useToastsStore()
  const id = String(useRoute().params['id'])
  const loaded = usePageData('policy-edit', (signal) => api.editView(id, signal))
  const policy = loaded.data
  const action = useAction()
  /** The unsaved draft; null when there are no changes. */
  const unsaved = shallowRef<PolicyDraft | null>(null)
  const draft = computed(() => policy.value?.draft ?? null)
  const can = (action: PolicyEditView['allowed'][number]) => policy.value?.allowed.includes(action) ?? false

  const change = (update: (edition: number) => Promise<PolicyEditView>, doneMessage: string) =>
    action.run(async () => {
      policy.value = await update(policy.value?.edition ?? 0)
      showToast(doneMessage)
    })
  async function save(content: PolicyDraft): Promise<boolean> {
    const isSaved = await change((edition) => api.save(id, { edition, content }), edit.saved)
    // Text typed while saving stays unsaved.
    if (isSaved && unsaved.value === content) unsaved.value = null
    return isSaved
  }
  /** Saves unsaved changes first. */
  async function submit(): Promise<void> {
    while (unsaved.value) if (!(await save(unsaved.value))) return
    await change((edition) => api.step(id, 'submit', edition), manage.draft.in_review)
  }
  /** Discards the draft. `closeSheet` is called before the list is opened: its history entry would be one more step back. */
  async function discard(closeSheet: () => void): Promise<void> {
    const isDiscarded = await action.run(() => api.discard(id, policy.value?.edition ?? 0))
    if (!isDiscarded) return
    unsaved.value = null
    closeSheet()
    showToast(editor.discarded)
    if (policy.value?.current) return loaded.reload()
    await waitForHistory()
    await router.replace(pagePaths.settingsPolicies)
  }

  /** Leaving with changes that cannot be saved is prevented once, and again after further changes. */
  let isWarned = false
  watch(unsaved, () => (isWarned = false))
  const stopGuarding = router.beforeEach(async () => {
    if (!unsaved.value || isWarned) return true
    isWarned = !(await save(unsaved.value))
    return !isWarned
  })
  onScopeDispose(stopGuarding)

  return {
    id,
    policy,
    draft,
    loadProblem: loaded.problem,
    reload: loaded.reload,
    isBusy: action.isBusy,
    errorText: action.errorText,
    fieldErrors: action.fieldErrors,
    unsaved,
    can,
    save,
    submit,
    discard,
    start: () => change((edition) => api.step(id, 'start', edition), manage.draft.draft),
    approve: (comment: string) =>
      change(
        (edition) => api.approve(id, { edition, contentHash: draft.value?.contentHash ?? '', comment }),
        manage.draft.approved,
      ),
    sendBack: (reason: string) => change((edition) => api.sendBack(id, { edition, reason }), manage.draft.draft),
    publish: (publication: Publication) =>
      change((edition) => api.publish(id, { edition, ...publication }), edit.published),
    askRetirement: (reason: string) =>
      change((edition) => api.requestRetirement(id, { edition, reason }), retirement.ask),
    confirmRetirement: () => change((edition) => api.confirmRetirement(id, edition), retirement.retired),
    declineRetirement: (reason: string) =>
      change((edition) => api.declineRetirement(id, { edition, reason }), retirement.decline),
  }
}
