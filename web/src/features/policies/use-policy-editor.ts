import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { canonicalJson } from '@desk/shared/audit/canonical-json'
import type { PolicyEditView } from '@desk/shared/policies/authoring-schemas'
import type { PolicyDraft } from '@desk/shared/policies/policy-draft'
import type { VersionKind } from '@desk/shared/policies/policy-flow'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { ApiError } from '../../api/api-error.ts'
import { usePolicyApi } from '../../api/policy-api.ts'
import { useAction } from '../../composables/use-action.ts'
import { waitForHistory } from '../../composables/use-modal.ts'
import { usePageData } from '../../composables/use-async-data.ts'
import { useMessages } from '../../locales/use-messages.ts'
import { useToastsStore } from '../../stores/toasts.ts'

type Publication = { kind: VersionKind; effectiveOn: string; reason: string }

/** Returns whether a command was refused because the policy is no longer the one on screen. */
const isOutdated = (cause: unknown): boolean => cause instanceof ApiError && cause.code === 'policy.changed_meanwhile'

/**
 * Loads a policy with its draft, and executes its commands; each returns the updated policy. A policy that has changed
 * meanwhile is loaded again: the next command is about what is then shown. Unsaved changes to a draft that is no longer the
 * stored one (`isOutOfStep`) stay on screen: they can be saved over it, if `maySave`, or given up.
 */
export function usePolicyEditor() {
  const { manage, edit, editor, retirement } = useMessages('policy-authoring')
  const api = usePolicyApi()
  const router = useRouter()
  const { showToast } = useToastsStore()
  const id = String(useRoute().params['id'])
  const loaded = usePageData('policy-edit', (signal) => api.editView(id, signal))
  const policy = loaded.data
  const action = useAction()
  /** Resolves once the running action is over. */
  let running: Promise<unknown> = Promise.resolve()
  async function run(act: () => Promise<unknown>): Promise<boolean> {
    if (action.isBusy.value) return false
    const result = action.run(act)
    running = result
    return result
  }
  /** The unsaved draft; null when there are no changes. */
  const unsaved = shallowRef<PolicyDraft | null>(null)
  const draft = computed(() => policy.value?.draft ?? null)
  const can = (action: PolicyEditView['allowed'][number]) => policy.value?.allowed.includes(action) ?? false

  /** Counts how often the form has to start again with the loaded draft. */
  const formNo = shallowRef(0)
  /** The content of the last save, until it is answered: a save whose answer is lost may be stored. */
  const unanswered = shallowRef<PolicyDraft | null>(null)
  /** The stored draft that the unsaved changes were made to; null when there are none. */
  const base = shallowRef<PolicyEditView['draft']>(null)
  function write(content: PolicyDraft | null): void {
    base.value = content && (base.value ?? draft.value)
    unsaved.value = content
  }
  /** Resumes changes to the draft `from`, typed before the page was loaded again; null: to the stored draft. */
  function resume(from: PolicyEditView['draft']): void {
    base.value = canonicalJson(from) === canonicalJson(draft.value) ? draft.value : from
  }
  /** Whether the stored draft is no longer the one that the unsaved changes were made to. */
  const isOutOfStep = computed(() => base.value !== null && base.value !== draft.value)
  /** Changes to a draft that is under review, or gone, are not saved in what has taken its place. */
  const maySave = computed(
    () => can('edit') && (base.value === null || base.value.version.id === draft.value?.version.id),
  )
  /** Whether saving replaces content that was saved meanwhile. */
  const isReplacing = computed(
    () =>
      isOutOfStep.value && maySave.value && canonicalJson(base.value?.content) !== canonicalJson(draft.value?.content),
  )

  async function call<Answer>(update: (edition: number) => Promise<Answer>): Promise<Answer> {
    try {
      return await update(policy.value?.edition ?? 0)
    } catch (cause) {
      if (isOutdated(cause)) await loaded.reload()
      if (isOutdated(cause) && unsaved.value === null) formNo.value += 1
      throw cause
    }
  }
  const change = (update: (edition: number) => Promise<PolicyEditView>, doneMessage: string) =>
    run(async () => {
      policy.value = await call(update)
      showToast(doneMessage)
    })
  async function store(content: PolicyDraft): Promise<PolicyEditView> {
    const [before, edition] = [unanswered.value, policy.value?.edition]
    unanswered.value = content
    try {
      const saved = await call((edition) => api.save(id, { edition, content }))
      unanswered.value = null
      return saved
    } catch (cause) {
      // The only change meanwhile may be the last save, whose answer was lost.
      const { version, content: stored } = draft.value ?? {}
      const isOwn = before && version?.state === 'draft' && canonicalJson(stored) === canonicalJson(before)
      if (!isOutdated(cause) || !isOwn || policy.value?.edition === edition) throw cause
      base.value = draft.value
      return store(content)
    }
  }
  async function save(content: PolicyDraft): Promise<boolean> {
    if (!maySave.value) return false
    return run(async () => {
      policy.value = await store(content)
      // Text typed while saving stays unsaved, as a change to what was saved.
      if (unsaved.value === content) write(null)
      else base.value = draft.value
      showToast(edit.saved)
    })
  }
  /** Shows the draft as it is stored, without the unsaved changes. */
  function showStored(): void {
    write(null)
    formNo.value += 1
  }
  /** Saves unsaved changes first, unless something else was stored meanwhile. */
  async function submit(): Promise<void> {
    while (unsaved.value) if (isOutOfStep.value || !(await save(unsaved.value))) return
    await change((edition) => api.step(id, 'submit', edition), manage.draft.in_review)
  }
  /** Discards the draft. `closeSheet` is called before the list is opened: its history entry would be one more step back. */
  async function discard(closeSheet: () => void): Promise<void> {
    const isDiscarded = await run(() => call((edition) => api.discard(id, edition)))
    if (!isDiscarded) return
    write(null)
    closeSheet()
    showToast(editor.discarded)
    if (policy.value?.current) return loaded.reload()
    await waitForHistory()
    await router.replace(pagePaths.settingsPolicies)
  }

  /** If leaving cannot save the changes, it is prevented once, and again after further changes. */
  let isWarned = false
  watch(unsaved, () => (isWarned = false))
  const stopGuarding = router.beforeEach(async () => {
    // What was typed while the draft is being saved is saved after it.
    while (unsaved.value && action.isBusy.value) await running
    if (!unsaved.value || isWarned) return true
    // What somebody else has stored meanwhile is replaced by a press of the button only.
    isWarned = isOutOfStep.value || !(await save(unsaved.value))
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
    unanswered,
    base,
    isOutOfStep,
    isReplacing,
    maySave,
    write,
    resume,
    formNo,
    can,
    save,
    showStored,
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
