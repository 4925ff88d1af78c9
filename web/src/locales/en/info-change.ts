import type { InfoField } from '@desk/shared/info-change/info-change'
import type { Messages } from '../messages.ts'
import { dayOnly, fields, monthAndDay, names } from './parts/phrases.ts'

const listed = (list: readonly InfoField[]) => names(list.map((field) => fields[field]))

const followUp: Messages['info-change']['followUp'] = {
  title: 'What comes next',
  doubt: 'If the result is wrong',
  scheduled: (day) => `Takes effect on ${monthAndDay(day)} and is written automatically`,
  effectiveOn: (day) => `Takes effect on ${monthAndDay(day)}`,
  awaitingProof: (list) =>
    `The app cannot write the directory. The management department changes ${listed(list)} manually; the request closes once verified.`,
  guideTitle: 'You change your mobile number in WeCom yourself',
  guideSteps: [
    'Open WeCom, tap “Me”, then your avatar',
    'Tap “Mobile” and verify the new number',
    'Come back here and tap “I have changed it”',
  ],
  guideOther: 'The member changes the mobile number in WeCom; the request then closes automatically.',
  check: 'Done, check it',
  checkMember: 'I have changed it',
  checkWaiting: 'Check again',
  notYet: (list) => `New value not found yet: ${listed(list)}. Tap again after the change, or wait for the next check.`,
  sheet: 'Open the manual change sheet',
  disputeOpen: 'Dispute the result',
  disputeHint: (until) => `If the result is wrong, you can dispute it until ${dayOnly(until)}.`,
  disputeLabel: 'What is wrong',
  disputeSend: 'Send to the management department',
  disputed: 'Disputed by the applicant',
  disputedByYou: 'You disputed the result',
  settleLabel: 'Message to the applicant',
  differs: (list) =>
    `Written, but verification failed: ${listed(list)}. The management department writes it again or changes it manually; the request closes once verified.`,
  thenYourMobile: 'Afterwards you change the mobile number in WeCom; you are notified.',
  thenTheirMobile: 'Afterwards the applicant changes the mobile number in WeCom; they are notified.',
  waitsForNobody:
    'No one in the management department can handle it: the operations lead grants the role to another member under “Roles and grants” first. Applicants cannot handle their own dispute',
  writeAgain: 'Write it again',
  stands: 'Checked; no change needed',
  answer: 'Answer',
  empty: 'Enter a message for the other person',
  cancel: 'Cancel',
}

const sheet: Messages['info-change']['sheet'] = {
  intro:
    'The app does not write this. Make the change in the WeCom admin console, or in the other system where one writes the directory; the request closes once verified.',
  where: (path, name) => `Contacts → ${path} → ${name} → Edit`,
  userid: 'Account',
  was: (value) => `was ${value}`,
  over: 'No manual change is needed any more',
  done: 'Changed in the admin console and verified',
  isOpen: 'Not changed yet',
  isDone: 'Changed',
  back: 'Back to the request',
}

const fieldSettings: Messages['info-change']['fieldSettings'] = {
  intro:
    'The fields that employees can request to change, and those that the management department confirms as well. Changes take effect at once, for open requests too.',
  field: 'Field',
  isOpen: 'Can be requested',
  isConfirmedByOps: 'Confirmed by the management department',
  confirmHint: 'Two different people verify and confirm',
  saved: 'Saved',
}

export default { followUp, sheet, fieldSettings }
