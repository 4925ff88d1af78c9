/**
 * Returns name and attributes of a cookie of this app. The prefix `__Host-` binds it to this host; browsers accept the
 * prefix over https only.
 */
export function hostCookie(publicUrl: string, name: string) {
  const secure = publicUrl.startsWith('https:')
  const attributes = { path: '/', httpOnly: true, sameSite: 'Lax', secure } as const
  return { name: `${secure ? '__Host-' : ''}desk_${name}`, attributes }
}

/** Returns whether a cookie value has the format of `IdSource.token`. */
export const isToken = (value: string | undefined): value is string =>
  value !== undefined && /^[A-Za-z0-9]{32,64}$/.test(value)
