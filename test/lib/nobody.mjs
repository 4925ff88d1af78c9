/** The id of the user and of the group `nobody`, as whom tests run what root may not or should not run. */
export const NOBODY_ID = 65_534
