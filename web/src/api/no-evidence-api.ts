import type { EvidenceApi } from './evidence-api.ts'

/** For where nothing is asked: rendering, and tests of other pages. */
export const noEvidenceApi = (refuse: () => Promise<never>): EvidenceApi => ({
  audit: refuse,
  verifyAudit: refuse,
  exportAudit: refuse,
  privacy: refuse,
  myDataSummary: refuse,
  exportMyData: refuse,
})
