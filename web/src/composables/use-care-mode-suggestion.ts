import { onMounted, readonly, shallowRef, type Ref } from 'vue'
import { useDevice } from '../platform/device.ts'
import { useDisplayStore } from '../stores/display.ts'

/** The smallest text scale that counts as large text. */
const LARGE_FROM = 1.3
const ORDINARY_PX = 16
const STORAGE_KEY = 'desk.care-offered'

/** Returns the text scale of the client: Android scales the computed size, iOS sets a percentage on the body. */
function textScale(): number {
  const computed = parseFloat(getComputedStyle(document.documentElement).fontSize) / ORDINARY_PX
  const adjusted = parseFloat(document.body.style.getPropertyValue('-webkit-text-size-adjust')) / 100
  return Math.max(computed || 1, adjusted || 1)
}

/**
 * Suggests care mode (关怀模式, larger text and controls) once per device to users with large text, and remembers either
 * answer.
 */
export function useCareModeSuggestion(): {
  isSuggested: Readonly<Ref<boolean>>
  accept: () => void
  decline: () => void
} {
  const { storage } = useDevice()
  const display = useDisplayStore()
  const isSuggested = shallowRef(false)
  onMounted(() => {
    display.readDocument()
    isSuggested.value = !display.isCare && storage?.getItem(STORAGE_KEY) === null && textScale() >= LARGE_FROM
  })
  function rememberAnswer(): void {
    try {
      storage?.setItem(STORAGE_KEY, '1')
    } catch {
      // Full or blocked: the next page suggests it again.
    }
    display.readDocument()
    isSuggested.value = false
  }
  return {
    isSuggested: readonly(isSuggested),
    accept() {
      display.toggleCare()
      rememberAnswer()
    },
    decline: rememberAnswer,
  }
}
