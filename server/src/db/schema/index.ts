export { apiKeys } from './api-keys.ts'
export { auditAnchors, auditBlocks, auditEntries, auditTexts } from './audit.ts'
export { delegations } from './delegations.ts'
export { departments, members, roleGrants } from './directory.ts'
export { directoryChangeKinds, directoryChanges, directoryRuns } from './directory-runs.ts'
export { downloadLinks } from './downloads.ts'
export { drafts } from './drafts.ts'
export {
  chatGroups,
  groupGrams,
  groupMembers,
  groupOffers,
  groupPlaces,
  groupReports,
  groupJoinRequests,
} from './groups.ts'
export { calendarDays, messageTexts, notices, workbenchTiles } from './notices.ts'
export { guardians, lostCases, caseViewTokens } from './lost-device.ts'
export { outbox } from './outbox.ts'
export { personLimitCounts } from './person-limits.ts'
export {
  partners,
  policies,
  policyClauses,
  policyExceptions,
  policyFiles,
  policyExemptions,
  policyMessages,
  policyFirstViews,
  policyQuestions,
  policySignatures,
  policySigners,
  policyVersions,
} from './policies.ts'
export {
  counterStates,
  policyCounters,
  policyCounts,
  policyMailings,
  policyRecounts,
  policyReminderBatches,
  policySnapshots,
  policyUnreached,
} from './policy-counts.ts'
export { purgeRuns } from './purge-runs.ts'
export { cards, requestCandidates, requestClaims, requestEvents, requests } from './requests.ts'
export { selfCheckItems } from './self-check.ts'
export { opsClaims, sessions, signInStates } from './sessions.ts'
export { settings } from './settings.ts'
export { attachments, blobs, comments } from './comments.ts'
export { callbacks, wecomFetches, wecomRefusals, wecomSecrets } from './wecom.ts'
