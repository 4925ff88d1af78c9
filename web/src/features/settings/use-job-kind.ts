import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { JobKind } from '@desk/shared/outbox/job-kinds'
import { useQueryText } from '../../composables/use-query-text.ts'
import { useMessages } from '../../locales/use-messages.ts'

/** Provides the kind of jobs that the URL query asks for, null for all, and all kinds with their names. */
export function useJobKind() {
  const { kinds } = useMessages('delivery').outbox
  const route = useRoute()
  const router = useRouter()
  const requestedKind = useQueryText('kind')
  const choices = (Object.keys(kinds) as JobKind[]).map((value) => ({ value, title: kinds[value] }))
  const kind = computed<JobKind | null>({
    get: () => choices.find(({ value }) => value === requestedKind.value)?.value ?? null,
    set: (chosen) => void router.replace({ query: { ...route.query, kind: chosen ?? undefined } }),
  })
  return { kind, choices }
}
