import type { ReturnReason } from '@desk/shared/requests/reasons'

export const returnReasons: Record<ReturnReason, string> = {
  not_matching: 'Does not match the facts',
  incomplete: 'Not complete yet',
  needs_proof: 'Needs proof first',
  not_my_department: 'Not my department',
  unclear_name: 'The name does not say what it is about',
  wrong_members: 'Not the right members',
  other: 'Another reason',
}
