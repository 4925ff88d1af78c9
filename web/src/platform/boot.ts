import { inject, type App, type InjectionKey } from 'vue'
import type { Boot } from '@desk/shared/pages/boot'

const key: InjectionKey<Boot> = Symbol('boot')

export const provideBoot = (app: App, boot: Boot): void => {
  app.provide(key, boot)
}

/** What the first response knew. Stores begin with it; pages ask the stores. */
export function useBoot(): Boot {
  const boot = inject(key)
  if (!boot) throw new Error('boot was not provided')
  return boot
}
