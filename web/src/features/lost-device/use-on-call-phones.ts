import { onMounted, shallowReadonly, shallowRef, type Ref } from 'vue'
import type { OnCallPhone } from '@desk/shared/lost-device/lost-device-schemas'
import { useSessionStore } from '../../stores/session.ts'
import { useDevice } from '../../platform/device.ts'
import { createOnCallPhoneCache } from './on-call-phone-cache.ts'

/** Returns the stored on-call phones; empty until mounted, so that hydration matches. */
export function useOnCallPhones(): {
  phones: Readonly<Ref<readonly OnCallPhone[]>>
  save: (fresh: readonly OnCallPhone[]) => void
} {
  const cache = createOnCallPhoneCache(useDevice(), useSessionStore().me.corpId)
  const phones = shallowRef<readonly OnCallPhone[]>([])
  onMounted(() => {
    phones.value = cache.read()
  })
  return { phones: shallowReadonly(phones), save: cache.save }
}
