import type { Language } from '@desk/shared/pages/initial-state'
import { isolating } from './isolating.ts'
import type { MessageFeature, Messages } from './messages.ts'

const coreFiles: Record<Language, () => Promise<{ default: Messages['core'] }>> = {
  'zh-CN': () => import('./zh-CN/core.ts'),
  en: () => import('./en/core.ts'),
}
const loaded: Record<Language, Partial<Messages>> = { 'zh-CN': {}, en: {} }

/** Returns the message file of a feature, relative to `src/locales`. */
export const messageFile = (language: Language, feature: MessageFeature): string => `${language}/${feature}.ts`

async function load(language: Language, feature: MessageFeature): Promise<Messages[MessageFeature] | undefined> {
  if (feature === 'core') return (await coreFiles[language]()).default
  const { files } = await import('./feature-messages.ts')
  return files[`./${messageFile(language, feature)}`]?.()
}

/** Loads the missing messages of features in one language. Throws when an import fails. */
export async function loadMessages(language: Language, features: readonly MessageFeature[]): Promise<void> {
  const missing = features.filter((feature) => !(feature in loaded[language]))
  await Promise.all(
    missing.map(async (feature) => {
      const messages = await load(language, feature)
      if (messages) Object.assign(loaded[language], { [feature]: isolating(messages) })
    }),
  )
}

/** Returns loaded messages. Throws when a page does not declare the feature among its messages. */
export function messagesIn<Feature extends MessageFeature>(language: Language, feature: Feature): Messages[Feature] {
  const found = loaded[language][feature]
  if (!found) throw new Error(`the messages of ${feature} are not loaded`)
  return found
}
