/** The id of the user `nobody` and of its group. Tests run programs as this user that root may not or should not run. */
export const NOBODY_ID = 65_534
