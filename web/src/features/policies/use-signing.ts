import { shallowRef, type ShallowRef } from 'vue'
import { useRouter } from 'vue-router'
import { withBack } from '@desk/shared/pages/return-path'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { PolicyReadingView } from '@desk/shared/policies/policy-schemas'
import { ApiError } from '../../api/api-error.ts'
import { usePolicyApi } from '../../api/policy-api.ts'
import type { useReading } from './use-reading.ts'

/** What is on screen cannot be signed any more, however often one presses: it has to be opened anew. */
const isOver = (cause: unknown): boolean =>
  cause instanceof ApiError &&
  ['policy.newer_version', 'policy.text_differs', 'policy.open_again', 'policy.question_open'].includes(cause.code)

/** What was read is of no more use, also to whoever loads the page anew. */
const isUnread = (cause: unknown): boolean =>
  isOver(cause) || (cause instanceof ApiError && cause.code === 'policy.not_read')

/** One press signs what is on screen. Its receipt is the next page; before WeCom's door it is the way in. */
export function useSigning(
  view: ShallowRef<PolicyReadingView | null>,
  { map, forget }: Pick<ReturnType<typeof useReading>, 'map' | 'forget'>,
  { back, isAtGate }: { back: string | null; isAtGate: boolean },
) {
  const api = usePolicyApi()
  const router = useRouter()
  const isSending = shallowRef(false)
  const error = shallowRef<unknown>()
  const typedName = shallowRef('')

  async function sign(): Promise<void> {
    const seen = view.value
    if (!seen || isSending.value) return
    isSending.value = true
    error.value = undefined
    try {
      const { code } = await api.sign(seen.task.id, {
        versionId: seen.versionId,
        language: seen.language,
        token: seen.token,
        openedAt: seen.openedAt,
        hashes: Object.fromEntries(seen.clauses.map(({ id, hash }) => [id, hash])),
        read: map(),
        ...(seen.signing === 'typed_name' ? { typedName: typedName.value } : {}),
      })
      forget()
      if (isAtGate) return location.assign(pagePaths.secondFactorNext)
      const receipt = pagePaths.receipt(code)
      await router.replace(back === null ? receipt : withBack(receipt, back))
    } catch (cause) {
      error.value = cause
      if (isUnread(cause)) forget()
    } finally {
      isSending.value = false
    }
  }
  /** Where the network failed, the same once more; where the text is another one, that one. */
  async function again(reload: () => Promise<void>): Promise<void> {
    if (!isOver(error.value)) return sign()
    error.value = undefined
    await reload()
  }
  return { isSending, error, typedName, sign, again }
}
