import { type PolicyTitle, titleIn } from '@desk/shared/policies/policy-title'
import { useSessionStore } from '../stores/session.ts'

/** What a policy is called in the language of the pages. */
export function usePolicyTitle(): (policy: PolicyTitle) => string {
  const { language } = useSessionStore()
  return (policy) => titleIn(policy, language)
}
