import { inject, type App, type InjectionKey } from 'vue'
import type { Words } from './zh-CN/core.ts'

const key: InjectionKey<Words> = Symbol('words')

export const provideWords = (app: App, words: Words): void => {
  app.provide(key, words)
}

/** Every sentence on the page, in the language the page was rendered in. */
export function useWords(): Words {
  const words = inject(key)
  if (!words) throw new Error('words were not provided')
  return words
}
