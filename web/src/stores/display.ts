import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Language } from '@desk/shared/pages/initial-state'
import { useInitialState } from '../platform/initial-state.ts'

const oneYearSeconds = 365 * 24 * 60 * 60

/** The server reads these at the next page; they hold no more than a taste. */
function remember(name: 'desk_mode' | 'desk_theme' | 'desk_lang', value: string): void {
  const secure = location.protocol === 'https:' ? '; Secure' : ''
  document.cookie = `${name}=${value}; Path=/; Max-Age=${String(oneYearSeconds)}; SameSite=Lax${secure}`
}

function mark(name: 'theme' | 'mode', value: string | null): void {
  if (value === null) document.documentElement.removeAttribute(`data-${name}`)
  else document.documentElement.setAttribute(`data-${name}`, value)
}

/** Size, theme and language of the whole app, kept in cookies of this device. */
export const useDisplayStore = defineStore('display', () => {
  const { mode, theme, language } = useInitialState()
  const isCare = shallowRef(mode === 'care')
  const isDark = shallowRef(theme === 'dark')
  const otherLanguage: Language = language === 'en' ? 'zh-CN' : 'en'

  /** `auto` was settled by the first inline script, from the media query or the User-Agent. Once the page is mounted. */
  function readDocument(): void {
    isDark.value = document.documentElement.dataset['theme'] === 'dark'
    isCare.value = document.documentElement.dataset['mode'] === 'care'
  }
  function toggleCare(): void {
    isCare.value = !isCare.value
    mark('mode', isCare.value ? 'care' : null)
    remember('desk_mode', isCare.value ? 'care' : 'normal')
  }
  function toggleDark(): void {
    isDark.value = !isDark.value
    mark('theme', isDark.value ? 'dark' : null)
    remember('desk_theme', isDark.value ? 'dark' : 'light')
  }
  function switchLanguage(): void {
    remember('desk_lang', otherLanguage)
    location.reload()
  }
  return { isCare, isDark, otherLanguage, readDocument, toggleCare, toggleDark, switchLanguage }
})
