import { defaultDocument, useEventListener } from '@vueuse/core'
import { useDevice } from '../platform/device.ts'

const STORAGE_KEY = 'desk_slash'
const fields = 'input, select, textarea, [contenteditable]'

/**
 * Reads and stores, on this device, whether `/` focuses the search of a page. Members can turn it off, as WCAG 2.1.4
 * requires of single-character shortcuts.
 */
export function useSlashPreference() {
  const { storage } = useDevice()
  return {
    isOn: () => storage?.getItem(STORAGE_KEY) !== 'off',
    set: (isOn: boolean) => {
      if (isOn) storage?.removeItem(STORAGE_KEY)
      else storage?.setItem(STORAGE_KEY, 'off')
    },
  }
}

/** Calls `focus` when `/` is pressed, unless a field has the focus, a dialog is open, or the member turned it off. */
export function useSlashKey(focus: () => void): void {
  const { isOn } = useSlashPreference()
  useEventListener(defaultDocument, 'keydown', (event: KeyboardEvent) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return
    if (document.activeElement?.matches(fields) || document.querySelector('[role=dialog]') || !isOn()) return
    event.preventDefault()
    focus()
  })
}
