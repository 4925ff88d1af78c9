import type { PolicyDraft } from '@desk/shared/policies/policy-draft'
import type { PolicyTitle } from '@desk/shared/policies/policy-title'
import type { ActivePolicy } from './policy-queries.ts'

/** Returns the title of the version in force in all its languages; a page picks one. */
export const titleOf = ({ titleZh, titleEn }: Pick<ActivePolicy, 'titleZh' | 'titleEn'>): PolicyTitle => ({
  title: titleZh,
  titleEn,
})

/** Returns the title of a version in all its languages. */
export const titleOfVersion = ({ zh, en }: Pick<PolicyDraft, 'zh' | 'en'>): PolicyTitle => ({
  title: zh.title,
  titleEn: en?.title ?? null,
})
