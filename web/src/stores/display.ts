import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Language } from '@desk/shared/pages/initial-state'
import { useInitialState } from '../platform/initial-state.ts'

const ONE_YEAR_SECONDS = 365 * 24 * 60 * 60

/** Stores a display preference in a cookie, so that the server renders the next page with it. */
function setCookie(name: 'desk_mode' | 'desk_theme' | 'desk_lang', value: string): void {
  const secure = location.protocol === 'https:' ? '; Secure' : ''
  document.cookie = `${name}=${value}; Path=/; Max-Age=${String(ONE_YEAR_SECONDS)}; SameSite=Lax${secure}`
}

function setAttribute(name: 'theme' | 'mode', value: string | null): void {
  if (value === null) document.documentElement.removeAttribute(`data-${name}`)
  else document.documentElement.setAttribute(`data-${name}`, value)
}

/** Text size, theme and language of the app, stored in cookies. */
export const useDisplayStore = defineStore('display', () => {
  const { mode, theme, language } = useInitialState()
  const isCare = shallowRef(mode === 'care')
  const isDark = shallowRef(theme === 'dark')
  const otherLanguage: Language = language === 'en' ? 'zh-CN' : 'en'

  /**
   * Reads theme and mode from the document: the first inline script may have chosen the theme for `auto`. Call after
   * mounting.
   */
  function readDocument(): void {
    isDark.value = document.documentElement.dataset['theme'] === 'dark'
    isCare.value = document.documentElement.dataset['mode'] === 'care'
  }
  function toggleCare(): void {
    isCare.value = !isCare.value
    setAttribute('mode', isCare.value ? 'care' : null)
    setCookie('desk_mode', isCare.value ? 'care' : 'normal')
  }
  function toggleDark(): void {
    isDark.value = !isDark.value
    setAttribute('theme', isDark.value ? 'dark' : null)
    setCookie('desk_theme', isDark.value ? 'dark' : 'light')
  }
  function switchLanguage(): void {
    setCookie('desk_lang', otherLanguage)
    location.reload()
  }
  return { isCare, isDark, otherLanguage, readDocument, toggleCare, toggleDark, switchLanguage }
})
