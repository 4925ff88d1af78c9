import { type PolicyTitle, titleIn } from '@desk/shared/policies/policy-title'
import { useSessionStore } from '../stores/session.ts'

/** Returns the function that picks the title of a policy in the language of the page. */
export function usePolicyTitle(): (policy: PolicyTitle) => string {
  const { language } = useSessionStore()
  return (policy) => titleIn(policy, language)
}
