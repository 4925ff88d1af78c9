import type { Language } from '@desk/shared/pages/boot'
import { isolating } from './isolating.ts'
import type approvals from './zh-CN/approvals.ts'
import type audit from './zh-CN/audit.ts'
import type comments from './zh-CN/comments.ts'
import type core from './zh-CN/core.ts'
import type delivery from './zh-CN/delivery.ts'
import type directory from './zh-CN/directory.ts'
import type groups from './zh-CN/groups.ts'
import type infoChange from './zh-CN/info-change.ts'
import type lostDevice from './zh-CN/lost-device.ts'
import type policies from './zh-CN/policies.ts'
import type policyAdmin from './zh-CN/policy-admin.ts'
import type privacy from './zh-CN/privacy.ts'
import type requests from './zh-CN/requests.ts'
import type session from './zh-CN/session.ts'
import type settings from './zh-CN/settings.ts'

/** What the product says, by feature. Chinese is the original; every other language has its shape. */
export type Messages = {
  approvals: typeof approvals
  audit: typeof audit
  comments: typeof comments
  core: typeof core
  delivery: typeof delivery
  directory: typeof directory
  groups: typeof groups
  'info-change': typeof infoChange
  'lost-device': typeof lostDevice
  policies: typeof policies
  'policy-admin': typeof policyAdmin
  privacy: typeof privacy
  requests: typeof requests
  session: typeof session
  settings: typeof settings
}

export type MessageFeature = keyof Messages

const files = import.meta.glob<Messages[MessageFeature]>('./{zh-CN,en}/*.ts', { import: 'default' })
const loaded: Record<Language, Partial<Messages>> = { 'zh-CN': {}, en: {} }

/** Every feature that says something of its own. */
export const allFeatures = Object.keys(files)
  .filter((file) => file.startsWith('./zh-CN/'))
  .map((file) => file.slice('./zh-CN/'.length, -'.ts'.length) as MessageFeature)

/** The source file of a feature's messages, below `src/locales`. */
export const messageFile = (language: Language, feature: MessageFeature): string => `${language}/${feature}.ts`

/** Loads what `features` say in one language, unless it is there. Throws as an import does. */
export async function loadMessages(language: Language, features: readonly MessageFeature[]): Promise<void> {
  const missing = features.filter((feature) => !(feature in loaded[language]))
  await Promise.all(
    missing.map(async (feature) => {
      const messages = await files[`./${messageFile(language, feature)}`]?.()
      if (messages) Object.assign(loaded[language], { [feature]: isolating(messages) })
    }),
  )
}

/** What was loaded before. Throws for a page that does not name the feature among its messages. */
export function messagesIn<Feature extends MessageFeature>(language: Language, feature: Feature): Messages[Feature] {
  const found = loaded[language][feature]
  if (!found) throw new Error(`the messages of ${feature} are not loaded`)
  return found
}
