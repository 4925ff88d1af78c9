import type { NameProblem } from '@desk/shared/groups/naming'
import type { Messages } from '../messages.ts'
import { declare } from './parts/groups/group-declare.ts'
import { reported, reportHint, violations } from './parts/groups/group-reports.ts'
import { registry, settings } from './parts/groups/group-settings.ts'
import { clause, count, dayOnly, monthAndDay, names, wholeDay } from './parts/phrases.ts'

const members = (number: number) => count(number, 'member', 'members')

const problemText = (problem: NameProblem): string => {
  switch (problem.code) {
    case 'topic_empty':
      return 'Enter a topic'
    case 'unseen_sign':
      return `Character ${String(problem.at)} is invisible (${problem.character}); delete it`
    case 'strange_script':
      return `Character ${String(problem.at)} (${problem.character}) is easily confused; use Chinese characters, Latin letters or digits`
    case 'separator_inside':
      return `Character ${String(problem.at)} is “${problem.character}”, the separator of the name`
    case 'banned_word':
      return `Group names must not contain “${problem.word}”`
    case 'kind_unknown':
      return 'This type is no longer available; choose another one'
    case 'too_long':
      return `${String(problem.over)} characters too long; WeCom would cut the rest off`
  }
}

const groups: Messages['groups'] = {
  form: {
    title: 'Request a group',
    preview: 'As shown in the chat list',
    parts: { department: 'Department', topic: 'Topic', kind: 'Type', until: 'Until' },
    meter: (length, most) => `${String(length)} / ${String(most)}`,
    meterLabel: 'Length of the group name',
    template: 'Group type',
    topic: 'Topic',
    topicHint: (isFirst) => (isFirst ? 'Comes first in the name; keep it short' : 'Keep it short'),
    purpose: 'Reason',
    purposeEmpty: 'Enter a reason',
    members: 'Members',
    membersHint: 'Not including yourself; you can add more later',
    membersEmpty: 'Choose at least one member',
    deputy: 'Deputy owner',
    deputyHint: 'One of the chosen members',
    deputySearch: 'Search the chosen members by name',
    deputyPick: 'Choose a member',
    deputyStays: (name) => `${name} by default`,
    deputyNone: 'Deputy owner: choose the members first, then one of them',
    until: (day) => `Valid until ${monthAndDay(day)}; you are reminded to renew it`,
    submit: (number) => `Submit, ${members(number)}`,
    submitNoTopic: 'Enter the topic first',
    submitNoPurpose: 'Enter the reason first',
    submitNoMembers: 'Choose members first',
    submitAnyway: 'Submit anyway',
    submitAgain: 'Submit again',
    problems: problemText,
    similar: 'A similar group may exist',
    similarLine: (number, owner) => `${members(number)}, owner ${owner}`,
    join: 'Join',
    joined: 'Joined; the group appears in WeCom shortly',
    askOwner: 'To join, contact the owner',
    requestToJoin: 'Request to join',
    joinRequested: 'Sent to the owner; you join once they agree',
    alreadyMember: 'You are a member',
    joinAgainAfter: (at) => `The owner refused; you can request again after ${dayOnly(at)}`,
    manualCreation:
      'The app is not available to the whole company yet: once approved, the management department creates the group manually. Submit as usual.',
    noneLeft: 'You have reached the limit for today; request again tomorrow',
    partner: 'Partners cannot own groups; ask your sponsor to submit the request',
    footnote:
      'Clause 4.1(c)(1): groups are created for real needs. Once approved, the group is created automatically and you sign the three duties of an owner.',
    errors: {
      'group.template_gone': 'The group types have changed; reload and choose again',
      'group.name_differs': 'The naming rules have changed; reload to see the new name',
      'group.partner_owner': 'Partners cannot own groups; ask your sponsor to submit the request',
      'group.owner_twice': 'You are the owner and need not be chosen',
      'group.member_gone': 'A member has left or is disabled; remove them and submit again',
      'group.contract_ended': 'A partner’s contract has ended; remove them and submit again',
      'group.deputy': 'The deputy must be a member, and not a partner',
      'info.day_past': 'The end date must be after today',
    },
  },
  requestCard: {
    title: 'Requested group',
    purpose: 'Reason',
    deputy: 'Deputy owner',
    until: 'Valid until',
    expires: wholeDay,
    owner: 'Owner',
    members,
    sponsor: (name) => `Partner, sponsor ${name}`,
    across: 'Across departments: the management department confirms after the department',
    large: 'Large group: the management department confirms after the department',
    similar: 'The applicant saw these similar groups and still requests a new one',
    open: 'View the group',
    missing: (list) => `Could not be added: ${names(list)}`,
    name: 'Group name',
    ownerField: 'Owner (transferred after creation)',
    manualOwner: (name) =>
      `The owner must be ${name}: create the group in WeCom, add the members, then transfer it to ${name}`,
    markCreated: 'Created in WeCom',
    markCreatedHint:
      'The app cannot read manually created groups: your confirmation counts, and the progress stays at step two',
  },
  list: {
    own: 'Where I am a member',
    offered: 'Waiting for your answer',
    late: 'Overdue reviews for you to handle',
    below: 'Groups in your departments',
    none: 'No registered groups yet',
    noneBelow: 'No registered groups in your departments yet',
    create: 'Request a group',
    declare: 'Register a manually created group',
    summary: (number, owner) => `${members(number)}, owner ${owner}`,
    until: (day) => `valid until ${monthAndDay(day)}`,
    toReview: (number) => `${members(number)} to review`,
    overdue: 'Review overdue',
    vacant: 'No owner',
    more: 'Load more',
    waiting: 'Waiting for you',
    noneWaiting: 'No group waits for you',
    all: 'All groups',
  },
  registry,
  detail: {
    states: {
      making: 'Being created',
      charter: 'Duties to sign',
      active: 'In use',
      archived: 'Archived',
      gone: 'Ended',
      declared: 'To be confirmed',
    },
    notAccepted: 'Not confirmed',
    origins: { api: 'Created by the app', manual: 'Created manually', declared: 'Registered' },
    owner: 'Owner',
    deputy: 'Deputy owner',
    noDeputy: 'No deputy',
    department: 'Department',
    expires: 'Valid until',
    expiresOn: wholeDay,
    noExpiry: 'No end date',
    purpose: 'Purpose',
    readAt: (time) => `Read from WeCom at ${time}`,
    neverRead: 'Created manually: the app cannot read it',
    undoable: 'Not written to WeCom yet; you can undo it within a minute',
    applying: 'The change is being written to WeCom and takes effect once verified',
    trouble: (code) =>
      code === 'read_back_differs'
        ? 'The current value in WeCom differs from the requested one; it is checked again in 10 minutes'
        : code === '49008'
          ? 'The group was dissolved in WeCom'
          : `WeCom returned ${code}; the management department takes care of it`,
    missing: (list) => `Could not be added: ${names(list)}`,
    seeRequest: 'View the request',
    dutiesTitle: 'Three duties of an owner',
    duties: [
      'Remove members who no longer belong to the group',
      'Keep the discussion on topic',
      'Remind members who break the rules, and report them if necessary',
    ],
    signDuties: 'Sign the three duties',
    dutiesSigned: 'Signed',
    signed: (name, day) => `${name} signed on ${dayOnly(day)}`,
    signDue: (day) => `Sign by ${dayOnly(day)}; after that the deputy is asked to sign`,
    reviewTitle: (number) => `${members(number)} to review`,
    reviewNone: 'No members to remove at the moment',
    reviewNext: (day) => `Next review: ${monthAndDay(day)}`,
    shortDay: (instant) => dayOnly(instant),
    keep: 'Keep',
    remove: 'Remove',
    leaving: 'Being removed',
    driftReasons: {
      moved: (day) => `Changed department on ${day}`,
      left: (day) => `Left the company on ${day}`,
      disabled: (day) => `Account disabled on ${day}`,
      contract_ended: () => 'The contract has ended',
    },
    stillDeputy: ', still the deputy',
    keptCount: (number) => `${members(number)} need no review`,
    keptBreakdown: (department, project, guest) =>
      [
        ['from the department', department],
        ['for the project', project],
        ['invited', guest],
      ]
        .flatMap(([reason, count]) => (count === 0 ? [] : `${String(count)} ${String(reason)}`))
        .join(', '),
    reviewFootnote: 'The reason was recorded when the member joined; activity does not matter.',
    decide: (removed, kept) =>
      removed === 0
        ? `Keep ${members(kept)}`
        : kept === 0
          ? `Remove ${members(removed)}`
          : `Remove ${String(removed)}, keep ${String(kept)}`,
    decideHint: 'You can undo this within 60 seconds; afterwards the member list is verified',
    decided: 'Submitted; the members are removed in a minute',
    undo: 'Undo the removal',
    undone: 'Undone; no members were removed',
    checklist: 'Complete these steps in WeCom',
    checklistItems: {
      remove: (text) => `Remove ${text}`,
      add: (text) => `Add ${text} again`,
      owner: (text) => `Transfer the group to ${text}`,
      name: (text) => `Rename the group to “${text}”`,
    },
    completeChecklist: 'All steps completed',
    completeChecklistHint: 'The app cannot read manually created groups: your confirmation counts',
    vacant: (owner) => `${owner} cannot own the group at present, and it has no owner`,
    ownershipOffered: (list) => `Asked: ${names(list)}`,
    takeTitle: 'You are asked to own this group',
    take: 'Agree to own it',
    declineOffer: 'Decline',
    offerDeclined: 'Recorded',
    takeHint: 'If you agree, the owner is changed in WeCom and you are asked to sign these three duties.',
    taken: 'Agreed; sign the duties once the owner is changed',
    nextOwner: (name) => `${name} agreed to own the group; the owner is being changed in WeCom`,
    expiring: (day) => `Expires on ${monthAndDay(day)}`,
    renew: 'Renew',
    renewTitle: 'Reason for the renewal',
    renewReason: 'Reason',
    renewed: 'Renewed',
    archive: 'Archive',
    archiveTitle: 'Archive the group',
    archiveSub: 'Removes the members; can be restored within 30 days',
    archiveHint: (stay) =>
      `The name gets the prefix “已归档-” and only ${names(stay)} stay. The group can be restored within 30 days.`,
    archiveAction: (number) => `Archive and remove ${members(number)}`,
    archived: 'Archived',
    restore: 'Restore the group',
    restoreHint: (day) => `Can be restored until ${dayOnly(day)}; the members are added again`,
    restoreByListHint: (day) => `Can be restored until ${dayOnly(day)}; a checklist then lists whom to add again`,
    restored: 'Restored',
    report: 'Report a violation',
    reportHint,
    reportInFull: 'Report with details, or without your name',
    reportTo: { owner: 'Report to the owner', ops: 'Report to the management department' },
    violations,
    reported,
    acceptTitle: (owner) => `${owner} registered this manually created group`,
    acceptHint: 'Confirm it if the department needs it for work; the owner then signs the three duties.',
    accept: 'Confirm as a department group',
    decline: 'Do not confirm',
    declineSend: 'Decline and notify the owner',
    declineTitle: 'Reason for declining',
    declineText: 'Details',
    declineTextMissing: 'Enter a reason',
    declineMissing: 'Choose a reason',
    declineReasons: {
      not_ours: 'Not a group of this department',
      not_needed: 'No separate group is needed',
      join_existing: 'A similar group exists',
      other: 'Other',
    },
    declined: (name, reason) => `${name} did not confirm it: ${reason}`,
    declinedHint: 'If you disagree, talk to them; you can register the group again after a change.',
    basis: (id) => `clause ${clause(id)}`,
    accepted: 'Confirmed; the owner is notified',
    declineSent: 'Not confirmed; the owner is notified',
    waitsForDepartment: (isOwner) =>
      `Waiting for the department admin; ${isOwner ? 'you then sign' : 'the owner then signs'} the three duties`,
    joinRequestsTitle: (number) => count(number, 'request to join', 'requests to join'),
    admit: 'Accept',
    refuse: 'Refuse',
    admitted: 'Accepted; they join shortly',
    notAdmitted: 'Refused; they are notified',
    reports: 'Reported violations',
    toOps: 'reported to the management department',
    answer: 'Answer',
    answerTitle: (what) => `${what}: outcome`,
    answerHint: 'The reporter receives the outcome and stays anonymous.',
    outcomes: { reminded: 'Reminded', stopped: 'Stopped', unfounded: 'Checked: no violation' },
    answered: 'Recorded; the reporter receives the outcome',
    appoint: 'Appoint a deputy owner',
    appointAgain: 'Change the deputy owner',
    appointSub: 'The deputy is asked first when the owner leaves',
    appointHint: 'Choose a member; they are the first to be asked when the owner leaves.',
    appointMissing: 'Choose a member first',
    appointSave: 'Appoint as deputy',
    appointed: 'Appointed; they are notified',
    members,
    reasons: { department: 'Department', project: 'Project', guest: 'Invited' },
    cancel: 'Cancel',
    actions: 'Group actions',
    more: 'More',
    name: 'Group name',
    openChat: 'Open the chat',
    chatNotOpened: 'WeCom could not open the chat. Copy the name and search for it in Messages.',
    notAdmittedTitle: 'Your request to join was refused',
    notAdmittedHint: ({ name, by, at, askAgainAt }) =>
      `${by} refused your request to join “${name}” on ${dayOnly(at)}. You can request again after ${dayOnly(askAgainAt)}: enter the topic under “Request a group” and the group is shown.`,
    gonePage: 'Group not found',
    goneHint: 'The group is not registered, or you have no access to it.',
  },
  declare,
  settings,
}

export default groups
