import type { RequestPageWords } from '../zh-CN/requests.ts'
import { count, decided, fields, names } from './parts/phrases.ts'
import { en } from './core.ts'
import { form } from './parts/form.ts'
import { returnReasons } from './parts/return-reasons.ts'

const causes: Record<string, string> = {
  '-1': 'WeCom was busy',
  timeout: 'WeCom did not answer',
  dropped: 'The connection broke',
  no_root: 'The app is not open to the whole company; the group is made by hand',
  group_quota: 'Enough groups for today in the whole company; going on tomorrow',
  '49008': 'The group was dissolved in WeCom; ask again if it is needed',
  '86003': 'Made, but not to be found in WeCom; the management department looks into it',
  '86004': 'WeCom does not take this name; choose another and ask again',
  '86005': 'WeCom does not take this owner; the management department looks into it',
  '86006': 'Fewer than two people can be in it; add some and ask again',
  '86007': 'WeCom does not know one of the members; remove him and ask again',
  '86215': 'Another group has this id; the management department looks into it',
  member_disabled: 'The account is disabled, nothing was changed; ask again once it is back',
  seats_hidden:
    'The app does not see all departments of this member and would lose the others; the management department enters it',
  '48002': 'The app may not write the directory; the management department enters it',
  '60003': 'The department is gone; ask again and choose another',
  '60011': 'The app may not change this member; the management department enters it',
  '60103': 'The mobile number is not valid; check it and ask again',
  '60104': 'Somebody else has this mobile number; check it and ask again',
  '60105': 'The mail address is not valid; check it and ask again',
  '60106': 'Somebody else has this mail address; choose another and ask again',
  '60110': 'The member is in too many departments; ask the management department',
  '60111': 'The member is no longer in the directory; nothing is left to do',
  '60112': 'WeCom does not take this name; write it another way and ask again',
  '60123': 'The department is gone; ask again and choose another',
  '60144': 'This company mail cannot be changed any more; ask the management department',
  '301012': 'WeCom does not take this position; write it another way and ask again',
  '301013': 'WeCom does not take this desk phone; check it and ask again',
}

const detail: RequestPageWords['detail'] = {
  number: (no) => `Request ${no}`,
  fields: 'Decide each change',
  actions: 'Actions',
  askedBefore: (to) => `It asked for “${to}” a moment ago`,
  agree: 'Approve',
  refuse: 'Refuse',
  agreed: 'Approved',
  refused: 'Refused',
  verdictOn: (field) => `${fields[field]}: approve or refuse`,
  seen: 'If the content changes, you will be asked to confirm it again.',
  nowInWecom: 'In WeCom it now is',
  item: 'Field',
  asked: 'Asked for',
  read: 'Now',
  result: 'Result',
  readBackTodo: 'Read it back',
  notWritten: 'Not done',
  notReadBack: 'Read back differs',
  equal: 'Equal',
  differs: 'Differs',
  mismatch: (field, asked, read) =>
    `Written, but read back otherwise: ${fields[field]}, asked for “${asked}”, now “${read}”`,
  proven: 'Not just “no error”: written, then read back. ',
  timeline: 'History',
  withdraw: 'Withdraw the request',
  withdrawSure: 'Tap again to withdraw',
  withdrawn: 'Withdrawn',
  decided: 'Your decision is noted',
  next: (number) => `Next, ${String(number)} to go`,
  backToWecom: 'Back to WeCom',
  backHome: 'Home',
  closeManually: 'You can close this page now',
  changedMeanwhile: 'It has changed; see what is different first',
  taken: 'Already handled; nothing left to do',
  failedNote: 'It did not work out. Below is what was tried and what was read.',
  sending: 'Submitting',
  gone: 'No such request',
  goneHint: 'It does not exist, or you cannot see it.',
}

