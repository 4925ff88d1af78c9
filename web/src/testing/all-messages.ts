import { loadFailures } from '../locales/load-failures.ts'
import { files } from '../locales/feature-messages.ts'
import { loadMessages } from '../locales/load-messages.ts'
import type { MessageFeature } from '../locales/messages.ts'

/** Every feature with messages. */
export const allFeatures: readonly MessageFeature[] = [
  'core',
  ...Object.keys(files)
    .filter((file) => file.startsWith('./en/'))
    .map((file) => file.slice('./en/'.length, -'.ts'.length) as MessageFeature),
]

/** Loads all messages in both languages, so that a test can mount any component. */
export const loadAllMessages = () =>
  Promise.all(
    (['zh-CN', 'en'] as const).map(async (language) => {
      await loadMessages(language, allFeatures)
      await loadFailures(language)
    }),
  )
