import { onMounted, shallowRef, type ShallowRef } from 'vue'
import type { Language } from '@desk/shared/pages/boot'
import { useBoot } from '../platform/boot.ts'

const oneYearSeconds = 365 * 24 * 60 * 60

/** The server reads these at the next page; they hold no more than a taste. */
function remember(name: 'desk_mode' | 'desk_theme' | 'desk_lang', value: string): void {
  const secure = location.protocol === 'https:' ? '; Secure' : ''
  document.cookie = `${name}=${value}; Path=/; Max-Age=${String(oneYearSeconds)}; SameSite=Lax${secure}`
}

export type Display = {
  isCare: ShallowRef<boolean>
  isDark: ShallowRef<boolean>
  otherLanguage: Language
  toggleCare: () => void
  toggleDark: () => void
  switchLanguage: () => void
}

/** Size, theme and language of the whole app, kept in cookies of this device. */
export function useDisplay(): Display {
  const { boot } = useBoot()
  const isCare = shallowRef(boot.mode === 'care')
  const isDark = shallowRef(boot.theme === 'dark')
  const otherLanguage: Language = boot.language === 'en' ? 'zh-CN' : 'en'
  onMounted(() => {
    // `auto` was settled by the first inline script, from the media query or the User-Agent.
    isDark.value = document.documentElement.dataset['theme'] === 'dark'
    isCare.value = document.documentElement.dataset['mode'] === 'care'
  })
  const set = (name: 'theme' | 'mode', value: string | null) => {
    if (value === null) document.documentElement.removeAttribute(`data-${name}`)
    else document.documentElement.setAttribute(`data-${name}`, value)
  }
  return {
    isCare,
    isDark,
    otherLanguage,
    toggleCare() {
      isCare.value = !isCare.value
      set('mode', isCare.value ? 'care' : null)
      remember('desk_mode', isCare.value ? 'care' : 'normal')
    },
    toggleDark() {
      isDark.value = !isDark.value
      set('theme', isDark.value ? 'dark' : null)
      remember('desk_theme', isDark.value ? 'dark' : 'light')
    },
    switchLanguage() {
      remember('desk_lang', otherLanguage)
      location.reload()
    },
  }
}
