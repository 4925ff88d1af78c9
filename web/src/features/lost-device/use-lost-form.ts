import { computed, onMounted, watch } from 'vue'
import { useLostApi } from '../../api/lost-device-api.ts'
import { usePageData } from '../../composables/use-async-data.ts'
import { useSlowRequest } from '../../composables/use-slow-request.ts'
import { useOnCallPhones } from './use-on-call-phones.ts'

/** Loads the report form; until it is loaded, provides the stored on-call phones. */
export function useLostForm() {
  const api = useLostApi()
  const { data: form, problem, reload } = usePageData('lost-device', (signal) => api.form(signal))
  const { phones, save } = useOnCallPhones()
  const { slowness, start, stop } = useSlowRequest()

  onMounted(() => {
    start()
    watch(
      form,
      (fresh) => {
        if (!fresh) return
        stop()
        save(fresh.onCall)
      },
      { immediate: true },
    )
  })
  /** Whether loading failed or is slow: the page then states that nothing is locked. */
  const isStuck = computed(() => !form.value && (problem.value !== null || slowness.value !== 'normal'))
  return { form, problem, reload, phones, isStuck }
}
