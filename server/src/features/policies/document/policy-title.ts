import type { PolicyDraft } from '@desk/shared/policies/policy-draft'
import type { PolicyTitle } from '@desk/shared/policies/policy-title'
import type { LivePolicy } from './policy-queries.ts'

/** In every language it has: a page picks the one it is in. */
export const titleOf = ({ titleZh, titleEn }: Pick<LivePolicy, 'titleZh' | 'titleEn'>): PolicyTitle => ({
  title: titleZh,
  titleEn,
})

/** As one version calls it. */
export const titleOfVersion = ({ zh, en }: Pick<PolicyDraft, 'zh' | 'en'>): PolicyTitle => ({
  title: zh.title,
  titleEn: en?.title ?? null,
})
