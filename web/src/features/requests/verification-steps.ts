import type { RequestType } from '@desk/shared/requests/types/index'
import type { VerificationStepLabels } from '../../locales/proof-steps.ts'
import type { Messages } from '../../locales/messages.ts'

/** The words below the notches of a request: the kind's own, and those for what is not there yet or did not work. */
export function proofSteps({ kinds, detail }: Messages['requests'], kind: RequestType): VerificationStepLabels {
  const { waiting, decided, write, written, readBack } = kinds[kind].progress.steps
  return [
    { todo: waiting, done: decided },
    { todo: write, done: written, failed: detail.notWritten },
    { todo: detail.readBackTodo, done: readBack, failed: detail.notReadBack },
  ]
}
