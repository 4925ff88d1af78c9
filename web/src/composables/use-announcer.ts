import { inject, readonly, shallowRef, type App, type InjectionKey, type Ref } from 'vue'

/** Says a result aloud and shows it for a moment. Never the only place of an error. */
export type Announcer = { message: Readonly<Ref<string>>; say: (text: string) => void }

const shownMs = 2_000

export function createAnnouncer(): Announcer {
  const message = shallowRef('')
  let timer: ReturnType<typeof setTimeout> | undefined
  return {
    message: readonly(message),
    say(text) {
      clearTimeout(timer)
      message.value = text
      timer = setTimeout(() => (message.value = ''), shownMs)
    },
  }
}

const key: InjectionKey<Announcer> = Symbol('announcer')

export const provideAnnouncer = (app: App, announcer: Announcer): void => {
  app.provide(key, announcer)
}

export function useAnnouncer(): Announcer {
  const announcer = inject(key)
  if (!announcer) throw new Error('announcer was not provided')
  return announcer
}
