import { onMounted, shallowReadonly, shallowRef, type Ref } from 'vue'
import type { OnCallPhone } from '@desk/shared/lost-device/lost-device-schemas'
import { useSessionStore } from '../../stores/session.ts'
import { useDevice } from '../../platform/device.ts'
import { dutyPhonesOn } from './on-call-phone-cache.ts'

/** The numbers that this device keeps: none until the page is mounted, so that hydration agrees. */
export function useDutyPhones(): {
  phones: Readonly<Ref<readonly OnCallPhone[]>>
  keep: (fresh: readonly OnCallPhone[]) => void
} {
  const duty = dutyPhonesOn(useDevice(), useSessionStore().me.corpId)
  const phones = shallowRef<readonly OnCallPhone[]>([])
  onMounted(() => {
    phones.value = duty.read()
  })
  return { phones: shallowReadonly(phones), keep: duty.keep }
}
