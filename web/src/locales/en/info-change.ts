import type { InfoField } from '@desk/shared/info-change/info-change'
import type { Messages } from '../messages.ts'
import { dayOnly, fields, monthAndDay, names } from './parts/phrases.ts'

const listed = (list: readonly InfoField[]) => names(list.map((field) => fields[field]))

const followUp: Messages['info-change']['followUp'] = {
  title: 'What comes next',
  scheduled: (day) => `Takes effect on ${monthAndDay(day)}; written by itself that day`,
  effectiveOn: (day) => `Takes effect on ${monthAndDay(day)}`,
  awaitingProof: (list) =>
    `The app may not write the directory. The management department enters ${listed(list)}; this closes once it is read back.`,
  guideTitle: 'You change your mobile number in WeCom yourself',
  guideSteps: [
    'Open WeCom, tap “Me”, then your picture',
    'Tap “Mobile” and verify the new number',
    'Come back here and tap “I have changed it”',
  ],
  guideOther: 'The member changes the mobile number in WeCom; this closes by itself.',
  look: 'Done, check it',
  lookMember: 'I have changed it',
  lookWaiting: 'See whether it is done',
  notYet: (list) => `Not there yet: ${listed(list)}. Tap again once it is, or wait for the next check.`,
  sheet: 'Open the sheet',
  disputeOpen: 'This is not right',
  disputeHint: (until) =>
    `Until ${dayOnly(until)} you can say that it is not right; the management department will look again.`,
  disputeLabel: 'What is not right',
  disputeSend: 'Tell the management department',
  disputed: 'The applicant says it is not right',
  settleLabel: 'One sentence for the applicant',
  differs: (list) =>
    `Written, but WeCom shows something else: ${listed(list)}. The management department writes it again or by hand; this closes once it is read back.`,
  thenYourMobile: 'Then you change the mobile number in WeCom; you will be told.',
  thenTheirMobile: 'Then the applicant changes the mobile number in WeCom and will be told.',
  waitsForNobody:
    'Nobody of the management department may handle it: name one under “Roles” first. Applicants cannot answer what they disputed',
  writeAgain: 'Write it again',
  stands: 'Checked; no change needed',
  answer: 'Answer',
  empty: 'Write a sentence, so that the other side knows',
  cancel: 'Cancel',
}

const sheet: Messages['info-change']['sheet'] = {
  intro:
    'The app may not write the directory. Enter this in the WeCom console; the request closes once it is read back.',
  where: (path, name) => `Contacts → ${path} → ${name} → Edit`,
  userid: 'Account',
  was: (value) => `was ${value}`,
  over: 'Nothing has to be entered by hand any more',
  done: 'Entered in the console and read back as asked',
  isOpen: 'Not changed yet',
  isDone: 'Changed',
  back: 'Back to the request',
}

const fieldSettings: Messages['info-change']['fieldSettings'] = {
  intro:
    'What employees may ask to change, and what the management department confirms once more. Holds at once; what is under way stays as it is.',
  isOpen: 'May be asked for',
  isConfirmedByOps: 'Confirmed by the management department',
  confirmHint: 'Two different people verify and confirm',
  saved: 'Saved',
}

export default { followUp, sheet, fieldSettings }
