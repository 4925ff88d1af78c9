import { computed, onMounted, watch } from 'vue'
import { type LostApi, useLostApi } from '../../api/lost-device-api.ts'
import { usePageDataStore } from '../../stores/page-data.ts'
import { useAsyncData } from '../../composables/use-async-data.ts'
import { useSlowRequest } from '../../composables/use-slow-request.ts'
import { useDutyPhones } from './use-on-call-phones.ts'

/** What the page begins with; and until that is there, whom to call instead. */
export function useLostForm(api: Pick<LostApi, 'form'> = useLostApi()) {
  const {
    data: form,
    error,
    reload,
  } = useAsyncData(usePageDataStore().take('lost-device'), (signal) => api.form(signal))
  const { phones, keep } = useDutyPhones()
  const { slowness, start, stop } = useSlowRequest()

  onMounted(() => {
    start()
    watch(
      form,
      (fresh) => {
        if (!fresh) return
        stop()
        keep(fresh.onCall)
      },
      { immediate: true },
    )
  })
  /** It failed, or takes so long that somebody may believe that waiting for it does something. */
  const isStuck = computed(() => !form.value && (error.value !== undefined || slowness.value !== 'normal'))
  return { form, error, reload, phones, isStuck }
}
