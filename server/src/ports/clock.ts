/** Business time. Leases use the database's clock instead, since several machines share them. */
export type Clock = { now(): Date }