const reasons: RequestPageWords['reasons'] = {
  title: (field) => (field === 'group' ? 'Why refuse this group' : `Why refuse: ${fields[field]}`),
  presets: {
    not_matching: 'Does not match the facts',
    needs_proof: 'Needs proof first',
    not_my_department: 'Not my department',
    not_needed: 'No group of its own is needed',
    join_existing: 'There is a group for it: join that',
    other: 'Another reason',
  },
  text: 'One sentence for the applicant',
  done: 'Use this',
  cancel: 'Cancel',
  empty: 'Write a reason, so that the applicant knows what to do',
}

const timeline: RequestPageWords['timeline'] = {
  you: 'You',
  someone: 'Somebody',
  submitted: (who) => `${who} submitted`,
  decided: (who, agreed, refused) => `${who} ${decided(agreed, refused)}`,
  withdrawn: (who) => `${who} withdrew`,
  write_started: 'Began writing to WeCom',
  written: 'Written to WeCom',
  writtenHint: 'It counts once it is read back',
  already_so: 'WeCom already has what was asked',
  write_retried: 'Not written, will try again',
  attempt: (attempt) => `try ${String(attempt)}`,
  retryAt: (time) => `next at ${time}`,
  read_back_equal: (number) => `Read back equal, ${count(number, 'change')} in effect`,
  read_back_differs: (list) =>
    list.length
      ? `Written, but read back otherwise: ${names(list.map((field) => fields[field]))}`
      : 'Written, but read back otherwise',
  write_failed: 'Not written, stopped',
  write_resumed: (who) => `${who} let it be tried again`,
  done_by_hand: (who) => `${who} entered it in the console by hand`,
  scheduled: 'Waits for its day',
  manual_asked: (list) =>
    list.includes('group')
      ? 'The group is made by hand'
      : `To be entered by hand: ${names(list.map((field) => fields[field]))}`,
  member_guided: (list) => `The member changes it in WeCom: ${names(list.map((field) => fields[field]))}`,
  proof_looked: (who, isEqual) => (isEqual ? `${who} said done, and it is so` : `${who} said done, not seen yet`),
  disputed: (who) => `${who} said it is not so`,
  dispute_upheld: (who) => `${who} checked, and has it written again`,
  dispute_answered: (who) => `${who} checked; no change needed`,
  closed: 'Nobody objected for seven days; closed',
  applicant_left: 'The applicant has left the company; the request ended, nothing was changed',
  notice_undelivered: (who) => `The message did not reach ${who}`,
  returned: (who) => `${who} sent it back`,
  resubmitted: (who) => `${who} submitted it again`,
  undone: (who) => `${who} took the decision back`,
  asked_next: (people) => `${names(people)} asked to confirm`,
  reassigned: (people) => (people.length ? `Now with ${names(people)}` : 'Approvers changed'),
  transferred: (who, people) => `${who} handed it to ${names(people)}`,
  urged: (who, number) => `${who} urged, time ${String(number)}`,
  escalated: (percent, people) =>
    people.length
      ? `${percent > 100 ? 'Overdue' : 'Due'}, ${names(people)} asked as well`
      : `${String(percent)}% of the time is over`,
  cause: (code) => causes[code] ?? `WeCom answered ${code}`,
}

const noRows: RequestPageWords['noRows'] = {
  noRequests: 'No requests yet',
  noRequestsHint: 'Start here to change your position or desk phone.',
  start: 'Change my details',
  noApprovals: 'All done',
  noApprovalsHint: 'No request waits for your decision.',
}

const kindTimelines: RequestPageWords['kindTimelines'] = {
  group_create: {
    write_started: 'Began making the group in WeCom',
    written: 'The group is made',
    already_so: 'The group is there already',
    write_retried: 'Not made, will try again',
    write_failed: 'Not made, stopped',
    done_by_hand: (who) => `${who} made it in WeCom by hand`,
    read_back_equal: () => 'Read back: the group is as it was asked for',
    read_back_differs: () => 'Read back: the group is not as it was asked for',
    applicant_left: 'The applicant has left the company; the request ended, no group was made',
  },
}

const requestPages: RequestPageWords = { form, detail, noRows, reasons, returnReasons, timeline, kindTimelines }

/** The pages of requests say all that every page says, and more. */
export default { ...en, ...requestPages }
