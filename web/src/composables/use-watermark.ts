import { computed, type ComputedRef } from 'vue'
import { localTime } from '../locales/time.ts'
import { useSessionStore } from '../stores/session.ts'
import { useNow } from './use-server-clock.ts'

const LAST_CHARACTERS = 4

/** Returns the text of the watermark: the viewer's name, the end of their user id, and the day. */
export function useWatermark(): ComputedRef<string> {
  const { me } = useSessionStore()
  const now = useNow()
  return computed(() => {
    const { year, month, day } = localTime(now.value)
    const date = [year, month, day].map((part) => String(part).padStart(2, '0')).join('-')
    return [me.name, me.userid.slice(-LAST_CHARACTERS), date].join(' ')
  })
}
