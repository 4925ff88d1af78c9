import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

const shownMs = 2_000

/** Says a result aloud and shows it for a moment. Never the only place of an error. */
export const useNoticesStore = defineStore('notices', () => {
  const message = shallowRef('')
  let timer: ReturnType<typeof setTimeout> | undefined

  function say(text: string): void {
    clearTimeout(timer)
    message.value = text
    timer = setTimeout(() => (message.value = ''), shownMs)
  }
  return { message, say }
})
