import type { RequestType } from '@desk/shared/requests/types/index'
import type { VerificationStepLabels } from '../../locales/verification-steps.ts'
import type { Messages } from '../../locales/messages.ts'

/** Returns the labels of the verification steps of a request of this type. */
export function verificationSteps(
  { kinds, kindDetails, detail }: Messages['requests'],
  kind: RequestType,
): VerificationStepLabels {
  const { waiting, decided, write, written, readBack } = kinds[kind].progress.steps
  const { lastStep } = kindDetails[kind]
  return [
    { todo: waiting, done: decided },
    { todo: write, done: written, failed: detail.notWritten },
    { todo: lastStep.todo, done: readBack, failed: lastStep.failed },
  ]
}
