export { apiKeys, delegations, opsClaims, sessions, signInStates } from './access.ts'
export { auditAnchors, auditBlocks, auditEntries, auditTexts } from './audit.ts'
export {
  auditCheckpoints,
  auditLogAnchors,
  auditLogBatches,
  auditLogs,
  auditLogTiles,
  auditTimestamps,
  policyRosters,
} from './audit-log.ts'
export { auditorLinks } from './evidence-room.ts'
export { departments, directoryChangeKinds, directoryChanges, directoryRuns, members, roleGrants } from './directory.ts'
export { downloadLinks, drafts, attachments, blobs, comments } from './request-input.ts'
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
export {
  outbox,
  personLimitCounts,
  purgeRuns,
  selfCheckItems,
  settings,
  callbacks,
  wecomFetches,
  wecomRefusals,
  wecomSecrets,
} from './system.ts'
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
export { cards, requestCandidates, requestClaims, requestEvents, requests } from './requests.ts'
