import { shallowRef, type ShallowRef } from 'vue'
import { useRouter } from 'vue-router'
import { withBack } from '@desk/shared/pages/return-path'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { PolicyReadingView } from '@desk/shared/policies/policy-schemas'
import { ApiError } from '../../api/api-error.ts'
import { usePolicyApi } from '../../api/policy-api.ts'
import { useAction } from '../../composables/use-action.ts'
import type { useReading } from './use-reading.ts'

/** Returns whether the text on screen can no longer be signed and must be loaded again. */
const isOutdated = (cause: unknown): boolean =>
  cause instanceof ApiError &&
  ['policy.newer_version', 'policy.text_differs', 'policy.open_again', 'policy.question_open'].includes(cause.code)

/** Returns whether the server refuses the stored reading progress, which then has to be deleted. */
const isProgressInvalid = (cause: unknown): boolean =>
  isOutdated(cause) || (cause instanceof ApiError && cause.code === 'policy.not_read')

const VIBRATION_MS = 20

/** Signs the text on screen, then shows the result, or continues to WeCom from the access gate. */
export function useSigning(
  view: ShallowRef<PolicyReadingView | null>,
  { readingTimes, discard }: Pick<ReturnType<typeof useReading>, 'readingTimes' | 'discard'>,
  { back, isAtGate }: { back: string | null; isAtGate: boolean },
) {
  const api = usePolicyApi()
  const router = useRouter()
  const { isBusy: isSending, error, run } = useAction()
  const typedName = shallowRef('')

  async function sign(): Promise<void> {
    const seen = view.value
    if (!seen) return
    await run(async () => {
      const { code } = await api.sign(seen.task.id, {
        versionId: seen.versionId,
        language: seen.language,
        token: seen.token,
        openedAt: seen.openedAt,
        hashes: Object.fromEntries(seen.clauses.map(({ id, hash }) => [id, hash])),
        ...readingTimes(),
        ...(seen.signing === 'typed_name' ? { typedName: typedName.value } : {}),
      })
      discard()
      if (isAtGate) return location.assign(pagePaths.secondFactorNext)
      if ('vibrate' in navigator) navigator.vibrate(VIBRATION_MS)
      const signed = pagePaths.policySigned(code)
      await router.replace(back === null ? signed : withBack(signed, back))
    })
    if (isProgressInvalid(error.value)) discard()
  }
  /** Loads the text again when it is outdated; signs again after any other error. */
  async function retry(reload: () => Promise<void>): Promise<void> {
    if (!isOutdated(error.value)) return sign()
    error.value = undefined
    await reload()
  }
  return { isSending, error, typedName, sign, retry }
}
