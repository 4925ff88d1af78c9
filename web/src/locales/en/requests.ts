import type { RequestMessages } from '../zh-CN/requests.ts'
import { fields, monthAndDay, names } from './parts/phrases.ts'
import { en } from './core.ts'
import { form } from './parts/form.ts'
import { kindDetails } from './parts/kind-details.ts'
import { returnReasons } from './parts/return-reasons.ts'

const causes: Record<string, string> = {
  '-1': 'WeCom was busy',
  timeout: 'WeCom did not respond',
  dropped: 'The connection was interrupted',
  no_root: 'The app is not available to the whole company; the management department creates the group manually',
  group_quota: 'The company limit of groups for today is reached; continues tomorrow',
  '49008': 'The group was dissolved in WeCom; submit a new request if needed',
  '86003': 'Created, but not found in WeCom; the management department checks it',
  '86004': 'WeCom rejected this name; choose another one and submit a new request',
  '86005': 'WeCom rejected this owner; the management department checks it',
  '86006': 'Fewer than two members can join; add members and submit a new request',
  '86007': 'WeCom does not know one of the members; remove them and submit a new request',
  '86008': 'A group of another app has this id; the management department checks it',
  '86215': 'Another group has this id; the management department checks it',
  changed_later: 'A later change is in effect, so the older value is no longer written',
  member_disabled: 'The account is disabled and nothing was changed; submit a new request once it is restored',
  other_writer: 'Another system writes the directory. Change it there; this closes by itself',
  set_back_feed: 'Set back by the other system that writes the directory',
  set_back_console: 'Possibly set back in the console',
  set_back_unknown: 'Not written by this app; the source is unknown',
  seats_hidden:
    'The app cannot see all departments of this member and would remove the others; the management department changes it manually',
  '48002': 'The app has no directory permission; the management department changes it manually',
  '60003': 'The department no longer exists; choose another one and submit a new request',
  '60011': 'The app cannot change this member; the management department changes it manually',
  '60103': 'The mobile number is invalid; check it and submit a new request',
  '60104': 'The mobile number is used by another member; check it and submit a new request',
  '60105': 'The email address is invalid; check it and submit a new request',
  '60106': 'The email address is used by another member; choose another one and submit a new request',
  '60110': 'The member is in too many departments; ask the management department',
  '60111': 'The member is no longer in the directory; nothing is left to do',
  '60112': 'WeCom rejected this name; change it and submit a new request',
  '60123': 'The department no longer exists; choose another one and submit a new request',
  '60142': 'The company email could not be changed; submit a new request',
  '60143': 'The company email is invalid or used already; choose another one and submit a new request',
  '60144': 'This company email cannot be changed any more; contact the management department',
  '60145': 'The company email is used already; choose another one and submit a new request',
  '81015': 'The domain of the company email is not that of the company; choose another one and submit a new request',
  '301012': 'WeCom rejected this position; change it and submit a new request',
  '301013': 'WeCom rejected this office phone; check it and submit a new request',
}

const detail: RequestMessages['detail'] = {
  number: (no) => `Request ${no}`,
  record: 'Request number and clause',
  actions: 'Actions',
  askedBefore: (to) => `Previously requested: “${to}”`,
  agreeAfterAll: 'Approve after all',
  refuse: 'Refuse',
  agreed: 'Approved',
  refused: 'Refused',
  seen: 'If the content changes, you will be asked to confirm it again.',
  requested: 'Requested',
  effective: 'Effective date',
  effectiveFrom: (day) => `from ${monthAndDay(day)}`,
  now: (value) => `Current value: ${value}`,
  asked: (value) => `Requested: ${value}`,
  notWritten: 'Not done',
  differs: 'Verification failed',
  submittedFor: (name) => `Submitted for ${name}`,
  timeline: 'History',
  withdraw: 'Withdraw the request',
  withdrawn: 'Withdrawn',
  applicantLeft: 'The applicant has left',
  applicantLeftHint: 'If the request is no longer needed, you can withdraw it',
  decided: 'Your decision is recorded',
  next: (number) => `Next, ${String(number)} to go`,
  backToWecom: 'Back to WeCom',
  backHome: 'Home',
  closeManually: 'You can close this page now',
  changedMeanwhile: 'The content has changed; review it before you decide',
  taken: 'This request has been handled',
  failedNote: 'Not completed; see the history below.',
  sending: 'Submitting',
  gone: 'Request not found',
  goneHint: 'The request does not exist, or you have no access.',
}

