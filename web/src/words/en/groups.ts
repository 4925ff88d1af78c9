import type { NameProblem } from '@desk/shared/groups/naming'
import type { GroupWords } from '../zh-cn/groups.ts'
import { count, dayOnly, monthAndDay, names } from './phrases.ts'

const people = (number: number) => count(number, 'person', 'people')

const problems = (problem: NameProblem): string => {
  switch (problem.code) {
    case 'topic_empty':
      return 'Write a few words that say what it is about'
    case 'unseen_sign':
      return `Sign ${String(problem.at)} cannot be seen (${problem.sign}); remove it`
    case 'strange_script':
      return `Sign ${String(problem.at)} (${problem.sign}) is easily taken for another; use Han, Latin letters or digits`
    case 'separator_inside':
      return `Sign ${String(problem.at)} is “${problem.sign}”, which stands between the parts`
    case 'banned_word':
      return `“${problem.word}” is not used in names of groups`
    case 'kind_unknown':
      return 'This kind is no longer there; choose another'
    case 'too_long':
      return `${String(problem.over)} signs too long; WeCom would cut them off silently`
  }
}

export const groups: GroupWords = {
  form: {
    title: 'Ask for a group',
    preview: 'The name will be',
    partsLabel: (name) => name,
    parts: { department: 'Department', topic: 'Topic', kind: 'Kind', until: 'Until' },
    meter: (length, most) => `${String(length)} / ${String(most)}`,
    meterLabel: 'Length of the name',
    template: 'What kind of group',
    topic: 'Topic',
    topicHint: 'A few words that members understand at once',
    purpose: 'Why it is needed',
    purposeEmpty: 'Say in a sentence why it is needed',
    members: 'Members',
    membersHint: 'Beside yourself; more can be added',
    membersEmpty: 'Choose at least one more person',
    deputy: 'Deputy owner',
    deputyNone: 'Deputy: choose members first, then one of them',
    until: (day) => `In use until ${monthAndDay(day)}; you are asked before it ends`,
    submit: (number) => `Submit, ${people(number)}`,
    submitNobody: 'Choose members first',
    submitAnyway: 'Create it anyway',
    submitAgain: 'Mended, submit again',
    problems,
    similar: 'This group may exist already',
    similarLine: (number, owner) => `${people(number)}, owner ${owner}`,
    join: 'Join it',
    joined: 'You are let in; WeCom shows it in a moment',
    askOwner: 'To join, ask its owner',
    byHand: 'The app is not open to the whole company yet: once approved, the group is made by hand. Ask as usual.',
    leftToday: (number) => `${String(number)} more today`,
    noneLeft: 'Enough groups for today; come back tomorrow',
    partner: 'Partners do not own groups; ask your sponsor to apply',
    footnote:
      'Clause 4.1(c)(1): groups are made for real need. Once approved it is made for you; you then sign three duties.',
    errors: {
      'group.template_gone': 'This kind was just changed; reload and choose again',
      'group.name_differs': 'The naming rules were just changed; reload and look at the new name',
      'group.partner_owner': 'Partners do not own groups; ask your sponsor to apply',
      'group.owner_twice': 'You need not choose yourself: you are the owner',
      'group.member_gone': 'Somebody has left or is disabled; remove him and submit again',
      'group.contract_ended': 'A partner’s contract is over; remove him and submit again',
      'group.deputy': 'The deputy is one of the members, and no partner',
      'info.day_past': 'The end has to be after today',
    },
    again: (name) => `Sent back: ${name}`,
  },
  asked: {
    title: 'The group',
    purpose: 'Why',
    deputy: 'Deputy owner',
    until: 'Until',
    members: (number) => `${people(number)}`,
    sponsor: (name) => `Partner, sponsor ${name}`,
    across: 'Across departments: the management department confirms afterwards',
    large: 'Large: the management department confirms afterwards',
    similar: 'Asked for although these were shown',
    open: 'Open the group',
    missing: (list) => `Could not be added: ${names(list)}`,
    made: 'I made it in WeCom',
    madeHint: 'The app cannot read a group made by hand: this is your word, and the third notch stays empty',
    show: 'Show all members',
  },
  list: {
    own: 'My groups',
    offered: 'Waiting for your answer',
    below: 'Groups you answer for',
    none: 'No groups in the registry yet',
    noneBelow: 'None in your departments yet',
    create: 'Ask for a group',
    declare: 'Declare a group made by hand',
    line: (number, owner) => `${people(number)}, owner ${owner}`,
    until: (day) => `until ${monthAndDay(day)}`,
    gone: (number) => `${people(number)} to look at`,
    late: 'Review overdue',
    vacant: 'No owner',
    more: 'Show more',
  },
  one: {
    states: { making: 'Being made', charter: 'To be signed', active: 'In use', archived: 'Archived', gone: 'Ended' },
    origins: { api: 'Made by the app', manual: 'Made by hand', declared: 'Declared' },
    owner: 'Owner',
    deputy: 'Deputy',
    noDeputy: 'No deputy',
    department: 'Belongs to',
    expires: 'Until',
    noExpiry: 'No end',
    purpose: 'Purpose',
    lookedAt: (time) => `Read from WeCom at ${time}`,
    neverLooked: 'Made by hand: the app cannot read it',
    applying: 'The last change is being written; it counts once it is read back',
    trouble: (code) =>
      code === 'read_back_differs'
        ? 'What was read back differs; looking again in 10 minutes'
        : code === '49008'
          ? 'Dissolved in WeCom'
          : `WeCom answered ${code}; the management department sees to it`,
    missing: (list) => `Could not be added: ${names(list)}`,
    request: 'See the request',
    charterTitle: 'Three duties of an owner',
    charter: [
      'Remove people who have nothing to do with it',
      'Keep the talk to the point',
      'Remind who breaks the rules, and report it if need be',
    ],
    sign: 'Sign the three duties',
    signed: (name, day) => `${name} signed on ${dayOnly(day)}`,
    signDue: (day) => `Sign by ${dayOnly(day)}, or the deputy is asked`,
    reviewTitle: (number) => `${people(number)} no longer belong`,
    reviewNone: 'Everybody still belongs',
    reviewNext: (day) => `Next look: ${monthAndDay(day)}`,
    shortDay: (instant) => dayOnly(instant),
    keep: 'Keep',
    remove: 'Remove',
    leaving: 'Being removed',
    gone: {
      moved: (day) => `Moved on ${day}`,
      left: (day) => `Left on ${day}`,
      disabled: (day) => `Account disabled on ${day}`,
      contract_ended: () => 'The contract is over',
    },
    stillDeputy: ', still the deputy',
    standing: (number) => `${people(number)} still belong`,
    standingLine: (department, project, guest) =>
      `Department ${String(department)}, project ${String(project)}, invited ${String(guest)}`,
    reviewFootnote: 'Reasons were noted when people came in; nobody counts who talks.',
    decide: (removed, kept) =>
      removed === 0
        ? `Keep ${people(kept)}`
        : kept === 0
          ? `Remove ${people(removed)}`
          : `Remove ${String(removed)}, keep ${String(kept)}`,
    decideHint: 'Undo within 60 s; done once the members are read back',
    decided: 'Noted; carried out in a minute',
    undo: 'Undo the removal',
    undone: 'Undone; nobody was removed',
    checklist: 'Do this in WeCom',
    checklistItems: {
      remove: (text) => `Remove ${text}`,
      owner: (text) => `Make ${text} the owner`,
      name: (text) => `Rename it to “${text}”`,
    },
    tick: 'All done',
    tickHint: 'The app cannot read a group made by hand: this is your word',
    vacant: (owner) => `${owner} is gone, and the group has no owner yet`,
    vacantAsked: (list) => `Asked: ${names(list)}`,
    takeTitle: 'Will you own it?',
    take: 'I will own it',
    decline: 'Not me',
    taken: 'Thank you; you own it once WeCom shows it',
    nextOwner: (name) => `${name} will own it; being changed in WeCom`,
    expiring: (day) => `Ends on ${monthAndDay(day)}`,
    renew: 'Renew',
    renewTitle: 'Why it is still needed',
    renewReason: 'One sentence',
    renewed: 'Renewed',
    archive: 'Archive',
    archiveTitle: 'Archive this group',
    archiveHint: 'Its name gets “已归档-” in front, and only owner and deputy stay. It can be restored within 30 days.',
    archiveAction: (number) => `Archive, ${people(number)} leave`,
    archived: 'Archived',
    restore: 'Restore it',
    restoreHint: (day) => `Until ${dayOnly(day)}; people come back`,
    restored: 'Restored',
    report: 'Report a violation',
    reportTo: { owner: 'Tell the owner', ops: 'Tell the management department' },
    reportTitle: { owner: 'What happened? Tell the owner', ops: 'What happened? Tell the management department' },
    violations: {
      off_topic: 'Off topic',
      rumour: 'Unverified news',
      secret: 'Files that do not belong here',
      uncivil: 'Uncivil words',
      advertising: 'Advertising',
    },
    reported: 'They were told, and not by whom',
    reports: 'Reported before',
    members: (number) => `${people(number)}`,
    reasons: { department: 'Department', project: 'Project', guest: 'Invited' },
    cancel: 'Cancel',
    actions: 'Actions',
    gonePage: 'No such group',
    goneHint: 'It is not in the registry, or not yours to see.',
  },
  declare: {
    intro:
      'A group made by hand in WeCom, declared in a minute. The app cannot read it; what to change becomes a checklist.',
    name: 'Name',
    nameEmpty: 'Write its name in WeCom',
    submit: (number) => `Declare, ${people(number)}`,
    done: 'Declared',
  },
  settings: {
    intro: 'Changes hold for later requests; groups that are there keep their names.',
    separator: 'Sign between the parts',
    separatorHint: 'One sign, neither letter nor digit',
    saysDepartment: 'Names begin with the department',
    largeFrom: 'Confirmed by the management department from how many people on',
    banned: 'Words not used in names',
    bannedHint: 'One a line',
    templates: 'Kinds of groups',
    templatesHint: 'One a line: kind, months, says until (写/不写), userid of the deputy (optional)',
    templateBad: (line) => `Line ${String(line)}: kind and months are needed, such as “专项，3，写”`,
    save: 'Save the naming rules',
    saved: 'Saved',
    says: '写',
    saysNot: '不写',
    example: 'By these rules a name is',
    exampleTopic: '来料异常',
    exampleDepartment: '质量部',
  },
}
