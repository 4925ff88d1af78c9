import type { LostApi } from './lost-api.ts'

/** As `noSettingsApi`. */
export const noLostApi = (refuse: () => Promise<never>): LostApi => ({
  form: refuse,
  board: refuse,
  report: refuse,
  lostCase: refuse,
  decide: refuse,
  contest: refuse,
  amend: refuse,
  found: refuse,
  identify: refuse,
  doubt: refuse,
  unlock: refuse,
  care: refuse,
  attest: refuse,
  markFalse: refuse,
  exportCase: refuse,
  guardians: refuse,
  askGuardian: refuse,
  answerWard: refuse,
  dismissGuardian: refuse,
  duty: refuse,
  changeDuty: refuse,
})
