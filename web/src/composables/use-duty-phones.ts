import { onMounted, shallowReadonly, shallowRef, type Ref } from 'vue'
import type { OnCallPhone } from '@desk/shared/requests/kinds/lost-device-schemas'
import { useBoot } from '../boot.ts'
import { useDevice } from '../device.ts'

const freshForMs = 24 * 60 * 60_000

type Kept = { at: number; phones: readonly OnCallPhone[] }

export type DutyPhones = {
  phones: Readonly<Ref<readonly OnCallPhone[]>>
  /** Nothing is kept where something could be, or what is kept may not be so any more. */
  isOld: () => boolean
  keep: (phones: readonly OnCallPhone[]) => void
}

/**
 * Whom to call about a lost phone, as this device last heard it: who needs the number may have no network by then. Kept
 * for the company, not for a person, since every member is shown the same.
 */
export function useDutyPhones(): DutyPhones {
  const device = useDevice()
  const { storage } = device
  const key = `desk:duty:${useBoot().me.corpId}`
  const phones = shallowRef<readonly OnCallPhone[]>([])

  function read(): Kept | null {
    try {
      return JSON.parse(storage?.getItem(key) ?? 'null') as Kept | null // Written below.
    } catch {
      return null
    }
  }
  onMounted(() => {
    phones.value = read()?.phones ?? []
  })
  return {
    phones: shallowReadonly(phones),
    isOld: () => storage !== null && device.now() - (read()?.at ?? 0) >= freshForMs,
    keep(fresh) {
      phones.value = fresh
      try {
        storage?.setItem(key, JSON.stringify({ at: device.now(), phones: fresh } satisfies Kept))
      } catch {
        // Full or forbidden: the number is on the page that brought it.
      }
    },
  }
}
