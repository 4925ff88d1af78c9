import { defaultDocument, useEventListener } from '@vueuse/core'
import { useDevice } from '../platform/device.ts'

const STORED = 'desk_slash'
const fields = 'input, select, textarea, [contenteditable], [role=dialog] *'

/** Whether `/` leads to the search of a page. The member can turn it off, as keys of one character require (WCAG 2.1.4). */
export function useSlashPreference() {
  const { storage } = useDevice()
  return {
    isOn: () => storage?.getItem(STORED) !== 'off',
    set: (isOn: boolean) => {
      if (isOn) storage?.removeItem(STORED)
      else storage?.setItem(STORED, 'off')
    },
  }
}

/** Calls `focus` when `/` is pressed and no field has the focus. */
export function useSlashKey(focus: () => void): void {
  const { isOn } = useSlashPreference()
  useEventListener(defaultDocument, 'keydown', (event: KeyboardEvent) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return
    if (document.activeElement?.matches(fields) || document.querySelector('[role=dialog]') || !isOn()) return
    event.preventDefault()
    focus()
  })
}
