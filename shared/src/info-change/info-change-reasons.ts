/** Reasons for refusing or returning an information change, each with its clause. */
export const infoChangeReasons = {
  refusal: { not_matching: '3.1b', needs_proof: '3.3a', not_my_department: '2.2c' },
  return: { not_matching: '3.1b', incomplete: '3.1b', needs_proof: '3.3a', not_my_department: '2.2c' },
} as const
