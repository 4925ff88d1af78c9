import type { GroupApi } from './group-api.ts'

/** As `noSettingsApi`. */
export const noGroupApi = (refuse: () => Promise<never>): GroupApi => ({
  form: refuse,
  similar: refuse,
  submit: refuse,
  resubmission: refuse,
  made: refuse,
  list: refuse,
  one: refuse,
  declare: refuse,
  join: refuse,
  report: refuse,
  sign: refuse,
  review: refuse,
  undoReview: refuse,
  renew: refuse,
  archive: refuse,
  restore: refuse,
  take: refuse,
  tick: refuse,
  rules: refuse,
  changeRules: refuse,
})
