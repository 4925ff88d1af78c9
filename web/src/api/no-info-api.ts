import type { InfoApi } from './info-change-api.ts'

/** As `noSettingsApi`. */
export const noInfoApi = (refuse: () => Promise<never>): InfoApi => ({
  findDepartments: refuse,
  look: refuse,
  dispute: refuse,
  rewrite: refuse,
  settle: refuse,
  sheet: refuse,
  fieldSettings: refuse,
  changeField: refuse,
  draft: refuse,
  saveDraft: refuse,
  discardDraft: refuse,
  talk: refuse,
  comment: refuse,
  upload: refuse,
  attachmentLink: refuse,
})
