import { type PolicyTitle, titleIn } from '@desk/shared/policies/policy-title'
import { useBoot } from '../platform/boot.ts'

/** What a policy is called in the language of the pages. */
export function usePolicyTitle(): (policy: PolicyTitle) => string {
  const { language } = useBoot().boot
  return (policy) => titleIn(policy, language)
}