const reasons: RequestMessages['reasons'] = {
  presets: {
    not_matching: 'Does not match the facts',
    needs_proof: 'Needs supporting documents first',
    not_my_department: 'Not my department',
    not_needed: 'No separate group is needed',
    join_existing: 'A suitable group exists; join it',
    must_sign: 'This policy has to be signed in person',
    later_due_date: 'A later due date is enough',
    other: 'Other reason',
  },
  text: 'Message to the applicant',
  done: 'OK',
  cancel: 'Cancel',
  empty: 'Enter a reason, so that the applicant knows what to do',
}

const timeline: RequestMessages['timeline'] = {
  you: 'You',
  someone: 'A member',
  submitted: (who) => `${who} submitted the request`,
  decided: (who, verdict) => `${who} ${verdict}`,
  withdrawn: (who) => `${who} withdrew the request`,
  written: 'Done',
  writtenHint: 'To be verified',
  already_so: 'Already as requested',
  attempt: (attempt) => `attempt ${String(attempt)}`,
  retryAt: (time) => `next attempt at ${time}`,
  read_back_equal: () => 'Verified',
  read_back_differs: () => 'Verification failed',
  write_resumed: (who) => `${who} started writing again`,
  done_by_hand: (who) => `${who} did it manually`,
  scheduled: 'Waiting for the effective date',
  manual_asked: () => 'To be done manually by the management department',
  member_guided: (list) => `The member changes it in WeCom: ${names(list.map((field) => fields[field]))}`,
  proof_looked: (who, isEqual) =>
    isEqual ? `${who} completed the change, verified` : `${who} completed the change, new value not verified yet`,
  set_back: (list, people) =>
    `${names(list.map((field) => fields[field]))} set back to the old value${people.length ? `, possibly in the console by ${names(people)}` : ''}`,
  disputed: (who) => `${who} disputed the result`,
  dispute_upheld: (who) => `${who} checked the dispute and started writing again`,
  dispute_answered: (who) => `${who} checked the dispute; no change needed`,
  notice_undelivered: (who) => `The message was not delivered to ${who}`,
  returned: (who) => `${who} returned the request`,
  resubmitted: (who) => `${who} resubmitted the request`,
  undone: (who) => `${who} undid the decision`,
  asked_next: (people) => `Waiting for ${names(people)} to confirm`,
  reassigned: (people) => (people.length ? `Reassigned to ${names(people)}` : 'Approvers changed'),
  transferred: (who, people) => `${who} transferred it to ${names(people)}`,
  urged: (who, number) => `${who} sent reminder ${String(number)}`,
  escalated: (percent, people) =>
    people.length
      ? `${percent > 100 ? 'Overdue' : 'Due'}; ${names(people)} can approve as well`
      : `${String(percent)}% of the time has passed`,
  cause: (code) => causes[code] ?? `WeCom returned ${code}`,
}

const noRows: RequestMessages['noRows'] = {
  noRequests: 'No requests yet',
  noRequestsHint: 'Start with “New request”.',
  noApprovals: 'All done',
  noApprovalsHint: 'No requests are waiting for your approval.',
}

const requestPages: RequestMessages = { form, detail, noRows, reasons, returnReasons, timeline, kindDetails }

/** Request pages use the core messages as well. */
export default { ...en, ...requestPages }
