ALTER TABLE "policy_mailings" ADD COLUMN "about" text;--> statement-breakpoint
ALTER TABLE "policy_mailings" ADD COLUMN "response_code" text;--> statement-breakpoint
CREATE INDEX "policy_mailings_about_idx" ON "policy_mailings" USING btree ("about") WHERE "policy_mailings"."about" is not null;