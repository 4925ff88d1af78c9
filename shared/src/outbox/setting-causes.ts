/** Codes of WeCom for a server whose IP address is not trusted. */
export const untrustedAddressCauses: readonly string[] = ['60020', '301042']
/** Codes of WeCom for a secret or a company id that is wrong. */
export const wrongSecretCauses: readonly string[] = ['40001', '40013', '40091']

/** Causes for which jobs wait until an operator corrects a setting, and then continue by themselves. */
export const settingCauses: readonly string[] = [...untrustedAddressCauses, ...wrongSecretCauses]
