ALTER TABLE "notices" ADD COLUMN "policy_ids" text[];--> statement-breakpoint
CREATE INDEX "policy_rounds_day_idx" ON "policy_rounds" USING btree ("day");