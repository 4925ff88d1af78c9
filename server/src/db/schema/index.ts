export { apiKeys, delegations, opsClaims, sessions, signInStates } from './access.ts'
export { consoleDeeds, departureReports } from './account-watch.ts'
export { accountSuspensions, employments, type SuspensionCause } from './accounts.ts'
export { accountClosings, closingEvents, handoverItems } from './closings.ts'
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
export { incidentAssignees, incidentEvents, incidentMessages, incidentPictures, incidents } from './incidents.ts'
export { accountBatches, accountOpenings } from './openings.ts'
export { calendarDays, messageTexts, notices, workbenchTiles } from './notices.ts'
export { custodyAsks, custodyAttestations, custodyYears } from './custody.ts'
export {
  feedbackAskers,
  feedbackEvents,
  feedbackFaqs,
  feedbackGrams,
  feedbackHandlers,
  feedbackPlaces,
  feedbackProblems,
} from './feedback.ts'
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
export { partnerHistory, partners } from './partners.ts'
export {
  policies,
  policyClauses,
  policyExceptionHistory,
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
  policyUnreachedHistory,
} from './policy-counts.ts'
export { cards, requestCandidates, requestClaims, requestEvents, requests } from './requests.ts'
export { confirmationCampaigns, confirmationCounters, confirmationRecounts, confirmations } from './confirmations.ts'
