import type { NameProblem } from '@desk/shared/groups/naming'
import type { Messages } from '../messages.ts'
import { count, dayOnly, monthAndDay, names, wholeDay } from './parts/phrases.ts'

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

const groupRequests: Messages['group-requests'] = {
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
    purposeHint: (max) => `${String(max)} characters at most`,
    purposeEmpty: 'Enter a reason',
    purposeTooLong: (max) => `Too long: ${String(max)} characters at most`,
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
      'text.too_long': 'Too long',
      'text.unseen_signs': 'Contains an invisible character; delete it and type again',
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
    moreMembers: (number) => `${String(number)} more, not listed`,
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
  openChat: {
    open: 'Open the chat',
    notOpened: 'WeCom could not open the chat. Copy the name and search for it in Messages.',
    name: 'Group name',
  },
}

export default groupRequests
