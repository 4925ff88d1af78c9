import { onMounted, shallowReadonly, shallowRef, type Ref } from 'vue'
import type { OnCallPhone } from '@desk/shared/requests/kinds/lost-device-schemas'
import { useBoot } from '../../boot.ts'
import { useDevice } from '../../device.ts'
import { dutyPhonesOn } from '../../duty-phones.ts'

/** The numbers that this device keeps: none until the page is mounted, so that hydration agrees. */
export function useDutyPhones(): {
  phones: Readonly<Ref<readonly OnCallPhone[]>>
  keep: (fresh: readonly OnCallPhone[]) => void
} {
  const duty = dutyPhonesOn(useDevice(), useBoot().me.corpId)
  const phones = shallowRef<readonly OnCallPhone[]>([])
  onMounted(() => {
    phones.value = duty.read()
  })
  return { phones: shallowReadonly(phones), keep: duty.keep }
}
