import { onMounted, readonly, shallowRef, type Ref } from 'vue'
import { useDevice } from '../platform/device.ts'
import { useDisplayStore } from '../stores/display.ts'

/** From here on somebody has plainly asked the client for large type. */
const largeFrom = 1.3
const ordinaryPx = 16
const storageKey = 'desk.care-offered'

/** How much larger than usual the client draws type: Android scales what is computed, iOS names a percentage. */
function textScale(): number {
  const computed = parseFloat(getComputedStyle(document.documentElement).fontSize) / ordinaryPx
  const adjusted = parseFloat(document.body.style.getPropertyValue('-webkit-text-size-adjust')) / 100
  return Math.max(computed || 1, adjusted || 1)
}

/** Care mode is offered once per device, to whom it seems to help; the answer is remembered either way. */
export function useCareModeSuggestion(): {
  isOffered: Readonly<Ref<boolean>>
  accept: () => void
  decline: () => void
} {
  const { storage } = useDevice()
  const display = useDisplayStore()
  const isOffered = shallowRef(false)
  onMounted(() => {
    display.readDocument()
    isOffered.value = !display.isCare && storage?.getItem(storageKey) === null && textScale() >= largeFrom
  })
  function decline(): void {
    storage?.setItem(storageKey, '1')
    display.readDocument()
    isOffered.value = false
  }
  return {
    isOffered: readonly(isOffered),
    accept() {
      display.toggleCare()
      decline()
    },
    decline,
  }
}
