import type { Language } from '@desk/shared/pages/initial-state'
import { messagesIn } from './load-messages.ts'

const failures = {
  'zh-CN': () => import('./zh-CN/parts/failures.ts'),
  en: () => import('./en/parts/failures.ts'),
}

/** Loads the messages of the server's errors. Not part of the start: none is shown before the API client is loaded. */
export async function loadFailures(language: Language): Promise<void> {
  const { errors } = await failures[language]()
  Object.assign(messagesIn(language, 'core').errors, errors)
}
