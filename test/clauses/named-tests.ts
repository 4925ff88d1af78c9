import type { NamedTest } from './served-passage.ts'

const inFile =
  (file: string) =>
  (title: string): NamedTest => [file, title]

const joiners = inFile('test/e2e/accounts.open.ts')
const partnersAndConsole = inFile('test/e2e/accounts.partner-and-console.ts')
const closings = inFile('test/e2e/accounts.close.ts')
const forced = inFile('test/e2e/accounts.forced.ts')
const confirmation = inFile('test/e2e/confirmation.spec.ts')
const feedback = inFile('test/e2e/feedback.spec.ts')
const groups = inFile('test/e2e/groups.spec.ts')
const incidents = inFile('test/e2e/incidents.spec.ts')
const incidentsAtDesk = inFile('test/e2e/incidents.desk.ts')
const incidentsOfGroups = inFile('test/e2e/incidents.groups.ts')
const lostDevice = inFile('test/e2e/lost-device.spec.ts')
const policy = inFile('test/e2e/policy.spec.ts')
const evidence = inFile('test/e2e/evidence.spec.ts')
const duties = inFile('test/e2e/duties.spec.ts')

/** The tests that show what the rows of `servedPassages` state. */
export const tests = {
  claimIsVerified: [
    'server/src/features/info-change/follow-up.test.ts',
    'without permission to write, a claim that the change is done only triggers a verification',
  ],
  answerThree: feedback('陈海燕 merges a duplicate at a desk after a preview, and answers all three people at once'),
  approveGroup: groups('李敏 approves in the chat, and the group is created with its welcome message'),
  auditByName: [
    'server/src/features/audit/audit-search.test.ts',
    'a search by name, userid or pinyin finds what a person did',
  ],
  auditVerified: evidence('an auditor verifies the whole log in one tap'),
  campaign: confirmation('HR creates a campaign for one department, after seeing how many people it asks'),
  changeInfo: ['test/e2e/info-change.spec.ts', '郭𠮷 changes position and office phone, 李敏 approves one of them'],
  confirmByCard: confirmation('郭𠮷 confirms with one tap on the card'),
  confirmCustody: feedback('郭𠮷 confirms once a year how the account is kept, with nothing ticked beforehand'),
  confirmInPerson: confirmation('李敏 sees the exceptions, and after the last day confirms in person'),
  consoleAcknowledged: partnersAndConsole(
    'a change that was made in the console is acknowledged by HR with its reason',
  ),
  consoleAdopted: partnersAndConsole(
    'an account that was created in the console is reported to HR, and registered as that of a partner',
  ),
  countSignatures: policy('the board counts the signatures of four more members'),
  createdOnTime: joiners('accounts are created on the day before, invited on the first morning, each once'),
  deletedByTwo: closings('is deleted by two people, and not before the day that HR chose'),
  departmentData: partnersAndConsole(
    '李敏 sees the people of the department, requests a change for one of them, and reports who left',
  ),
  exportedFile: evidence(
    'an export comes with a warning about its recipients, and is compared with the log in one step',
  ),
  faqBeforeAsking: feedback(
    'the answer is in the FAQ, and a member who types the same question reads it before asking',
  ),
  firstDay: joiners('a joiner signs in, and does the five parts of the first day on the phone'),
  forwardFeedback: feedback('李敏 opens the problem from home and forwards it under a title for everybody'),
  giveFeedback: feedback('郭𠮷 gives feedback in two taps and a text'),
  grantRole: ['server/src/features/roles/roles.test.ts', 'a role can be granted from a later day'],
  handleIncident: incidents(
    'a handler acknowledges an incident beside the board, views the reporter, asks them, and closes it with a sentence',
  ),
  judgeAnswer: feedback(
    'all three get a card: one confirms in the chat, and another reopens the problem with “not solved”',
  ),
  leavesWithoutHeir: forced('leaves without an heir: HR waives one item, the lead forces the end'),
  leaves: closings('leaves: heirs accept, the account is disabled in the evening'),
  lockByGuardian: lostDevice('a guardian locks an account from their phone and sees the confirmation'),
  lockFromCard: lostDevice('a colleague reports, the admin taps 立即锁定 in the card, and the lock is confirmed'),
  lockFromDesk: lostDevice('the owner reports from a desktop browser and sees the confirmation'),
  manualSheet: [
    'server/src/features/info-change/follow-up.test.ts',
    'without permission to write, a manual entry sheet is shown',
  ],
  moves: closings('is transferred on the next day: the change is approved and verified'),
  ownData: duties('郭𠮷 exports their own data, and reads beside the link to whom the file may be sent'),
  ownerAnswers: incidentsOfGroups('a member reports an off-topic message to the group’s owner, who answers it'),
  ownSessions: ['test/e2e/sign-in.identity.ts', 'own sessions are listed and can be ended one by one or all at once'],
  partnerEnds: partnersAndConsole(
    'the sponsor is asked in a card, lets the contract end, and WeCom shows the account as disabled the day after',
  ),
  pasteJoiners: joiners('thirty pasted rows show seven faults at once and create no account'),
  publishToAll: policy('the template is published by two people to all members including partners'),
  question: policy('a question does not count as a signature; after the answer the member still has to sign'),
  readAndSign: policy('郭𠮷 reads and signs in two taps, and the receipt can be verified on its page'),
  remindOnce: [
    'server/src/features/policies/reminder-batches.test.ts',
    'a person gets one manual reminder a day, whoever sends it',
  ],
  remindSelected: policy('an exempt member need not sign, and a reminder shows the number of its recipients'),
  reportFile: incidentsAtDesk(
    '孙浩 reports a wrongly sent file to the department, and the admin whom it is about cannot read it',
  ),
  reportIllegal: incidentsAtDesk(
    '王芳 reports both handlers for illegal content, and the independent contact closes the incident',
  ),
  reportNamed: incidents('郭𠮷 reads who will see the report, and reports with their name in three taps'),
  reportRumour: incidentsAtDesk('马晓宇 reports a rumour without a name; its handler makes it urgent and restricts it'),
  reportUnnamed: incidents('赵丽霞 reports without a name'),
  requestGroup: groups('郭𠮷 requests a group in four taps with WeCom’s member picker'),
  requeue: [
    'server/src/features/outbox-admin/outbox-admin.test.ts',
    'a requeued dead letter reopens its failed request and completes it',
  ],
  reviewEscalated: [
    'server/src/features/groups/group-lifecycle.test.ts',
    "an overdue review is escalated to the department's admin, then to ops",
  ],
  reviewGroup: groups(
    'a member who changed departments is preselected in the review, removed, and the removal is verified',
  ),
  reviewJoiners: joiners('the management department excludes one joiner and confirms the other twenty-nine'),
  setBack: partnersAndConsole('a value that another writer of the directory sets back at night reopens its request'),
  signBeforeUse: policy('a form that requires a signed policy links to it and keeps the typed text'),
  sponsorRenews: partnersAndConsole('the sponsor renews a contract on the phone, and the page shows its new last day'),
  versions: policy('a minor version requests no signature; a major one requests the changed clauses'),
  violationHandled: incidentsOfGroups(
    'a violation becomes an incident, whose handler reminds the owner without saying why',
  ),
} as const satisfies Record<string, NamedTest>
