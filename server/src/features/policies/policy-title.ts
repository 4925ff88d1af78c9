import type { PolicyDraft } from '@desk/shared/policies/policy-draft'
import type { PolicyLanguage } from '@desk/shared/policies/policy-flow'
import type { PolicyTitle } from '@desk/shared/policies/policy-title'
import type { LivePolicy } from './policy-queries.ts'

/** In every language it has: a page picks the one it is in. */
export const titleOf = ({ titleZh, titleEn }: Pick<LivePolicy, 'titleZh' | 'titleEn'>): PolicyTitle => ({
  title: titleZh,
  titleEn,
})

/** The language in which somebody reads it: one that it is not written in is read in Chinese. */
export const languageOf = ({ titleEn }: Pick<LivePolicy, 'titleEn'>, wanted: PolicyLanguage): PolicyLanguage =>
  titleEn === null ? 'zh-CN' : wanted

/** As one version calls it. */
export const titleOfVersion = ({ zh, en }: Pick<PolicyDraft, 'zh' | 'en'>): PolicyTitle => ({
  title: zh.title,
  titleEn: en?.title ?? null,
})
